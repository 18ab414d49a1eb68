/** The built program, with the permissions it has, moves and keeps a memory. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { coreLine } from "../../migrations/mod.ts";
import { startPostgres } from "../services/postgres.ts";
import { SMALL_V050 } from "../unit/db/temporary_file.ts";
import { RoseyMachine } from "./rosey_machine.ts";

interface Copied {
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly sha256: string }[];
}

/** The rows of tables as SQLite writes them down, sorted: their order in the file means nothing. */
function rowsOf(path: string, tables: readonly string[]): unknown[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return tables.map((table) => {
      const columns = file.prepare("select name from pragma_table_info(?) order by name").all(table);
      const values = columns.map(({ name }) => `quote(${String(name)})`).join(" || ', ' || ");
      return file.prepare(`select ${values} as row from ${table} order by 1`).all().map(({ row }) => row);
    });
  } finally {
    file.close();
  }
}

Deno.test("moving house: an old bot's file goes to PostgreSQL and back and is the old bot's again, with every row", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await using machine = await RoseyMachine.set();
  const onServer = { DATABASE_URL: database.url };
  const ok = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const { code, out, err } = await machine.run(args, environment);
    assert.equal(code, 0, `${args.join(" ")}\n${out}${err}`);
    return out;
  };
  await Deno.copyFile(SMALL_V050, machine.file("bot_data.db"));
  await ok(["migrate", "up"]);
  // The address, with its password, comes from the environment and not from the command line.
  const there: Copied = JSON.parse(await ok(["db", "copy", "bot_data.db", "--json"], onServer));
  await ok(["db", "check"], onServer);
  assert.match(await ok(["db", "info"], onServer), /^database +postgres:.*\(PostgreSQL /m);
  const back: Copied = JSON.parse(await ok(["db", "copy", database.url, "back.db", "--json"]));
  assert.deepEqual(back.tables, there.tables);
  assert.equal(back.tables.find(({ table }) => table === "recent_chat")?.rows, 499);
  await ok(["db", "check", "--database", "back.db"]);
  assert.match(await ok(["db", "backup"], onServer), /^backups\/.*\.db \(/);
  await ok(["db", "vacuum"], onServer);
  const [oldest] = coreLine.migrations;
  await ok(["migrate", "down", "--to", oldest?.id ?? "", "--database", "back.db"]);
  const tables = [
    "user_stats",
    "user_actions",
    "channel_stats",
    "user_count_history",
    "recent_chat",
    "outbound_messages",
  ];
  assert.deepEqual(rowsOf(machine.file("back.db"), tables), rowsOf(SMALL_V050.pathname, tables));
});

Deno.test("moving house: a backup is made while Rosey runs, and nothing takes her database away meanwhile", async () => {
  await using machine = await RoseyMachine.set();
  const ports = ["--sandbox-port", "0", "--web-port", "0"];
  const rosey = await machine.spawn(["start", "--database", "rosey.db", ...ports]);
  await rosey.inRoom();
  const db = (...args: string[]) => machine.run(["db", ...args, "--database", "rosey.db"]);
  const backup = await db("backup", "copy.db");
  assert.equal(backup.code, 0, backup.err);
  assert.equal((await db("restore", "copy.db", "--force")).code, 13);
  assert.equal((await db("vacuum")).code, 13);
  assert.equal((await db("prune", "--keep-chat", "1d", "--yes")).code, 0);
  assert.equal((await db("check")).code, 0);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0);
  const vacuumed = await db("vacuum", "--json");
  assert.equal(vacuumed.code, 0, vacuumed.err);
  assert.ok(existsSync(machine.file(JSON.parse(vacuumed.out).aside)));
  const restored = await db("restore", "copy.db", "--force");
  assert.equal(restored.code, 0, restored.err);
  assert.equal((await db("check")).code, 0);
});
