/**
 * How far the chat is known: the newest server time seen, and the stretches where lines may be missing.
 *
 * @module
 */

import { type Kysely, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toMs, toSeconds } from "./times.ts";

/** A stretch of server time in which lines may be missing. */
export interface ChatGap {
  readonly fromMs: number;
  readonly toMs: number;
  /** When Rosey noticed, to the second. */
  readonly notedMs: number;
}

const moved = defineWrite(
  "chat_watermark.moved",
  { server_time_ms: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("chat_watermark")
      .values({ id: sql.lit(1), server_time_ms: parameter.server_time_ms })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({ server_time_ms: eb.ref("excluded.server_time_ms") }))
      ),
  { kind: "row", table: "chat_watermark", row: undefined, many: false, fold: ["last"] },
);

const gapNoted = defineWrite(
  "chat_watermark.gap_noted",
  { from_ms: "integer64", to_ms: "integer64", noted_at: "integer64" },
  ({ db, parameter }) => db.insertInto("chat_gaps").values(parameter),
  { kind: "append", table: "chat_gaps" },
);

/** The statements of this repository. */
export const chatWatermarkWrites = [moved, gapNoted];

/** See the top of this file. */
export class ChatWatermarkRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** The watermark is now here, also when that is earlier: the server's clock may step back. */
  moved(serverTimeMs: number): Write[] {
    return [moved({ server_time_ms: serverTimeMs })];
  }

  /** Lines may be missing between two server times. */
  gapNoted(gap: { readonly fromMs: number; readonly toMs: number; readonly atMs: number }): Write[] {
    return [gapNoted({ from_ms: gap.fromMs, to_ms: gap.toMs, noted_at: toSeconds(gap.atMs) })];
  }

  /** The newest server time in milliseconds; `undefined` before the first line. */
  async get(): Promise<number | undefined> {
    const row = await this.#reads.selectFrom("chat_watermark").select("server_time_ms").where("id", "=", 1)
      .executeTakeFirst();
    return row?.server_time_ms;
  }

  /** Every gap, oldest first. */
  async gaps(): Promise<ChatGap[]> {
    const rows = await this.#reads.selectFrom("chat_gaps").selectAll().orderBy("id").execute();
    return rows.map((row) => ({ fromMs: row.from_ms, toMs: row.to_ms, notedMs: toMs(row.noted_at) }));
  }
}
