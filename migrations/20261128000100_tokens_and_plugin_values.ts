/**
 * What each token may do and until when, and a place for the small values that plugins keep.
 *
 * @module
 */

import type { Migration } from "../db/migrate/migration.ts";

/** A token of before could say things and read what there is: v0.5.0 knew no others. */
const oldScopes = "UPDATE api_tokens SET scopes = 'say,read'";

/** What was narrower than the version before knows must not become wider there. */
const revokeNarrow = `UPDATE api_tokens SET revoked = 1
  WHERE revoked = 0 AND (scopes <> 'say,read' OR expires_at IS NOT NULL)`;

const expiries =
  "CREATE INDEX idx_plugin_values_expiry ON plugin_values (expires_at_ms) WHERE expires_at_ms IS NOT NULL";

const down = [
  "DROP TABLE plugin_values",
  revokeNarrow,
  "ALTER TABLE api_tokens DROP COLUMN expires_at",
  "ALTER TABLE api_tokens DROP COLUMN scopes",
];

export default {
  id: "20261128000100",
  name: "tokens_and_plugin_values",
  up: {
    sqlite: [
      "ALTER TABLE api_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read'",
      "ALTER TABLE api_tokens ADD COLUMN expires_at INTEGER",
      oldScopes,
      `CREATE TABLE plugin_values (
        plugin TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        expires_at_ms INTEGER,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (plugin, key)
      )`,
      expiries,
    ],
    postgres: [
      "ALTER TABLE api_tokens ADD COLUMN scopes text COLLATE \"C\" NOT NULL DEFAULT 'read'",
      "ALTER TABLE api_tokens ADD COLUMN expires_at bigint",
      oldScopes,
      `CREATE TABLE plugin_values (
        plugin text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        value text COLLATE "C" NOT NULL,
        expires_at_ms bigint,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL,
        PRIMARY KEY (plugin, key)
      )`,
      expiries,
    ],
  },
  down: { sqlite: down, postgres: down },
  verify: [{
    promise: "every token may do something",
    broken: "SELECT preview FROM api_tokens WHERE scopes = ''",
  }],
} satisfies Migration;
