/** Files like those of v0.5.0, with values in them that nobody meant. */
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { edit, V050_DDL, V050_INDEXES } from "./old_file.ts";

/** A value as SQL writes it. */
type SqlText = string;

const hex = (bytes: Uint8Array) => `X'${Buffer.from(bytes).toString("hex")}'`;
const asText = (bytes: Uint8Array): SqlText => `CAST(${hex(bytes)} AS TEXT)`;

/** Texts that are fine, and some that are not: NUL, no UTF-8, quotes, other scripts, long ones. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      " ",
      "a\0b",
      "\0",
      "a\u2400b",
      "O'Brien",
      '"',
      "ﬀ\u0301",
      "x".repeat(5000),
    ),
  },
).map((value) => asText(Buffer.from(value, "utf8")));

const bytes = fc.uint8Array({ maxLength: 6 });

/** What can stand in any column of these files. */
const anything: fc.Arbitrary<SqlText> = fc.oneof(
  fc.constant("NULL"),
  text,
  bytes.map(asText),
  bytes.map(hex),
  fc.integer().map(String),
  fc.constantFrom(
    "9223372036854775807",
    "CAST('-9223372036854775808' AS INTEGER)",
    "9007199254740993",
    "-1",
    "2",
    "5.5",
    "-0.25",
    "1e300",
    "9e999",
    "-9e999",
    "'many'",
    "'12'",
    "' 12'",
  ),
);

const mostly = (usual: fc.Arbitrary<SqlText>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 2, arbitrary: anything });
const time = mostly(fc.integer({ min: 0, max: 2_000_000_000 }).map(String));
const number = mostly(fc.integer({ min: 0, max: 1000 }).map(String));
const optional = mostly(fc.oneof(fc.constant("NULL"), fc.integer({ min: 0, max: 1000 }).map(String)));
const flag = mostly(fc.constantFrom("0", "1", "NULL"));
const words = mostly(text);
const token = mostly(
  fc.string({ minLength: 43, maxLength: 43, unit: "grapheme-ascii" }).map((value) =>
    asText(Buffer.from(value))
  ),
);

const COLUMNS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<SqlText>>>>> = {
  user_stats: {
    username: words,
    first_seen: time,
    last_seen: time,
    total_chat_lines: number,
    total_time_connected: number,
    current_session_start: optional,
  },
  user_actions: { timestamp: time, username: words, action_type: words, details: words },
  channel_stats: {
    id: fc.constant("1"),
    max_users: number,
    max_users_timestamp: optional,
    max_connected: number,
    max_connected_timestamp: optional,
    last_updated: optional,
  },
  user_count_history: { timestamp: time, chat_users: number, connected_users: number },
  recent_chat: { timestamp: time, username: words, message: words },
  current_status: {
    id: fc.constant("1"),
    bot_name: words,
    bot_rank: mostly(fc.constantFrom("2.5", "3", "NULL")),
    bot_afk: flag,
    channel_name: words,
    current_chat_users: number,
    current_connected_users: number,
    playlist_items: number,
    current_media_title: words,
    current_media_duration: optional,
    bot_start_time: optional,
    bot_connected: flag,
    last_updated: optional,
  },
  outbound_messages: {
    timestamp: time,
    message: words,
    sent: flag,
    sent_timestamp: optional,
    retry_count: number,
    last_error: words,
  },
  api_tokens: { token, description: words, created_at: time, last_used: optional, revoked: flag },
};

/** The rows of a file, as inserts. What the old tables themselves refuse is left out by `OR IGNORE`. */
export const hostileInserts: fc.Arbitrary<string[]> = fc.tuple(
  ...Object.entries(COLUMNS).map(([table, columns]) => {
    const row = fc.tuple(...Object.values(columns)).map((values) =>
      `INSERT OR IGNORE INTO ${table} (${Object.keys(columns).join(", ")}) VALUES (${values.join(", ")})`
    );
    return fc.array(row, { maxLength: columns["id"] === undefined ? 12 : 1 });
  }),
).map((tables) => tables.flat());

/** How a file came to be: complete, in another order of columns, with things of others in it. */
export const fileKinds = fc.constantFrom("complete", "upgraded", "foreign", "debris");

/** Makes a file. */
export function makeOldFile(path: string, kind: string, inserts: readonly string[]): void {
  const tables = Object.values(V050_DDL);
  const upgraded = kind === "upgraded";
  edit(
    path,
    "PRAGMA journal_mode = OFF",
    ...(upgraded ? tables.map(withoutLaterColumns) : tables),
    ...V050_INDEXES,
    ...(upgraded
      ? [
        "ALTER TABLE outbound_messages ADD COLUMN retry_count INTEGER DEFAULT 0",
        "ALTER TABLE outbound_messages ADD COLUMN last_error TEXT",
        "ALTER TABLE channel_stats ADD COLUMN max_connected INTEGER DEFAULT 0",
        "ALTER TABLE channel_stats ADD COLUMN max_connected_timestamp INTEGER",
      ]
      : []),
    ...(kind === "foreign"
      ? [
        "CREATE TABLE mine (a, b)",
        "INSERT INTO mine VALUES (1, x'00')",
        "ALTER TABLE recent_chat ADD COLUMN colour TEXT DEFAULT 'red'",
        "ALTER TABLE user_stats ADD COLUMN karma",
      ]
      : []),
    ...(kind === "debris"
      ? [
        "CREATE TABLE _alembic_tmp_api_tokens (id INTEGER NOT NULL)",
        "CREATE TABLE alembic_version (version_num)",
      ]
      : []),
    ...inserts,
    ...(kind === "foreign" ? ["UPDATE user_stats SET karma = x'ff' || rowid"] : []),
  );
}

function withoutLaterColumns(ddl: string): string {
  return ddl.replace(
    /,\s+(?:retry_count|last_error|max_connected|max_connected_timestamp) [A-Z]+(?: DEFAULT 0)?/g,
    "",
  );
}
