/**
 * The limit on PostgreSQL: the same rows by plain statements on a bare connection of the driver, each batch one
 * transaction whose statements are sent without waiting for each other's answers.
 *
 * @module
 */

import postgres from "postgres";
import type { TraceEvent } from "./trace.ts";

/** One connection; `max_pipeline`, which the driver's types do not know, lets a batch be sent as a whole. */
const LIMIT_OPTIONS = { max: 1, max_pipeline: 10_000, onnotice: () => {} };

/** Replays the events, `batch` of them in one transaction; answers the milliseconds. The tables must be there. */
export async function postgresLimitLoop(
  url: string,
  events: readonly TraceEvent[],
  batch: number,
): Promise<number> {
  const sql = postgres(url, LIMIT_OPTIONS);
  try {
    await sql`insert into channel_stats (id) values (1) on conflict do nothing`;
    const startedMs = performance.now();
    for (let start = 0; start < events.length; start += batch) {
      await sql.begin((transaction) =>
        Promise.all(events.slice(start, start + batch).flatMap((event) => bareWrites(transaction, event)))
      );
    }
    return performance.now() - startedMs;
  } finally {
    await sql.end();
  }
}

function bareWrites(sql: postgres.TransactionSql, event: TraceEvent): PromiseLike<unknown>[] {
  const { t } = event;
  switch (event.type) {
    case "chat":
      return [
        sql`update user_stats set total_chat_lines = total_chat_lines + 1, last_seen = ${t}
          where username = ${event.user}`,
        sql`insert into recent_chat (timestamp, username, message) values (${t}, ${event.user}, ${event.message})`,
      ];
    case "join":
      return [
        sql`insert into user_stats (username, first_seen, last_seen, current_session_start)
          values (${event.user}, ${t}, ${t}, ${t})
          on conflict (username) do update set last_seen = excluded.last_seen,
            current_session_start = excluded.current_session_start`,
      ];
    case "leave":
      return [
        sql`update user_stats set total_time_connected = total_time_connected + ${t} - current_session_start,
            current_session_start = null, last_seen = ${t}
          where username = ${event.user} and current_session_start is not null`,
      ];
    case "count":
      return [
        sql`insert into user_count_history (timestamp, chat_users, connected_users)
          values (${t}, ${event.chat}, ${event.connected})`,
        sql`update channel_stats set max_users = ${event.chat}, max_users_timestamp = ${t}, last_updated = ${t}
          where max_users < ${event.chat}`,
        sql`update channel_stats set max_connected = ${event.connected}, max_connected_timestamp = ${t},
            last_updated = ${t}
          where max_connected < ${event.connected}`,
      ];
    case "action":
      return [
        sql`insert into user_actions (timestamp, username, action_type, details)
          values (${t}, ${event.user}, ${event.action}, ${event.details ?? null})`,
      ];
  }
}
