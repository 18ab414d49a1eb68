/**
 * The hours of the room: counted together with each line and each sample, and asked by the page.
 *
 * @module
 */

import { sql } from "kysely";
import type { CountSample } from "../../db/repositories/mod.ts";
import type { Desk, Write } from "../../src/plugin/mod.ts";
import { storage } from "./storage.ts";

/** Seconds of an hour. */
export const HOUR = 3_600;

const said = storage.defineWrite(
  "history.said",
  { hour_start: "integer64", lines: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("history_hours").values({
      ...parameter,
      samples: sql.lit(0),
      chat_users: sql.lit(0),
      chat_users_max: sql.lit(0),
      connected: sql.lit(0),
      connected_max: sql.lit(0),
    }).onConflict((conflict) =>
      conflict.column("hour_start").doUpdateSet({
        lines: sql<number>`history_hours.lines + excluded.lines`,
      })
    ),
  { kind: "row", table: "history_hours", row: 0, many: false, fold: ["same", "sum"] },
);

const sampled = storage.defineWrite(
  "history.sampled",
  { hour_start: "integer64", chat_users: "integer64", connected: "integer64" },
  ({ db, parameter: { hour_start, chat_users, connected } }) =>
    db.insertInto("history_hours").values({
      hour_start,
      lines: sql.lit(0),
      samples: sql.lit(1),
      chat_users,
      chat_users_max: chat_users,
      connected,
      connected_max: connected,
    }).onConflict((conflict) =>
      conflict.column("hour_start").doUpdateSet({
        samples: sql<number>`history_hours.samples + 1`,
        chat_users: sql<number>`history_hours.chat_users + excluded.chat_users`,
        chat_users_max: greater("chat_users_max"),
        connected: sql<number>`history_hours.connected + excluded.connected`,
        connected_max: greater("connected_max"),
      })
    ),
  { kind: "row", table: "history_hours", row: 0, many: false, fold: undefined },
);

function greater(column: "chat_users_max" | "connected_max") {
  const [known, news] = [sql.ref(`history_hours.${column}`), sql.ref(`excluded.${column}`)];
  return sql<number>`case when ${news} > ${known} then ${news} else ${known} end`;
}

/** What was said and counted in an hour. */
export interface RoomHour {
  /** When it began, in Unix seconds. */
  readonly start: number;
  readonly lines: number;
  readonly samples: number;
  /** All samples together, and the highest. */
  readonly chatUsers: number;
  readonly chatUsersMax: number;
  readonly connected: number;
  readonly connectedMax: number;
}

/** What was counted, of one hour or of several. */
export type HourCounts = Omit<RoomHour, "lines">;

/** From a moment on and before another, in Unix seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One more line in the hour of this moment. */
export function lineCounted(atMs: number): Write[] {
  return [said({ hour_start: hourOf(atMs), lines: 1 })];
}

/** One more sample in the hour of its moment. */
export function sampleCounted({ atMs, chatUsers, connected }: CountSample): Write[] {
  return [sampled({ hour_start: hourOf(atMs), chat_users: chatUsers, connected })];
}

/** How much was said in each hour that had some, of those that began from `from` on and before `to`; oldest first. */
export async function talkBetween(
  database: Desk["database"],
  { from, to }: Span,
): Promise<readonly Pick<RoomHour, "start" | "lines">[]> {
  const rows = await between(database, { from, to }).select(["hour_start", "lines"])
    .where("lines", ">", 0).orderBy("hour_start").execute();
  return rows.map(({ hour_start: start, lines }) => ({ start, lines }));
}

/** The hours in which the room was counted, gathered in stretches of so many seconds; oldest first. */
export async function countsBetween(
  database: Desk["database"],
  span: Span,
  seconds: number,
): Promise<readonly HourCounts[]> {
  // A literal: PostgreSQL must see that what is selected is what is grouped by.
  const start = sql<number>`hour_start - hour_start % ${sql.lit(seconds)}`;
  const rows = await between(database, span).select([
    start.as("start"),
    sql<number>`cast(sum(samples) as bigint)`.as("samples"),
    sql<number>`cast(sum(chat_users) as bigint)`.as("chat_users"),
    sql<number>`max(chat_users_max)`.as("chat_users_max"),
    sql<number>`cast(sum(connected) as bigint)`.as("connected"),
    sql<number>`max(connected_max)`.as("connected_max"),
  ]).where("samples", ">", 0).groupBy(start).orderBy("start").execute();
  return rows.map((row) => ({
    start: row.start,
    samples: row.samples,
    chatUsers: row.chat_users,
    chatUsersMax: row.chat_users_max,
    connected: row.connected,
    connectedMax: row.connected_max,
  }));
}

/** The hour with the most connections; of equal ones that with most users, then the first. */
export async function highestHour(
  database: Desk["database"],
  span: Span,
): Promise<Pick<RoomHour, "start" | "chatUsersMax" | "connectedMax"> | undefined> {
  const row = await between(database, span).select(["hour_start", "chat_users_max", "connected_max"])
    .where("samples", ">", 0)
    .orderBy("connected_max", "desc").orderBy("chat_users_max", "desc").orderBy("hour_start")
    .limit(1).executeTakeFirst();
  return row &&
    { start: row.hour_start, chatUsersMax: row.chat_users_max, connectedMax: row.connected_max };
}

function between(database: Desk["database"], { from, to }: Span) {
  return storage.reads(database).selectFrom("history_hours")
    .where("hour_start", ">=", from).where("hour_start", "<", to);
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / 1000 / HOUR) * HOUR;
}
