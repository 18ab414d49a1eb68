/**
 * The people in the core's tables, beside their declaration in `db/schema.ts`. A table that names somebody belongs here.
 *
 * @module
 */

import { TABLES } from "../schema.ts";
import { type PeopleTable, peopleTables } from "./people_columns.ts";

/**
 * The core's tables that name people. Events on their way to NATS (`bus_events`) are left alone: they are published letter
 * for letter, and gone when NATS has them.
 */
export const CORE_PEOPLE: readonly PeopleTable[] = peopleTables("the core", TABLES, {
  user_stats: { columns: { username: "remove" } },
  // What was done stays known, and no more by whom.
  user_actions: { columns: { username: "blank", details: "mention" } },
  recent_chat: { columns: { username: "remove" } },
  // What is still to be said or done is at work with its names.
  outbound_messages: {
    columns: {
      recipient: "remove",
      message: "mention",
      action: "mention",
      last_error: "mention",
      intent_seen: "mention",
    },
    settled: { column: "sent", value: 1 },
  },
  quarantined_rows: { columns: { original: "record", replacements: "mention", row_key: "mention" } },
  takeover_report: { columns: { report: "mention" } },
});
