/**
 * The loop of the bot that Rosey replaces, v0.5.0: its tables, its statements and its settings, each event a durable
 * transaction of its own (a count makes two). Without Python, so that only the way of storing is compared.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import type { TraceEvent } from "./trace.ts";

/** What v0.5.0 keeps of the chat: 150 hours. Each line looks for older ones. */
const CHAT_KEPT_S = 150 * 3600;

/** Those of its tables that a trace fills. */
const TABLES = [
  `CREATE TABLE user_stats (username TEXT PRIMARY KEY, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    total_chat_lines INTEGER DEFAULT 0, total_time_connected INTEGER DEFAULT 0, current_session_start INTEGER)`,
  `CREATE TABLE user_actions (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
    username TEXT NOT NULL, action_type TEXT NOT NULL, details TEXT)`,
  `CREATE TABLE channel_stats (id INTEGER PRIMARY KEY CHECK (id = 1), max_users INTEGER DEFAULT 0,
    max_users_timestamp INTEGER, max_connected INTEGER DEFAULT 0, max_connected_timestamp INTEGER,
    last_updated INTEGER)`,
  `CREATE TABLE user_count_history (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
    chat_users INTEGER NOT NULL, connected_users INTEGER NOT NULL)`,
  "CREATE INDEX idx_user_count_timestamp ON user_count_history (timestamp)",
  `CREATE TABLE recent_chat (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
    username TEXT NOT NULL, message TEXT NOT NULL)`,
  "CREATE INDEX idx_recent_chat_timestamp ON recent_chat (timestamp DESC)",
  "INSERT INTO channel_stats (id, max_users) VALUES (1, 0)",
];

/** Opens a new file as v0.5.0 does; `:memory:` for one that need not last. */
export function openOldFile(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec("PRAGMA journal_mode = DELETE");
  db.exec("PRAGMA synchronous = FULL");
  for (const statement of TABLES) db.exec(statement);
  return db;
}

/** Replays the events; answers how many milliseconds that took. */
export async function oldLoop(
  db: DatabaseSync,
  events: readonly TraceEvent[],
  inflight: number,
): Promise<number> {
  const store = oldWrites(db);
  const startedMs = performance.now();
  let next = 0;
  // It had one connection: what is in flight waits for its turn.
  const lane = async () => {
    for (let event = events[next]; event !== undefined; event = events[next]) {
      next++;
      await Promise.resolve();
      store(event);
    }
  };
  await Promise.all(Array.from({ length: inflight }, lane));
  return performance.now() - startedMs;
}

function oldWrites(db: DatabaseSync): (event: TraceEvent) => void {
  const begin = db.prepare("BEGIN");
  const commit = db.prepare("COMMIT");
  const known = db.prepare("SELECT username FROM user_stats WHERE username = ?");
  const again = db.prepare(
    "UPDATE user_stats SET last_seen = ?, current_session_start = ? WHERE username = ?",
  );
  const first = db.prepare(
    "INSERT INTO user_stats (username, first_seen, last_seen, current_session_start) VALUES (?, ?, ?, ?)",
  );
  const session = db.prepare("SELECT current_session_start FROM user_stats WHERE username = ?");
  const left = db.prepare(
    `UPDATE user_stats SET total_time_connected = total_time_connected + ?, current_session_start = NULL,
      last_seen = ? WHERE username = ?`,
  );
  const said = db.prepare(
    "UPDATE user_stats SET total_chat_lines = total_chat_lines + 1, last_seen = ? WHERE username = ?",
  );
  const line = db.prepare("INSERT INTO recent_chat (timestamp, username, message) VALUES (?, ?, ?)");
  const purge = db.prepare("DELETE FROM recent_chat WHERE timestamp < ?");
  const sample = db.prepare(
    "INSERT INTO user_count_history (timestamp, chat_users, connected_users) VALUES (?, ?, ?)",
  );
  const peaks = db.prepare("SELECT max_users, max_connected FROM channel_stats WHERE id = 1");
  const users = db.prepare(
    "UPDATE channel_stats SET max_users = ?1, max_users_timestamp = ?2, last_updated = ?2 WHERE id = 1",
  );
  const connected = db.prepare(
    "UPDATE channel_stats SET max_connected = ?1, max_connected_timestamp = ?2, last_updated = ?2 WHERE id = 1",
  );
  const action = db.prepare(
    "INSERT INTO user_actions (timestamp, username, action_type, details) VALUES (?, ?, ?, ?)",
  );
  const committed = (...changes: (() => unknown)[]) => {
    if (changes.length === 0) return;
    begin.run();
    for (const change of changes) change();
    commit.run();
  };
  return (event) => {
    const { t } = event;
    switch (event.type) {
      case "chat":
        return committed(
          () => said.run(t, event.user),
          () => line.run(t, event.user, event.message),
          () => purge.run(t - CHAT_KEPT_S),
        );
      case "join": {
        const isKnown = known.get(event.user) !== undefined;
        return committed(() => isKnown ? again.run(t, t, event.user) : first.run(event.user, t, t, t));
      }
      case "leave": {
        const start = Number(session.get(event.user)?.["current_session_start"] ?? 0);
        return start === 0 ? undefined : committed(() => left.run(t - start, t, event.user));
      }
      case "count": {
        committed(() => sample.run(t, event.chat, event.connected));
        const peak = peaks.get();
        return committed(
          ...(event.chat > Number(peak?.["max_users"]) ? [() => users.run(event.chat, t)] : []),
          ...(event.connected > Number(peak?.["max_connected"])
            ? [() => connected.run(event.connected, t)]
            : []),
        );
      }
      case "action":
        return committed(() => action.run(t, event.user, event.action, event.details ?? null));
    }
  };
}
