/** Files of the old bot, for tests: made, taken over, given back, and compared to the last byte. */
import { DatabaseSync } from "node:sqlite";
import { type MigrationAccess, openForMigration } from "../../../db/open_database.ts";
import type { MigrationProgress } from "../../../db/migrate/migration.ts";
import { type DownOptions, OLD_VERSION } from "../../../db/migrate/way_down.ts";
import type { TakeoverReport } from "../../../db/migrate/takeover_report.ts";
import { plugins } from "../../../plugins/mod.ts";
import { tablesWith } from "../../../src/cli/program_tables.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { petNames } from "../../contract/pet_names_plugin.ts";

/** The second at which every test happens. */
export const NOW = 1_763_841_600;

/** The tables of v0.5.0, as the old bot's own statements make them. */
export const V050_DDL: Readonly<Record<string, string>> = {
  user_stats: `CREATE TABLE user_stats (
                username TEXT PRIMARY KEY,
                first_seen INTEGER NOT NULL,
                last_seen INTEGER NOT NULL,
                total_chat_lines INTEGER DEFAULT 0,
                total_time_connected INTEGER DEFAULT 0,
                current_session_start INTEGER
            )`,
  user_actions: `CREATE TABLE user_actions (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp INTEGER NOT NULL,
                username TEXT NOT NULL,
                action_type TEXT NOT NULL,
                details TEXT
            )`,
  channel_stats: `CREATE TABLE channel_stats (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                max_users INTEGER DEFAULT 0,
                max_users_timestamp INTEGER,
                max_connected INTEGER DEFAULT 0,
                max_connected_timestamp INTEGER,
                last_updated INTEGER
            )`,
  user_count_history: `CREATE TABLE user_count_history (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp INTEGER NOT NULL,
                chat_users INTEGER NOT NULL,
                connected_users INTEGER NOT NULL
            )`,
  recent_chat: `CREATE TABLE recent_chat (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp INTEGER NOT NULL,
                username TEXT NOT NULL,
                message TEXT NOT NULL
            )`,
  current_status: `CREATE TABLE current_status (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                bot_name TEXT,
                bot_rank REAL,
                bot_afk INTEGER DEFAULT 0,
                channel_name TEXT,
                current_chat_users INTEGER DEFAULT 0,
                current_connected_users INTEGER DEFAULT 0,
                playlist_items INTEGER DEFAULT 0,
                current_media_title TEXT,
                current_media_duration INTEGER,
                bot_start_time INTEGER,
                bot_connected INTEGER DEFAULT 0,
                last_updated INTEGER
            )`,
  outbound_messages: `CREATE TABLE outbound_messages (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp INTEGER NOT NULL,
                message TEXT NOT NULL,
                sent INTEGER DEFAULT 0,
                sent_timestamp INTEGER,
                retry_count INTEGER DEFAULT 0,
                last_error TEXT
            )`,
  api_tokens: `CREATE TABLE api_tokens (
                token TEXT PRIMARY KEY,
                description TEXT,
                created_at INTEGER NOT NULL,
                last_used INTEGER,
                revoked INTEGER DEFAULT 0
            )`,
};

/** The indexes of v0.5.0. */
export const V050_INDEXES: readonly string[] = [
  "CREATE INDEX idx_user_count_timestamp\n            ON user_count_history(timestamp)\n        ",
  "CREATE INDEX idx_recent_chat_timestamp\n            ON recent_chat(timestamp DESC)\n        ",
  "CREATE INDEX idx_outbound_sent\n            ON outbound_messages(sent, timestamp)\n        ",
  "CREATE INDEX idx_api_tokens_revoked\n            ON api_tokens(revoked, token)\n        ",
];

/** Runs statements on a file, which is made when there is none. */
export function edit(path: string, ...statements: readonly string[]): void {
  const file = new DatabaseSync(path);
  try {
    for (const statement of statements) file.exec(statement);
  } finally {
    file.close();
  }
}

/** The answer to a question. */
export function query(path: string, sql: string): Record<string, unknown>[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return file.prepare(sql).all().map((row) => ({ ...row }));
  } finally {
    file.close();
  }
}

/** What taking a file over told. */
export interface Told {
  readonly report: TakeoverReport | undefined;
  readonly notes: readonly string[];
  readonly progress: readonly MigrationProgress[];
}

/** A program with all of its plugins, and one more that has tables. */
export const { lines: LINES } = tablesWith([...plugins, petNames]);

/** `rosey migrate up`. */
export function takeOver(path: string): Promise<Told> {
  return migrate(path, async ({ migrator }) => void await migrator.up());
}

/** `rosey migrate down`, to v0.5.0 unless told otherwise. */
export function giveBack(path: string, options: DownOptions = { to: OLD_VERSION }): Promise<Told> {
  return migrate(path, async ({ migrator }) => void await migrator.down(options));
}

async function migrate(path: string, work: (access: MigrationAccess) => Promise<void>): Promise<Told> {
  const told: { report?: TakeoverReport; notes: string[]; progress: MigrationProgress[] } = {
    notes: [],
    progress: [],
  };
  const access = openForMigration({
    target: { kind: "sqlite", path },
    lines: LINES,
    clock: new ManualClock(NOW * 1000),
    appVersion: "1.2.3",
    host: "test",
    mayCreate: false,
    backup: false,
    onTakeover: (report) => void (told.report = report),
    onNote: (text) => void told.notes.push(text),
    onProgress: (progress) => void told.progress.push(progress),
  });
  try {
    await work(access);
  } finally {
    await access.close();
  }
  return { report: told.report, notes: told.notes, progress: told.progress };
}

/** Every table, index and the like, white space aside. */
export function schemaOf(path: string): string[] {
  return query(path, "select type, name, tbl_name, sql from sqlite_master order by type, name")
    .map(({ type, name, tbl_name, sql }) =>
      [type, name, tbl_name, String(sql).replace(/\s+/g, " ").replace(/ ?([(),]) ?/g, "$1")].join("|")
    );
}

/** Every row of every table, each value with its type and its bytes; rows as sorted texts. */
export function rowsOf(path: string): Record<string, string[]> {
  const tables = query(path, "select name from sqlite_master where type = 'table' order by name");
  return Object.fromEntries(tables.map(({ name }) => {
    const table = String(name);
    const columns = query(path, `select name from pragma_table_info('${table}')`).map((row) =>
      `"${String(row["name"])}"`
    );
    const values = columns.map((column) =>
      `typeof(${column}) || ':' || coalesce(CASE typeof(${column}) WHEN 'real' THEN printf('%!.17g', ${column})
        WHEN 'integer' THEN CAST(${column} AS TEXT) ELSE hex(CAST(${column} AS BLOB)) END, '')`
    );
    const rows = query(path, `select ${values.join(" || ' ' || ")} as row from "${table}"`);
    return [table, rows.map(({ row }) => String(row)).sort()];
  }));
}
