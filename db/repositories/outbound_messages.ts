/**
 * Lines to be said, from the moment somebody wants them said until what became of them is known.
 *
 * Two columns tell where a line is: `state`, and v0.5.0's `sent`, which is 1 at each end (also at "failed for good").
 *
 * @module
 */

import { type Expression, type Kysely, sql } from "kysely";
import type { UnitSink, Write } from "../../src/domain/memory.ts";
import { type Database, OUTBOUND_STATES } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { limited } from "./paging.ts";
import { toMs, toSeconds } from "./times.ts";

/** Where a line is on its way. */
export type OutboundState = (typeof OUTBOUND_STATES)[number];

/** A line to be said, as it is stored. */
export interface OutboundMessage {
  readonly id: number;
  /** When it was queued, to the second. */
  readonly atMs: number;
  readonly message: string;
  readonly state: OutboundState;
  readonly sentMs: number | undefined;
  /** How often it failed. */
  readonly retries: number;
  readonly lastError: string | undefined;
  /** When it failed last; `undefined` when it never did, and for lines of v0.5.0. */
  readonly lastAttemptMs: number | undefined;
}

/** Which lines {@link OutboundMessagesRepository.unsent} gives. */
export interface UnsentFilter {
  readonly nowMs: number;
  /** 50 when left out; a negative one means all. */
  readonly limit?: number;
  /** Lines that failed so often are not given; 3 when left out. */
  readonly maxRetries?: number;
}

/** Delays double up to this many failures: 17 hours. */
const DOUBLINGS_MAX = 10;

const queued = defineWrite(
  "outbound_messages.queued",
  { timestamp: "integer64", message: "text", enqueue_key: "text" },
  ({ db, parameter }) =>
    db.insertInto("outbound_messages")
      .values({
        ...parameter,
        state: sql.lit("queued"),
        group_key: sql<string>`'v050 ' || ${parameter.enqueue_key}`,
      })
      .onConflict((conflict) => conflict.column("enqueue_key").doNothing()),
);

const sent = defineWrite(
  "outbound_messages.sent",
  { id: "integer64", at: "integer64" },
  ({ db, parameter: { id, at } }) =>
    db.updateTable("outbound_messages")
      .set({ sent: sql.lit(1), sent_timestamp: at, state: sql.lit("sent") })
      .where("id", "=", id),
);

const failedForNow = defineWrite(
  "outbound_messages.failed_for_now",
  { id: "integer64", at: "integer64", error: "text" },
  ({ db, parameter: { id, at, error } }) =>
    db.updateTable("outbound_messages")
      .set({
        retry_count: sql<number>`coalesce(retry_count, 0) + 1`,
        last_error: error,
        last_attempt_at: at,
        state: sql<
          string
        >`case when state in ('claimed', 'sending', 'in_doubt') then 'queued' else state end`,
      })
      .where("id", "=", id),
);

const failedForGood = defineWrite(
  "outbound_messages.failed_for_good",
  { id: "integer64", at: "integer64", error: "text" },
  ({ db, parameter: { id, at, error } }) =>
    db.updateTable("outbound_messages")
      .set({
        sent: sql.lit(1),
        sent_timestamp: at,
        retry_count: sql<number>`coalesce(retry_count, 0) + 1`,
        last_error: error,
        last_attempt_at: at,
        state: sql.lit("dead"),
      })
      .where("id", "=", id),
);

const released = defineWrite(
  "outbound_messages.released",
  { id: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("outbound_messages")
      .set({ state: sql.lit("queued") })
      .where("id", "=", parameter.id)
      .where("state", "=", sql.lit("parked")),
);

/** The statements of this repository. */
export const outboundMessagesWrites = [queued, sent, failedForNow, failedForGood, released];

/** See the top of this file. */
export class OutboundMessagesRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** One more line. `key` is whoever queues it: the same key again adds nothing. */
  queued(
    { message, key, atMs }: { readonly message: string; readonly key: string; readonly atMs: number },
  ): Write[] {
    return [queued({ timestamp: toSeconds(atMs), message, enqueue_key: key })];
  }

  /** Queues a line durably and answers its number, which no other line ever gets. */
  async enqueue(
    sink: UnitSink,
    line: { readonly message: string; readonly key: string; readonly atMs: number },
  ): Promise<number> {
    await sink.commit({ id: `outbound ${line.key}`, writes: this.queued(line) });
    const { id } = await this.#reads.selectFrom("outbound_messages").select("id")
      .where("enqueue_key", "=", line.key).executeTakeFirstOrThrow();
    return id;
  }

  /** It was said. Saying so again moves the time; a number that nobody has changes nothing. */
  sent({ id, atMs }: { readonly id: number; readonly atMs: number }): Write[] {
    return [sent({ id, at: toSeconds(atMs) })];
  }

  /** It could not be said: `forGood`, or until the next try, whose delay counts from here. */
  failed(
    { id, error, atMs, forGood = false }: {
      readonly id: number;
      readonly error: string;
      readonly atMs: number;
      readonly forGood?: boolean;
    },
  ): Write[] {
    const values = { id, at: toSeconds(atMs), error };
    return [forGood ? failedForGood(values) : failedForNow(values)];
  }

  /** A parked line is queued: somebody has looked at it. */
  released(id: number): Write[] {
    return [released({ id })];
  }

  /**
   * Queued lines that are due, oldest first. After the first failure a line waits 2 minutes, then 4, then 8, from the
   * failure; for a failure of v0.5.0, whose time is not known, from the queueing.
   */
  async unsent({ nowMs, limit = 50, maxRetries = 3 }: UnsentFilter): Promise<OutboundMessage[]> {
    if (!Number.isSafeInteger(maxRetries)) {
      throw new TypeError(`maxRetries must be a whole number, not ${String(maxRetries)}`);
    }
    const query = this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "=", "queued")
      // v0.5.0 knew nothing else: a PM shown as a line would be said to everybody.
      .where("kind", "=", "chat")
      .where("sent", "=", 0)
      .where("retry_count", "<", maxRetries)
      .where(isDue(toSeconds(nowMs)))
      .orderBy("timestamp")
      .orderBy("id");
    return (await limited(query, limit).execute()).map(fromRow);
  }

  /** Lines in a state, oldest first; `parked` ones wait for {@link released}. */
  async inState(state: OutboundState, limit = 50): Promise<OutboundMessage[]> {
    const query = this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "=", state).orderBy("timestamp").orderBy("id");
    return (await limited(query, limit).execute()).map(fromRow);
  }

  /** A line by its number. */
  async find(id: number): Promise<OutboundMessage | undefined> {
    const row = await this.#reads.selectFrom("outbound_messages").selectAll().where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }
}

function isDue(now: number): Expression<boolean> {
  const delays = Array.from(
    { length: DOUBLINGS_MAX },
    (_, index) => sql`when ${sql.lit(index + 1)} then ${sql.lit(60 * 2 ** (index + 1))}`,
  );
  const longest = sql.lit(60 * 2 ** DOUBLINGS_MAX);
  const delay = sql`case retry_count ${sql.join(delays, sql` `)} else ${longest} end`;
  return sql<boolean>`(retry_count = 0 or coalesce(last_attempt_at, timestamp) + ${delay} <= ${now})`;
}

function fromRow(row: {
  id: number;
  timestamp: number;
  message: string;
  sent_timestamp: number | null;
  retry_count: number | null;
  last_error: string | null;
  state: string;
  last_attempt_at: number | null;
}): OutboundMessage {
  return {
    id: row.id,
    atMs: toMs(row.timestamp),
    message: row.message,
    state: OUTBOUND_STATES.find((state) => state === row.state) ?? "parked",
    sentMs: toMs(row.sent_timestamp),
    retries: row.retry_count ?? 0,
    lastError: row.last_error ?? undefined,
    lastAttemptMs: toMs(row.last_attempt_at),
  };
}
