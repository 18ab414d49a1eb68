/**
 * The most people that were ever in the room, and when.
 *
 * @module
 */

import { type Expression, type Kysely, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toMs, toSeconds } from "./times.ts";

/** A peak; `atMs` is `undefined` while there was none. */
export interface Peak {
  readonly count: number;
  readonly atMs: number | undefined;
}

type PeakColumn = "max_users" | "max_connected";

function isHigher(column: PeakColumn, count: Expression<number>): Expression<boolean> {
  return sql<boolean>`${count} > coalesce(channel_stats.${sql.ref(column)}, 0)`;
}

function peakOf(column: PeakColumn, count: Expression<number>): Expression<number | null> {
  const known = sql.ref(`channel_stats.${column}`);
  return sql`case when ${isHigher(column, count)} then ${count} else ${known} end`;
}

function timeOf(
  column: PeakColumn,
  count: Expression<number>,
  at: Expression<number>,
): Expression<number | null> {
  const known = sql.ref(`channel_stats.${column}_timestamp`);
  return sql`case when ${isHigher(column, count)} then ${at} else ${known} end`;
}

const counted = defineWrite(
  "channel_stats.counted",
  { chat_users: "integer64", connected: "integer64", at: "integer64" },
  ({ db, parameter: { chat_users, connected, at } }) =>
    db.insertInto("channel_stats")
      .values({
        id: sql.lit(1),
        max_users: sql<number>`case when ${chat_users} > 0 then ${chat_users} else 0 end`,
        max_users_timestamp: sql<number | null>`case when ${chat_users} > 0 then ${at} end`,
        max_connected: sql<number>`case when ${connected} > 0 then ${connected} else 0 end`,
        max_connected_timestamp: sql<number | null>`case when ${connected} > 0 then ${at} end`,
        last_updated: at,
      })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet({
          max_users: peakOf("max_users", chat_users),
          max_users_timestamp: timeOf("max_users", chat_users, at),
          max_connected: peakOf("max_connected", connected),
          max_connected_timestamp: timeOf("max_connected", connected, at),
          last_updated: at,
        }).where(
          sql<boolean>`${isHigher("max_users", chat_users)} or ${isHigher("max_connected", connected)}`,
        )
      ),
  { kind: "row", table: "channel_stats", row: undefined, many: false, fold: undefined },
);

/** The statements of this repository. */
export const channelStatsWrites = [counted];

/** See the top of this file. */
export class ChannelStatsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Remembers these counts where they are higher than ever; an equal count is no new peak. */
  counted(
    { chatUsers, connected, atMs }: {
      readonly chatUsers: number;
      readonly connected: number;
      readonly atMs: number;
    },
  ): Write[] {
    return [counted({ chat_users: chatUsers, connected, at: toSeconds(atMs) })];
  }

  /** The most users in the list, and the most connections. */
  async peaks(): Promise<{ chatUsers: Peak; connected: Peak }> {
    const row = await this.#reads.selectFrom("channel_stats").selectAll().where("id", "=", 1)
      .executeTakeFirst();
    return {
      chatUsers: { count: row?.max_users ?? 0, atMs: toMs(row?.max_users_timestamp ?? null) },
      connected: { count: row?.max_connected ?? 0, atMs: toMs(row?.max_connected_timestamp ?? null) },
    };
  }
}
