/**
 * The Rosey that runs on this machine with a certain database, as a command asks her.
 *
 * @module
 */

import { request } from "node:http";
import { z } from "zod";
import type { Clock } from "../../domain/clock.ts";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { WhyAsked, WhyTold } from "../../web/control.ts";
import { type ControlNote, controlPath, readControlNote } from "./control_file.ts";

/** She answers at once, or hangs. */
const ANSWER_LIMIT_MS = 3_000;

/** The status of what she refuses; other problems are those of a door that is shut. */
const REFUSED = 422;

/** No answer of hers is longer. */
const ANSWER_CHARACTERS_MAX = 1_000_000;

const introductionSchema = z.object({ pid: z.int(), version: z.string(), channel: z.string() });

const whySchema = z.object({
  command: z.string(),
  user: z.string(),
  allowed: z.boolean(),
  check: z.string().optional(),
  reason: z.string().optional(),
  fix: z.string().optional(),
});

const refusalSchema = z.object({ error: z.string(), code: z.string(), hint: z.string().optional() });

/** Who answered. */
type Introduction = z.infer<typeof introductionSchema>;

/** See the module. */
export class RunningRosey {
  readonly introduction: Introduction;
  readonly #ask: Ask;

  private constructor(introduction: Introduction, ask: Ask) {
    this.introduction = introduction;
    this.#ask = ask;
  }

  /** Looks for her; `undefined` when none runs, or none that answers: what a killed one left behind is no Rosey. */
  static async find(
    { stateFolder, database, clock }: {
      readonly stateFolder: string;
      readonly database: DatabaseTarget;
      readonly clock: Clock;
    },
  ): Promise<RunningRosey | undefined> {
    const path = controlPath(stateFolder, database);
    const note = path === undefined ? undefined : await readControlNote(path);
    if (note === undefined) return undefined;
    const ask: Ask = (method, at) => answerOf(note, clock, method, at);
    const answer = await ask("GET", "/control");
    const introduction = introductionSchema.safeParse(answer?.body);
    return introduction.success ? new RunningRosey(introduction.data, ask) : undefined;
  }

  /** Tells her that there is something in her outbox. She would find it by herself, but later. */
  async wake(): Promise<void> {
    await this.#ask("POST", "/control/wake");
  }

  /**
   * Asks what stands in the way of a command.
   *
   * @throws {RoseyError} as she does: `command.unknown`; `control.no_answer` when she does not answer.
   */
  async why({ command, user, via, target }: WhyAsked): Promise<WhyTold> {
    const given = Object.entries({ command, user, via, target }).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    const answer = await this.#ask("GET", `/control/why?${query}`);
    const told = whySchema.safeParse(answer?.body);
    if (told.success) return told.data;
    const refused = refusalSchema.safeParse(answer?.body);
    if (answer?.status === REFUSED && refused.success) throw refusal(refused.data);
    throw refusal({
      error: "the running Rosey did not answer",
      code: "control.no_answer",
      hint: "Ask her again.",
    });
  }
}

function refusal({ error, code, hint }: z.infer<typeof refusalSchema>): RoseyError {
  return new RoseyError(error, { code, exit: "notFound", ...hint === undefined ? {} : { hint } });
}

type Ask = (method: "GET" | "POST", path: string) => Promise<Answer | undefined>;

interface Answer {
  readonly status: number;
  /** What the JSON says; `undefined` when there is none. */
  readonly body: unknown;
}

/**
 * One request; `undefined` when nobody answers. Not by `fetch`, which would show the secret to the proxy that the
 * environment names for the web.
 */
function answerOf(
  { address, secret }: ControlNote,
  clock: Clock,
  method: string,
  path: string,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${secret.reveal()}` };
    const asked = request(new URL(path, address), { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > ANSWER_CHARACTERS_MAX) asked.destroy();
      });
      response.on("error", () => end(undefined));
      response.on("close", () => end(undefined));
      response.on("end", () => end({ status: response.statusCode ?? 0, body: json(text) }));
    });
    const limit = clock.after(ANSWER_LIMIT_MS, () => asked.destroy());
    const end = (answer: Answer | undefined) => {
      limit.stop();
      resolve(answer);
    };
    asked.on("error", () => end(undefined));
    asked.on("close", () => end(undefined));
    asked.end();
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
