/** After the way down the old bot works on its file again: every statement of its methods runs there. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SMALL_V050, THREE_TABLES, withFile } from "../../unit/db/temporary_file.ts";
import { giveBack, NOW, takeOver } from "./old_file.ts";

/** What its methods say to the database, one after the other, and how many rows come back or change. */
const STATEMENTS: readonly string[] = [
  "SELECT username FROM user_stats WHERE username = 'Dave'",
  `INSERT INTO user_stats (username, first_seen, last_seen, current_session_start) VALUES ('Dave', ${NOW}, ${NOW}, ${NOW})`,
  `UPDATE user_stats SET last_seen = ${NOW}, current_session_start = ${NOW} WHERE username = 'Dave'`,
  "SELECT current_session_start, total_time_connected FROM user_stats WHERE username = 'Dave'",
  `UPDATE user_stats SET total_time_connected = 5, current_session_start = NULL, last_seen = ${NOW} WHERE username = 'Dave'`,
  `UPDATE user_stats SET total_chat_lines = total_chat_lines + 1, last_seen = ${NOW} WHERE username = 'Dave'`,
  `INSERT INTO recent_chat (timestamp, username, message) VALUES (${NOW}, 'Dave', 'hi')`,
  `DELETE FROM recent_chat WHERE timestamp < ${NOW} - 540000`,
  `INSERT INTO user_actions (timestamp, username, action_type, details) VALUES (${NOW}, 'Dave', 'kick', NULL)`,
  "SELECT max_users, max_connected FROM channel_stats WHERE id = 1",
  `UPDATE channel_stats SET max_users = 99, max_users_timestamp = ${NOW}, last_updated = ${NOW} WHERE id = 1`,
  `UPDATE channel_stats SET max_connected = 99, max_connected_timestamp = ${NOW}, last_updated = ${NOW} WHERE id = 1`,
  "SELECT max_users, max_users_timestamp FROM channel_stats WHERE id = 1",
  "SELECT max_connected, max_connected_timestamp FROM channel_stats WHERE id = 1",
  `INSERT INTO user_count_history (timestamp, chat_users, connected_users) VALUES (${NOW}, -1, 2)`,
  `SELECT timestamp, chat_users, connected_users FROM user_count_history WHERE timestamp >= ${NOW} - 86400 ORDER BY timestamp ASC`,
  `DELETE FROM user_count_history WHERE timestamp < ${NOW} - 2592000`,
  "SELECT * FROM user_stats WHERE username = 'Dave'",
  "SELECT username, total_chat_lines FROM user_stats WHERE total_chat_lines > 0 ORDER BY total_chat_lines DESC LIMIT 10",
  "SELECT COUNT(*) FROM user_stats",
  "SELECT timestamp, username, message FROM recent_chat ORDER BY timestamp DESC LIMIT 20",
  "SELECT id, timestamp, username, message FROM recent_chat ORDER BY timestamp DESC LIMIT 100 OFFSET 0",
  `SELECT timestamp, username, message FROM recent_chat WHERE timestamp >= ${NOW} - 1200 ORDER BY timestamp ASC LIMIT 1000`,
  `INSERT INTO outbound_messages (timestamp, message, sent) VALUES (${NOW}, 'hello', 0)`,
  `SELECT id, timestamp, message, retry_count, last_error FROM outbound_messages WHERE sent = 0 AND retry_count < 3
    AND (retry_count = 0 OR timestamp + ((1 << retry_count) * 60) <= ${NOW}) ORDER BY timestamp ASC LIMIT 50`,
  `UPDATE outbound_messages SET sent = 1, sent_timestamp = ${NOW} WHERE message = 'hello'`,
  "UPDATE outbound_messages SET retry_count = retry_count + 1, last_error = 'x' WHERE message = 'hello'",
  `UPDATE outbound_messages SET sent = 1, sent_timestamp = ${NOW}, retry_count = retry_count + 1, last_error = 'x'
    WHERE message = 'hello'`,
  `INSERT OR IGNORE INTO current_status (id, last_updated) VALUES (1, ${NOW})`,
  `UPDATE current_status SET bot_name = 'X', bot_rank = 2.5, bot_afk = 0, last_updated = ${NOW} WHERE id = 1`,
  "SELECT * FROM current_status WHERE id = 1",
  `INSERT INTO api_tokens (token, description, created_at) VALUES ('abcdefghijkl', 'new', ${NOW})`,
  "SELECT token FROM api_tokens WHERE token = 'abcdefghijkl' AND revoked = 0",
  `UPDATE api_tokens SET last_used = ${NOW} WHERE token = 'abcdefghijkl'`,
  "UPDATE api_tokens SET revoked = 1 WHERE token LIKE 'abcdefgh%' AND revoked = 0",
  "SELECT token, description, created_at, last_used, revoked FROM api_tokens WHERE revoked = 0 ORDER BY created_at DESC",
  `DELETE FROM outbound_messages WHERE sent = 1 AND sent_timestamp < ${NOW} - 604800`,
  `DELETE FROM api_tokens WHERE revoked = 1 AND created_at < ${NOW} - 7776000`,
  `UPDATE user_stats SET total_time_connected = total_time_connected + (${NOW} - current_session_start),
    current_session_start = NULL, last_seen = ${NOW} WHERE current_session_start IS NOT NULL`,
  "INSERT INTO user_stats (username, first_seen, last_seen) VALUES (NULL, 1, 1)",
  "VACUUM",
  "ANALYZE",
];

for (const [name, fixture] of [["v0.5.0", SMALL_V050], ["before 1.0.0", THREE_TABLES]] as const) {
  Deno.test(`takeover: after the way down of a file of ${name} every statement of the old bot runs`, () =>
    withFile(async (path) => {
      await takeOver(path);
      await giveBack(path);
      const file = new DatabaseSync(path);
      try {
        for (const statement of STATEMENTS) file.prepare(statement).all();
        assert.equal(
          file.prepare("SELECT COUNT(*) AS rows FROM api_tokens WHERE revoked = 0").get()?.["rows"],
          0,
        );
        const sequence = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'recent_chat'").get();
        assert.equal(sequence?.["seq"], name === "v0.5.0" ? 501 : 1);
      } finally {
        file.close();
      }
    }, fixture));
}
