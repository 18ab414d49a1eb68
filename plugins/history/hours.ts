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

/** One more line in the hour of this moment. */
export function lineCounted(atMs: number): Write[] {
  return [said({ hour_start: hourOf(atMs), lines: 1 })];
}

/** One more sample in the hour of its moment. */
export function sampleCounted({ atMs, chatUsers, connected }: CountSample): Write[] {
  return [sampled({ hour_start: hourOf(atMs), chat_users: chatUsers, connected })];
}

/** The hours that began from `from` on and before `to`, in Unix seconds; oldest first. */
export async function hoursBetween(
  database: Desk["database"],
  from: number,
  to: number,
): Promise<readonly RoomHour[]> {
  const rows = await storage.reads(database).selectFrom("history_hours").selectAll()
    .where("hour_start", ">=", from).where("hour_start", "<", to).orderBy("hour_start").execute();
  return rows.map((row) => ({
    start: row.hour_start,
    lines: row.lines,
    samples: row.samples,
    chatUsers: row.chat_users,
    chatUsersMax: row.chat_users_max,
    connected: row.connected,
    connectedMax: row.connected_max,
  }));
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / 1000 / HOUR) * HOUR;
}
