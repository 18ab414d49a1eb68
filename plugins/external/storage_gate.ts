/**
 * Whose storage a request is about, and whether it may be.
 *
 * @module
 */

import { z } from "zod";
import type { ApiTokensRepository } from "../../db/repositories/mod.ts";
import { opensStorage, PROGRAM_NAME } from "../../src/domain/api_token.ts";
import { errorText } from "../../src/domain/errors.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { ServiceRefusal } from "../../src/plugin/mod.ts";

/** Where in `rosey.db.row.PROGRAM.insert` the program stands. */
const PROGRAM_AT = 3;

/** Who asks, in every request. */
export const token = z.string().optional().describe("of the scope storage:PROGRAM, or admin");

/** The program that a subject names. Throws a refusal when it names none. */
export function programOf(subject: string): string {
  const program = subject.split(".")[PROGRAM_AT] ?? "";
  if (PROGRAM_NAME.test(program)) return program;
  throw new ServiceRefusal(
    "INVALID_SUBJECT",
    `${subject}: a program is named with 1 to 64 of a-z 0-9 _ -, and begins with a letter or digit`,
  );
}

/** Opens the storage of programs to those whose token is good for it. */
export class StorageGate {
  readonly #desk: Desk;
  readonly #tokens: Pick<ApiTokensRepository, "identify" | "noteUse">;

  constructor(desk: Desk, tokens: Pick<ApiTokensRepository, "identify" | "noteUse">) {
    this.#desk = desk;
    this.#tokens = tokens;
  }

  /** Throws a refusal for a token that is not good for this program. */
  async pass(program: string, shown: string | undefined): Promise<void> {
    const { clock, log } = this.#desk;
    const identity = await this.#tokens.identify(shown, clock.now());
    if (identity.kind !== "good") {
      throw new ServiceRefusal(
        "UNAUTHORIZED",
        shown === undefined
          ? `token: the storage of ${program} needs a token of the scope storage:${program}`
          : `token: it is ${identity.kind}`,
      );
    }
    if (!opensStorage(identity.scopes, program)) {
      throw new ServiceRefusal(
        "UNAUTHORIZED",
        `token: ${identity.preview}... is not of the scope storage:${program}`,
      );
    }
    const sink = {
      commit: ({ id, writes }: Parameters<Parameters<ApiTokensRepository["noteUse"]>[0]["commit"]>[0]) =>
        this.#desk.write(writes, id),
      flush: () => Promise.resolve(),
    };
    // Nobody waits for it.
    this.#tokens.noteUse(sink, identity, clock.now())
      .catch((error) => log.warn("the use of a token was not noted", { error: errorText(error) }));
  }
}
