/** Every kind of file that the old bot, its successors or its users may have left. */
import assert from "node:assert/strict";
import { SMALL_V050, THREE_TABLES, withFile } from "../../unit/db/temporary_file.ts";
import { edit, giveBack, query, rowsOf, schemaOf, takeOver, V050_DDL, V050_INDEXES } from "./old_file.ts";

const ALICE = "INSERT INTO user_stats VALUES ('Alice', 1, 2, 3, 4, NULL)";

/** The statements of these tables, and of the indexes that belong to them. */
function ddlOf(...tables: readonly string[]): string[] {
  return [
    ...tables.map((table) => V050_DDL[table] ?? ""),
    ...V050_INDEXES.filter((index) => tables.some((table) => index.includes(`ON ${table}(`))),
  ];
}

const ALL = Object.keys(V050_DDL);

/** What every file of v0.5.0 has, to compare with. */
async function v050Schema(): Promise<string[]> {
  let schema: string[] = [];
  await withFile((path) => {
    edit(path, ...ddlOf(...ALL));
    schema = schemaOf(path);
    return Promise.resolve();
  });
  return schema;
}

function test(promise: string, run: (path: string) => Promise<void>, fixture?: URL): void {
  Deno.test(`takeover: ${promise}`, () => withFile(run, fixture));
}

test("a file of before 1.0.0 has three tables, and gets the others", async (path) => {
  const users = rowsOf(path)["user_stats"];
  const { report } = await takeOver(path);
  assert.equal(report?.file.description, "Rosey-Robot before v1.0.0 of 2025 (three tables)");
  assert.deepEqual(report?.file.completed, [
    "channel_stats.max_connected",
    "channel_stats.max_connected_timestamp",
    "user_count_history",
    "recent_chat",
    "current_status",
    "outbound_messages",
    "api_tokens",
  ]);
  assert.deepEqual(report?.quarantined, []);
  await giveBack(path);
  assert.deepEqual(rowsOf(path)["user_stats"], users);
  const names = (schema: readonly string[]) =>
    schema.map((line) => line.split("|").slice(0, 2).join(" ")).sort();
  assert.deepEqual(names(schemaOf(path)), names(await v050Schema()));
}, THREE_TABLES);

test("a file of the storage with five tables", async (path) => {
  edit(
    path,
    ...ddlOf("user_stats", "user_actions", "channel_stats", "user_count_history", "recent_chat"),
    ALICE,
    "INSERT INTO recent_chat (timestamp, username, message) VALUES (1, 'Alice', 'hi')",
  );
  const { report } = await takeOver(path);
  assert.equal(report?.file.description, "Rosey-Robot v0.5.0, its storage with five tables");
  assert.deepEqual([report?.rows["user_stats"], report?.rows["recent_chat"]], [1, 1]);
  await giveBack(path);
  assert.deepEqual(schemaOf(path), await v050Schema());
});

test("a file whose columns were never added: values are not taken by position", async (path) => {
  const [outbound = "", channel = ""] = [V050_DDL["outbound_messages"], V050_DDL["channel_stats"]];
  const others = ALL.filter((table) => table !== "outbound_messages" && table !== "channel_stats");
  edit(
    path,
    ...ddlOf(...others),
    outbound.replace(/,\s+retry_count.*last_error TEXT/s, ""),
    channel.replace(/\s+max_connected .*max_connected_timestamp INTEGER,/s, ""),
    "INSERT INTO outbound_messages VALUES (7, 100, 'hello', 0, NULL)",
    "INSERT INTO channel_stats VALUES (1, 31, 200, 300)",
  );
  const { report } = await takeOver(path);
  assert.equal(report?.file.description, "Rosey-Robot before v0.5.0, never upgraded");
  assert.deepEqual(report?.file.completed, [
    "channel_stats.max_connected",
    "channel_stats.max_connected_timestamp",
    "outbound_messages.retry_count",
    "outbound_messages.last_error",
  ]);
  assert.deepEqual(
    query(path, "select max_users, max_users_timestamp, max_connected, last_updated from channel_stats"),
    [
      { max_users: 31, max_users_timestamp: 200, max_connected: 0, last_updated: 300 },
    ],
  );
  assert.deepEqual(query(path, "select id, retry_count, state from outbound_messages"), [
    { id: 7, retry_count: 0, state: "parked" },
  ]);
});

test("tables, columns, indexes, views and triggers of others stay, and are named", async (path) => {
  edit(
    path,
    "CREATE TABLE sayings (id INTEGER PRIMARY KEY, quote TEXT)",
    "INSERT INTO sayings VALUES (1, 'to be')",
    "ALTER TABLE user_stats ADD COLUMN karma INTEGER DEFAULT 5",
    "CREATE INDEX mine ON recent_chat(username)",
    "CREATE VIEW talkers AS SELECT username, total_chat_lines FROM user_stats",
  );
  const before = { schema: schemaOf(path), rows: rowsOf(path) };
  const { report } = await takeOver(path);
  assert.deepEqual(report?.file.leftAlone, ["sayings", "user_stats.karma"]);
  assert.deepEqual(query(path, "select karma from user_stats where username = 'Bob'"), [{ karma: 5 }]);
  assert.deepEqual(query(path, "select quote from sayings"), [{ quote: "to be" }]);
  assert.equal(query(path, "select * from talkers").length, 40);
  await giveBack(path);
  assert.deepEqual(schemaOf(path), before.schema);
  assert.deepEqual(rowsOf(path)["user_stats"], before.rows["user_stats"]);
}, SMALL_V050);

test("what a failed migration of the old bot's successor left is set aside", async (path) => {
  edit(
    path,
    "CREATE TABLE _alembic_tmp_api_tokens (id INTEGER NOT NULL, token VARCHAR(255) NOT NULL, PRIMARY KEY (id))",
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
  );
  const { report } = await takeOver(path);
  assert.deepEqual(report?.file.setAside, ["set_aside__alembic_tmp_api_tokens"]);
  assert.deepEqual(report?.file.leftAlone, ["alembic_version"]);
  assert.deepEqual(report?.tokens, { working: 2, revoked: 1 });
  assert.equal(query(path, "select * from set_aside__alembic_tmp_api_tokens").length, 0);
  await giveBack(path);
  assert.equal(query(path, "select * from _alembic_tmp_api_tokens").length, 0);
}, SMALL_V050);

test(
  "a file that lost a table gets an empty one, one that lost its only row is none the worse",
  async (path) => {
    edit(path, "DROP TABLE channel_stats", "DELETE FROM current_status");
    const { report } = await takeOver(path);
    assert.equal(report?.file.description, "Rosey-Robot v0.5.0 or before, incomplete (7 of its 8 tables)");
    assert.deepEqual(report?.file.completed, ["channel_stats"]);
    assert.equal(report?.rows["current_status"], 0);
  },
  SMALL_V050,
);

test("an index of an old name on other columns becomes the right one", async (path) => {
  edit(path, "DROP INDEX idx_outbound_sent", "CREATE INDEX idx_outbound_sent ON outbound_messages (sent)");
  await takeOver(path);
  await giveBack(path);
  assert.deepEqual(
    query(path, "select sql from sqlite_master where name = 'idx_outbound_sent'"),
    [{ sql: "CREATE INDEX idx_outbound_sent ON outbound_messages (sent, timestamp)" }],
  );
}, SMALL_V050);

test("a token table of a later version is refused: its revoked tokens would work again", async (path) => {
  edit(
    path,
    ...ddlOf(...ALL.filter((table) => table !== "api_tokens")),
    "CREATE TABLE api_tokens (id INTEGER PRIMARY KEY, token TEXT, name TEXT, is_active BOOLEAN)",
  );
  const before = await Deno.readFile(path);
  await assert.rejects(takeOver(path), {
    code: "migrate.unknown_shape",
    exit: "databaseRefused",
    message:
      /it has no api_tokens.description, api_tokens.created_at, api_tokens.last_used, api_tokens.revoked/,
  });
  assert.deepEqual(await Deno.readFile(path), before);
});

test(
  "somebody else's table or column under a name that Rosey needs is named, and the file not touched",
  async (path) => {
    edit(path, "ALTER TABLE recent_chat ADD COLUMN style TEXT", "CREATE TABLE chat_gaps (a)");
    const before = await Deno.readFile(path);
    await assert.rejects(takeOver(path), {
      code: "migrate.name_taken",
      exit: "databaseRefused",
      message: /the column recent_chat.style, the table chat_gaps/,
    });
    assert.deepEqual(await Deno.readFile(path), before);
  },
  SMALL_V050,
);

test("a file of another program is refused", async (path) => {
  edit(path, "CREATE TABLE user_stats (id INTEGER)", "CREATE TABLE other (a)");
  await assert.rejects(takeOver(path), { code: "database.foreign", exit: "databaseRefused" });
});

test("a name with NUL that becomes another's, and that other's row in quarantine, both come back", async (path) => {
  edit(
    path,
    ...ddlOf(...ALL),
    "INSERT INTO user_stats VALUES ('a\u2400b', 'many', 0, 0, 0, NULL)",
    "INSERT INTO user_stats VALUES (CAST(x'610062' AS TEXT), 0, 0, 0, 0, NULL)",
    "INSERT INTO user_stats VALUES ('c\u2400d', 0, 0, 0, 0, NULL)",
    "INSERT INTO user_stats VALUES (CAST(x'630064' AS TEXT), 0, 0, 0, 0, NULL)",
  );
  const before = rowsOf(path)["user_stats"];
  const { report } = await takeOver(path);
  assert.deepEqual(report?.quarantined.map(({ reason, putAside }) => [reason, putAside]), [
    ["first_seen is text", "row"],
    ["username holds NUL", "value"],
    ["username holds NUL; another row has the username that would stand there", "row"],
  ]);
  await giveBack(path);
  assert.deepEqual(rowsOf(path)["user_stats"], before);
});

test("a file in another encoding is refused, and not changed", async (path) => {
  edit(path, "PRAGMA encoding = 'UTF-16le'", ...ddlOf(...ALL), ALICE);
  const before = await Deno.readFile(path);
  await assert.rejects(takeOver(path), {
    code: "migrate.encoding",
    exit: "databaseRefused",
    message: /UTF-16le/,
  });
  assert.deepEqual(await Deno.readFile(path), before);
});
