/**
 * The limit that the memory is held against: the same rows by plain statements on a bare connection, with the same
 * durability and the same batches, and nothing in between. No queue, no promises, no ids of units.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import type { TraceEvent } from "./trace.ts";

/** Replays the events, `batch` of them in one transaction; answers the milliseconds. `path` must hold the tables. */
export function limitLoop(path: string, events: readonly TraceEvent[], batch: number): number {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  const write = bareWrites(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const startedMs = performance.now();
  for (let start = 0; start < events.length; start += batch) {
    begin.run();
    for (const event of events.slice(start, start + batch)) write(event);
    commit.run();
  }
  const tookMs = performance.now() - startedMs;
  db.close();
  return tookMs;
}

/** The plainest statements that leave the same rows for a trace of well-behaved clients. */
function bareWrites(db: DatabaseSync): (event: TraceEvent) => void {
  const said = db.prepare(
    "UPDATE user_stats SET total_chat_lines = total_chat_lines + 1, last_seen = ? WHERE username = ?",
  );
  const line = db.prepare("INSERT INTO recent_chat (timestamp, username, message) VALUES (?, ?, ?)");
  const joined = db.prepare(
    `INSERT INTO user_stats (username, first_seen, last_seen, current_session_start) VALUES (?1, ?2, ?2, ?2)
    ON CONFLICT (username) DO UPDATE SET last_seen = ?2, current_session_start = ?2`,
  );
  const left = db.prepare(
    `UPDATE user_stats SET total_time_connected = total_time_connected + ?1 - current_session_start,
      current_session_start = NULL, last_seen = ?1
    WHERE username = ?2 AND current_session_start IS NOT NULL`,
  );
  const sampled = db.prepare(
    "INSERT INTO user_count_history (timestamp, chat_users, connected_users) VALUES (?, ?, ?)",
  );
  const first = db.prepare("INSERT OR IGNORE INTO channel_stats (id) VALUES (1)");
  const users = db.prepare(
    "UPDATE channel_stats SET max_users = ?1, max_users_timestamp = ?2, last_updated = ?2 WHERE max_users < ?1",
  );
  const connected = db.prepare(
    `UPDATE channel_stats SET max_connected = ?1, max_connected_timestamp = ?2, last_updated = ?2
    WHERE max_connected < ?1`,
  );
  const action = db.prepare(
    "INSERT INTO user_actions (timestamp, username, action_type, details) VALUES (?, ?, ?, ?)",
  );
  first.run();
  return (event) => {
    switch (event.type) {
      case "chat":
        said.run(event.t, event.user);
        line.run(event.t, event.user, event.message);
        break;
      case "join":
        joined.run(event.user, event.t);
        break;
      case "leave":
        left.run(event.t, event.user);
        break;
      case "count":
        sampled.run(event.t, event.chat, event.connected);
        users.run(event.chat, event.t);
        connected.run(event.connected, event.t);
        break;
      case "action":
        action.run(event.t, event.user, event.action, event.details ?? null);
        break;
    }
  };
}
