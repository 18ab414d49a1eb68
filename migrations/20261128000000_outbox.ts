/**
 * Everything that Rosey is to say or do on its way, not lines of chat alone: to whom, for whom, in which turn, until
 * when; and what was known of the room when it was sent, so that a crash in between can be made up for.
 *
 * @module
 */

import type { Migration } from "../db/migrate/migration.ts";

const indexes = [
  "CREATE UNIQUE INDEX idx_outbound_group ON outbound_messages (group_key, part)",
  "CREATE INDEX idx_outbound_turn ON outbound_messages (state, lane, class, producer, id)",
  "CREATE INDEX idx_outbound_collapse ON outbound_messages (producer, collapse_key) " +
  "WHERE state = 'queued' AND collapse_key IS NOT NULL",
];

/** A line of before is a group of its own, named by its number. */
const groups = "UPDATE outbound_messages SET group_key = 'row ' || id";

const columns = [
  "group_key",
  "part",
  "parts",
  "lane",
  "kind",
  "class",
  "producer",
  "recipient",
  "action",
  "collapse_key",
  "queued_at_ms",
  "expires_at_ms",
  "changed_at_ms",
  "intent_at_ms",
  "intent_seen",
  "server_time_ms",
  "sends",
  "truncated",
  "shadowed",
  "reason",
];

const down = [
  "DROP INDEX idx_outbound_collapse",
  "DROP INDEX idx_outbound_turn",
  "DROP INDEX idx_outbound_group",
  ...columns.toReversed().map((column) => `ALTER TABLE outbound_messages DROP COLUMN ${column}`),
];

export default {
  id: "20261128000000",
  name: "outbox",
  up: {
    sqlite: [
      "ALTER TABLE outbound_messages ADD COLUMN group_key TEXT",
      "ALTER TABLE outbound_messages ADD COLUMN part INTEGER NOT NULL DEFAULT 1",
      "ALTER TABLE outbound_messages ADD COLUMN parts INTEGER NOT NULL DEFAULT 1",
      "ALTER TABLE outbound_messages ADD COLUMN lane TEXT NOT NULL DEFAULT 'chat'",
      "ALTER TABLE outbound_messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'chat'",
      "ALTER TABLE outbound_messages ADD COLUMN class TEXT NOT NULL DEFAULT 'message'",
      "ALTER TABLE outbound_messages ADD COLUMN producer TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE outbound_messages ADD COLUMN recipient TEXT",
      "ALTER TABLE outbound_messages ADD COLUMN action TEXT",
      "ALTER TABLE outbound_messages ADD COLUMN collapse_key TEXT",
      "ALTER TABLE outbound_messages ADD COLUMN queued_at_ms INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN expires_at_ms INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN changed_at_ms INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN intent_at_ms INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN intent_seen TEXT",
      "ALTER TABLE outbound_messages ADD COLUMN server_time_ms INTEGER",
      "ALTER TABLE outbound_messages ADD COLUMN sends INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE outbound_messages ADD COLUMN truncated INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE outbound_messages ADD COLUMN shadowed INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE outbound_messages ADD COLUMN reason TEXT",
      groups,
      ...indexes,
    ],
    postgres: [
      'ALTER TABLE outbound_messages ADD COLUMN group_key text COLLATE "C"',
      "ALTER TABLE outbound_messages ADD COLUMN part bigint NOT NULL DEFAULT 1",
      "ALTER TABLE outbound_messages ADD COLUMN parts bigint NOT NULL DEFAULT 1",
      "ALTER TABLE outbound_messages ADD COLUMN lane text COLLATE \"C\" NOT NULL DEFAULT 'chat'",
      "ALTER TABLE outbound_messages ADD COLUMN kind text COLLATE \"C\" NOT NULL DEFAULT 'chat'",
      "ALTER TABLE outbound_messages ADD COLUMN class text COLLATE \"C\" NOT NULL DEFAULT 'message'",
      "ALTER TABLE outbound_messages ADD COLUMN producer text COLLATE \"C\" NOT NULL DEFAULT ''",
      'ALTER TABLE outbound_messages ADD COLUMN recipient text COLLATE "C"',
      'ALTER TABLE outbound_messages ADD COLUMN action text COLLATE "C"',
      'ALTER TABLE outbound_messages ADD COLUMN collapse_key text COLLATE "C"',
      "ALTER TABLE outbound_messages ADD COLUMN queued_at_ms bigint",
      "ALTER TABLE outbound_messages ADD COLUMN expires_at_ms bigint",
      "ALTER TABLE outbound_messages ADD COLUMN changed_at_ms bigint",
      "ALTER TABLE outbound_messages ADD COLUMN intent_at_ms bigint",
      'ALTER TABLE outbound_messages ADD COLUMN intent_seen text COLLATE "C"',
      "ALTER TABLE outbound_messages ADD COLUMN server_time_ms bigint",
      "ALTER TABLE outbound_messages ADD COLUMN sends bigint NOT NULL DEFAULT 0",
      "ALTER TABLE outbound_messages ADD COLUMN truncated smallint NOT NULL DEFAULT 0",
      "ALTER TABLE outbound_messages ADD COLUMN shadowed smallint NOT NULL DEFAULT 0",
      'ALTER TABLE outbound_messages ADD COLUMN reason text COLLATE "C"',
      groups,
      ...indexes,
    ],
  },
  down: { sqlite: down, postgres: down },
  verify: [
    {
      promise: "each part of a text is there once",
      broken: "SELECT group_key, part FROM outbound_messages GROUP BY group_key, part HAVING count(*) > 1",
    },
    {
      promise: "a line of chat and an act have what they are made of",
      broken: `SELECT id FROM outbound_messages
        WHERE (kind = 'pm' AND recipient IS NULL) OR (kind = 'action' AND action IS NULL)`,
    },
  ],
} satisfies Migration;
