/**
 * Where each line to be said is on its way, hashes in the place of tokens, and the conditions that every row meets
 * now. Lines that v0.5.0 never sent are parked: nothing from months ago is spoken.
 *
 * @module
 */

import type { Migration } from "../db/migrate/migration.ts";
import { disableTokens, hashTokens } from "./quarantine/token_hashes.ts";

/** SQLite adds a condition only where it is true of each row: NULL is not enough. */
const checks = [
  ["user_stats", "user_has_name", "username IS NOT NULL"],
  ["user_stats", "chat_lines_not_negative", "coalesce(total_chat_lines, 0) >= 0"],
  ["user_stats", "time_connected_not_negative", "coalesce(total_time_connected, 0) >= 0"],
  ["channel_stats", "max_users_not_negative", "coalesce(max_users, 0) >= 0"],
  ["channel_stats", "max_connected_not_negative", "coalesce(max_connected, 0) >= 0"],
  ["user_count_history", "chat_users_not_negative", "chat_users >= 0"],
  ["user_count_history", "connected_users_not_negative", "connected_users >= 0"],
  ["outbound_messages", "retry_count_not_negative", "coalesce(retry_count, 0) >= 0"],
  [
    "outbound_messages",
    "outbound_state_known",
    "state IN ('queued', 'claimed', 'sending', 'in_doubt', 'parked', 'sent', 'rejected', 'expired', 'dead')",
  ],
];

/** v0.5.0 showed a line with `sent` and an error as failed for good; anything but `sent = 1` was never sent. */
const states = `UPDATE outbound_messages SET state = CASE
    WHEN coalesce(sent, 0) = 0 THEN 'parked'
    WHEN last_error IS NULL THEN 'sent'
    ELSE 'dead' END`;

const indexes = [
  "CREATE INDEX idx_outbound_state ON outbound_messages (state, timestamp)",
  "CREATE UNIQUE INDEX idx_outbound_enqueue_key ON outbound_messages (enqueue_key)",
];

const addChecks = checks.map(([table, name, condition]) =>
  `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${condition})`
);

const down = [
  ...checks.toReversed().map(([table, name]) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`),
  "DROP INDEX idx_outbound_enqueue_key",
  "DROP INDEX idx_outbound_state",
  "ALTER TABLE outbound_messages DROP COLUMN enqueue_key",
  "ALTER TABLE outbound_messages DROP COLUMN last_attempt_at",
  "ALTER TABLE outbound_messages DROP COLUMN state",
  "ALTER TABLE api_tokens DROP COLUMN revoked_at",
  "ALTER TABLE api_tokens DROP COLUMN preview",
  "ALTER TABLE api_tokens RENAME COLUMN token_hash TO token",
];

export default {
  id: "20251121000300",
  name: "states_and_hashes",
  up: {
    sqlite: [
      "ALTER TABLE outbound_messages ADD COLUMN state TEXT NOT NULL DEFAULT 'queued'",
      "ALTER TABLE outbound_messages ADD COLUMN last_attempt_at INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN enqueue_key TEXT",
      states,
      ...indexes,
      "ALTER TABLE api_tokens RENAME COLUMN token TO token_hash",
      "ALTER TABLE api_tokens ADD COLUMN preview TEXT",
      "ALTER TABLE api_tokens ADD COLUMN revoked_at INTEGER",
      ...addChecks,
    ],
    postgres: [
      "ALTER TABLE outbound_messages ADD COLUMN state text COLLATE \"C\" NOT NULL DEFAULT 'queued'",
      "ALTER TABLE outbound_messages ADD COLUMN last_attempt_at bigint",
      'ALTER TABLE outbound_messages ADD COLUMN enqueue_key text COLLATE "C"',
      states,
      ...indexes,
      "ALTER TABLE api_tokens RENAME COLUMN token TO token_hash",
      'ALTER TABLE api_tokens ADD COLUMN preview text COLLATE "C"',
      "ALTER TABLE api_tokens ADD COLUMN revoked_at bigint",
      ...addChecks,
    ],
  },
  down: { sqlite: down, postgres: down },
  code: {
    up: {
      name: "hash the tokens, version 1",
      input: "SELECT count(*) AS rows FROM api_tokens",
      run: hashTokens,
    },
    down: {
      name: "disable the tokens, version 1",
      input: "SELECT count(*) AS rows FROM api_tokens",
      run: disableTokens,
    },
  },
  verify: [
    {
      promise: "tokens are hashes",
      broken: "SELECT token_hash FROM api_tokens WHERE length(token_hash) <> 64",
    },
    {
      promise: "a line that was sent is marked so",
      broken: "SELECT id FROM outbound_messages WHERE state = 'queued' AND sent = 1",
    },
  ],
} satisfies Migration;
