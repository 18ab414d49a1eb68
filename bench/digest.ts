/**
 * The digest of what a replay left in a database, equal for equal memories whichever database holds them.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Driver } from "../db/drivers/driver.ts";

/** Five tables in a fixed order, their columns and the order of their rows. */
const TABLES: readonly { table: string; columns: readonly string[]; order: string }[] = [
  {
    table: "user_stats",
    columns: [
      "username",
      "first_seen",
      "last_seen",
      "total_chat_lines",
      "total_time_connected",
      "current_session_start",
    ],
    order: "username",
  },
  { table: "recent_chat", columns: ["timestamp", "username", "message"], order: "id" },
  { table: "user_actions", columns: ["timestamp", "username", "action_type", "details"], order: "id" },
  { table: "user_count_history", columns: ["timestamp", "chat_users", "connected_users"], order: "id" },
  {
    table: "channel_stats",
    columns: ["max_users", "max_users_timestamp", "max_connected", "max_connected_timestamp"],
    order: "id",
  },
];

/** Each row is one line of compact JSON; the digest is the first 16 hex digits of the SHA-256 of all lines. */
export async function memoryDigest(driver: Driver): Promise<string> {
  const hash = createHash("sha256");
  for (const { table, columns, order } of TABLES) {
    const rows = await driver.read<Record<string, unknown>>({
      sql: `select ${columns.join(", ")} from ${table} order by ${order}`,
      parameters: [],
    });
    for (const row of rows) hash.update(`${JSON.stringify(columns.map((column) => row[column]))}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
