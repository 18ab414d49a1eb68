/** Who may change a database while others use it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { openForMigration } from "../../../db/open_database.ts";
import { plugins } from "../../../plugins/mod.ts";
import { programTables } from "../../../src/cli/program_tables.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { openMemory } from "../../contract/memory_under_test.ts";
import { startPostgres } from "../../services/postgres.ts";
import { rosey } from "../../unit/cli/fake_host.ts";
import { withFile } from "../../unit/db/temporary_file.ts";

const { lines } = programTables();
const facts = { lines, clock: systemClock, appVersion: "1", host: "elsewhere" };

Deno.test("locks: a file that a bot uses is not changed, and the bot is named", () =>
  withFile(async (path) => {
    const bot = await openMemory({ kind: "sqlite", path }, plugins);
    try {
      const { code, err, out } = await rosey(["migrate", "down", "--database", path]);
      assert.equal(code, 13, err);
      assert.match(
        err,
        new RegExp(`another process uses it, process ${Deno.pid} on test, since 2025-11-22T12`),
      );
      assert.match(err, /Stop the bot/);
      assert.equal(out, "");
      assert.equal(
        (await rosey(["migrate", "up", "--database", path])).code,
        0,
        "nothing is to be done: no harm",
      );
    } finally {
      await bot.close();
    }
    const { code, err } = await rosey(["migrate", "down", "--no-backup", "--database", path]);
    assert.equal(code, 0, err);
    assert.equal(existsSync(`${path}.lock`), false, "the last one takes the mark away");
  }));

Deno.test("locks: who waits in vain for another migration of a file is told who holds it", () =>
  withFile(async (path) => {
    await rosey(["migrate", "up", "--database", path]);
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const other = openForMigration({
      ...facts,
      target: { kind: "sqlite", path },
      mayCreate: false,
      backup: true,
      onBackup: () => entered.resolve(),
      onStatement: () => {},
    });
    const running = other.driver.transaction(async () => {
      entered.resolve();
      await leave.promise;
    }, 0);
    await entered.promise;
    const { code, err } = await rosey(["migrate", "down", "--lock-timeout", "0", "--database", path]);
    assert.equal(code, 13, err);
    assert.match(err, /another process holds it/);
    leave.resolve();
    await running;
    await other.close();
  }));

Deno.test("locks: a statement of another program that holds the file is waited for, then refused", () =>
  withFile(async (path) => {
    await rosey(["migrate", "up", "--database", path]);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const { code } = await rosey(["migrate", "down", "--lock-timeout", "0.1", "--database", path]);
    assert.equal(code, 13);
    other.close();
  }));

Deno.test("locks: on PostgreSQL the holder is named by its process and its application", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await rosey(["migrate", "up", "--database", database.url]);
  const other = openForMigration({ ...facts, target: parseDatabaseTarget(database.url), mayCreate: false });
  const entered = Promise.withResolvers<number>();
  const leave = Promise.withResolvers<void>();
  const running = other.driver.transaction(async (session) => {
    const [row] = await session.read<{ pid: number }>({
      sql: "select pg_backend_pid() as pid",
      parameters: [],
    });
    entered.resolve(row?.pid ?? 0);
    await leave.promise;
  }, 0);
  const pid = await entered.promise;
  const { code, err } = await rosey(["migrate", "down", "--lock-timeout", "0.1", "--database", database.url]);
  assert.equal(code, 13, err);
  assert.match(
    err,
    new RegExp(`another process changes it, the server's process ${pid} for rosey-bot from \\S+ since 2`),
  );
  leave.resolve();
  await running;
  await other.close();
  const sql = postgres(database.url, { max: 1 });
  assert.equal(
    (await sql`select count(*)::int as rows from rosey_migrations`)[0]?.["rows"],
    lines.flatMap(({ migrations }) => migrations).length,
  );
  await sql.end();
});

Deno.test("locks: a time that is no number is refused", async () => {
  const { code, err } = await rosey(["migrate", "up", "--lock-timeout", "soon", "--database", ":memory:"]);
  assert.equal(code, 2);
  assert.match(err, /--lock-timeout is "soon", but must be a number of seconds/);
});
