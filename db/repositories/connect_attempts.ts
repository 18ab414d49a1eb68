/**
 * When Rosey connected to the server lately. The server counts connects, so a restart must not forget them.
 *
 * @module
 */

import type { Kysely } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";

/** The server's bucket is full again after a minute; older attempts count for nothing. */
const KEPT_MS = 10 * 60_000;

const noted = defineWrite(
  "connect_attempts.noted",
  { at_ms: "integer64" },
  ({ db, parameter }) => db.insertInto("connect_attempts").values(parameter),
);

const forgotten = defineWrite(
  "connect_attempts.forgotten",
  { before_ms: "integer64" },
  ({ db, parameter }) => db.deleteFrom("connect_attempts").where("at_ms", "<", parameter.before_ms),
);

/** The statements of this repository. */
export const connectAttemptsWrites = [noted, forgotten];

/** See the top of this file. */
export class ConnectAttemptsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Rosey is about to connect. Old attempts are forgotten on the way. */
  noted(atMs: number): Write[] {
    return [noted({ at_ms: Math.floor(atMs) }), forgotten({ before_ms: Math.floor(atMs) - KEPT_MS })];
  }

  /** The attempts since a moment, oldest first; milliseconds. */
  async since(fromMs: number): Promise<number[]> {
    const rows = await this.#reads.selectFrom("connect_attempts").select("at_ms")
      .where("at_ms", ">=", Math.floor(fromMs)).orderBy("at_ms").orderBy("id").execute();
    return rows.map((row) => row.at_ms);
  }
}
