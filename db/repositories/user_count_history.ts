/**
 * How many were there, sample by sample.
 *
 * @module
 */

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { sinceSeconds, toMs, toSeconds } from "./times.ts";

/** One sample. `connected` may be less than `chatUsers`: the server counts the two at different moments. */
export interface CountSample {
  /** To the second. */
  readonly atMs: number;
  /** Users in the list, the bot included. */
  readonly chatUsers: number;
  /** Connections, anonymous viewers included. */
  readonly connected: number;
}

/** Samples of one stretch of time. */
export interface CountBucket {
  /** When it begins: a multiple of its length. */
  readonly startMs: number;
  readonly samples: number;
  /** All samples together, and the highest. */
  readonly chatUsers: number;
  readonly chatUsersMax: number;
  readonly connected: number;
  readonly connectedMax: number;
}

const sampled = defineWrite(
  "user_count_history.sampled",
  { timestamp: "integer64", chat_users: "integer64", connected_users: "integer64" },
  ({ db, parameter }) => db.insertInto("user_count_history").values(parameter),
  { kind: "append", table: "user_count_history" },
);

const purged = defineWrite(
  "user_count_history.purged",
  { before: "integer64", limit: "integer64" },
  ({ db, parameter }) =>
    db.deleteFrom("user_count_history").where(
      "id",
      "in",
      (eb) =>
        eb.selectFrom("user_count_history").select("id").where("timestamp", "<", parameter.before)
          .orderBy("timestamp").limit(parameter.limit),
    ),
);

/** The statements of this repository. */
export const userCountHistoryWrites = [sampled, purged];

/** See the top of this file. */
export class UserCountHistoryRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** One more sample. */
  sampled({ atMs, chatUsers, connected }: CountSample): Write[] {
    return [sampled({ timestamp: toSeconds(atMs), chat_users: chatUsers, connected_users: connected })];
  }

  /** Removes the oldest `limit` samples that are older than `beforeMs`: one slice of a purge. */
  purged({ beforeMs, limit }: { readonly beforeMs: number; readonly limit: number }): Write[] {
    return [purged({ before: sinceSeconds(beforeMs), limit })];
  }

  /** How many samples are older than `beforeMs`. */
  async countBefore(beforeMs: number): Promise<number> {
    const { samples } = await this.#reads.selectFrom("user_count_history")
      .select((eb) => eb.fn.countAll<number>().as("samples"))
      .where("timestamp", "<", sinceSeconds(beforeMs))
      .executeTakeFirstOrThrow();
    return Number(samples);
  }

  /** When the oldest sample was taken; `undefined` when there is none. */
  async oldest(): Promise<number | undefined> {
    const row = await this.#reads.selectFrom("user_count_history").select("timestamp")
      .orderBy("timestamp").limit(1).executeTakeFirst();
    return row && toMs(row.timestamp);
  }

  /** The samples since a moment, oldest first. */
  async since(fromMs: number): Promise<CountSample[]> {
    const rows = await this.#reads.selectFrom("user_count_history")
      .selectAll()
      .where("timestamp", ">=", sinceSeconds(fromMs))
      .orderBy("timestamp")
      .orderBy("id")
      .execute();
    return rows.map(fromRow);
  }

  /** The samples from one moment to another, gathered in stretches of so many seconds; oldest first. */
  async buckets(fromMs: number, untilMs: number, seconds: number): Promise<CountBucket[]> {
    const rows = await this.#between(fromMs, untilMs)
      .select(({ fn }) => [
        bucketStart(seconds).as("start"),
        fn.countAll<number>().as("samples"),
        sql<number>`cast(sum(chat_users) as bigint)`.as("chat"),
        sql<number>`max(chat_users)`.as("chat_max"),
        sql<number>`cast(sum(connected_users) as bigint)`.as("connected"),
        sql<number>`max(connected_users)`.as("connected_max"),
      ])
      .groupBy(bucketStart(seconds))
      .orderBy("start")
      .execute();
    return rows.map((row) => ({
      startMs: toMs(row.start),
      samples: Number(row.samples),
      chatUsers: row.chat,
      chatUsersMax: row.chat_max,
      connected: row.connected,
      connectedMax: row.connected_max,
    }));
  }

  /** The sample with the most connections from one moment to another; of equal ones that with most users, then the first. */
  async highest(fromMs: number, untilMs: number): Promise<CountSample | undefined> {
    const row = await this.#between(fromMs, untilMs).selectAll()
      .orderBy("connected_users", "desc").orderBy("chat_users", "desc").orderBy("timestamp").orderBy("id")
      .limit(1).executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /** The end is not included. */
  #between(fromMs: number, untilMs: number) {
    return this.#reads.selectFrom("user_count_history")
      .where("timestamp", ">=", sinceSeconds(fromMs))
      .where("timestamp", "<", sinceSeconds(untilMs));
  }
}

function bucketStart(seconds: number): RawBuilder<number> {
  // A literal: PostgreSQL must see that what is selected is what is grouped by.
  return sql<number>`timestamp - timestamp % ${sql.lit(seconds)}`;
}

function fromRow(row: { timestamp: number; chat_users: number; connected_users: number }): CountSample {
  return { atMs: toMs(row.timestamp), chatUsers: row.chat_users, connected: row.connected_users };
}
