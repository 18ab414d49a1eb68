import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "../../../db/drivers/sqlite.ts";
import { isOfTheStatement, sqliteError } from "../../../db/drivers/sqlite_errors.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { openMemory } from "../../contract/memory_under_test.ts";
import { withFile } from "./temporary_file.ts";

/** What SQLite throws at `operation`. */
function thrownBy(operation: () => unknown): unknown {
  try {
    operation();
  } catch (thrown) {
    return thrown;
  }
  return assert.fail("nothing was thrown");
}

function makeTable(path: string): void {
  const file = new DatabaseSync(path);
  file.exec("create table t (a)");
  file.close();
}

function meaning(thrown: unknown): [string, string] {
  const error = sqliteError(thrown, "the.db");
  assert.ok(error instanceof RoseyError);
  assert.equal(error.cause, thrown);
  assert.match(error.message, /^Cannot use the database the\.db: /);
  return [error.code, error.exit];
}

Deno.test("sqlite: waits for another process without blocking, and gives up in time", () =>
  withFile(async (path) => {
    const clock = new ManualClock();
    const other = new DatabaseSync(path);
    const driver = openSqlite({ path, clock, writes: new Map() });
    other.exec("begin exclusive");
    const waiting = driver.transaction(() => Promise.resolve("done"), 1_000);
    await clock.advanceAsync(500);
    other.exec("rollback");
    await clock.advanceAsync(100);
    assert.equal(await waiting, "done");

    other.exec("begin exclusive");
    const refused = assert.rejects(driver.transaction(() => Promise.resolve(), 1_000), {
      code: "database.locked",
      exit: "databaseLocked",
    });
    await clock.advanceAsync(1_100);
    await refused;
    other.close();
    await driver.close();
  }));

Deno.test("sqlite: a commit waits for whoever reads a file that is not claimed yet", () =>
  withFile(async (path) => {
    makeTable(path);
    const clock = new ManualClock();
    const reader = new DatabaseSync(path);
    reader.exec("begin; select * from t");
    const driver = openSqlite({ path, clock, writes: new Map() });
    const written = driver.transaction((session) => session.execute("insert into t values (1)"), 0);
    await clock.advanceAsync(500);
    reader.exec("rollback");
    await clock.advanceAsync(100);
    await written;
    assert.equal(reader.prepare("select * from t").all().length, 1);
    reader.close();
    await driver.close();
  }));

Deno.test("sqlite: a read during a transaction with awaits in it waits for its end", async () => {
  const driver = openSqlite({ path: ":memory:", clock: new ManualClock(), writes: new Map() });
  const { promise: halfWay, resolve: goOn } = Promise.withResolvers<void>();
  const work = driver.transaction(async (session) => {
    await session.execute("create table t (a)");
    await session.execute("insert into t values (1)");
    await halfWay;
    await session.execute("insert into t values (2)");
  }, 0);
  const read = driver.read<{ a: number }>({ sql: "select a from t", parameters: [] });
  goOn();
  assert.equal((await read).length, 2);
  await work;
  await driver.close();
  await driver.close();
});

Deno.test("sqlite: transactions that begin together follow one another", async () => {
  const driver = openSqlite({ path: ":memory:", clock: new ManualClock(), writes: new Map() });
  await driver.transaction((session) => session.execute("create table t (a)"), 0);
  await Promise.all(Array.from({ length: 3 }, () =>
    driver.transaction(async (session) => {
      const before = await session.read({ sql: "select a from t", parameters: [] });
      await session.execute("insert into t values (?)", [before.length]);
    }, 0)));
  const rows = await driver.read<{ a: number }>({ sql: "select a from t order by a", parameters: [] });
  assert.deepEqual(rows.map(({ a }) => a), [0, 1, 2]);
  await driver.close();
});

Deno.test("sqlite: an error of a statement names the database and keeps its cause", async () => {
  const driver = openSqlite({ path: ":memory:", clock: new ManualClock(), writes: new Map() });
  await assert.rejects(driver.read({ sql: "select * from missing", parameters: [] }), {
    code: "database.statement",
    message: "Cannot use the database :memory:: no such table: missing",
  });
  await assert.rejects(driver.read({ sql: "select ?", parameters: [{}] }), TypeError);
  await driver.close();
});

Deno.test("sqlite: what cannot be written is refused before the first unit", () =>
  withFile(async (path) => {
    makeTable(path);
    // Permissions do not hold the superuser, who runs these tests on some machines.
    const driver = openSqlite({ path: `file:${path}?mode=ro`, clock: new ManualClock(), writes: new Map() });
    await assert.rejects(driver.claim(), { code: "database.not_writable", exit: "databaseUnavailable" });
    await driver.close();
  }));

Deno.test("sqlite: a file that may not be written is said to be so", () =>
  withFile((path) => {
    makeTable(path);
    const file = new DatabaseSync(path, { readOnly: true });
    const thrown = thrownBy(() => file.prepare("insert into t values (1)").run());
    assert.deepEqual(meaning(thrown), ["database.not_writable", "databaseUnavailable"]);
    assert.equal(isOfTheStatement(thrown), false);
    file.close();
    return Promise.resolve();
  }));

Deno.test("sqlite: a full disk is told apart from a wrong value", () => {
  const file = new DatabaseSync(":memory:");
  file.exec("pragma max_page_count = 2; create table t (a text not null)");
  const full = thrownBy(() => file.prepare("insert into t values (zeroblob(100000))").run());
  assert.deepEqual(meaning(full), ["database.full", "databaseUnavailable"]);
  assert.equal(isOfTheStatement(full), false);
  const wrong = thrownBy(() => file.prepare("insert into t values (null)").run());
  assert.equal(isOfTheStatement(wrong), true);
  file.close();
});

Deno.test("sqlite: what SQLite did not throw stays as it is", () => {
  const bug = new TypeError("a bug");
  assert.equal(sqliteError(bug, "the.db"), bug);
});

Deno.test("sqlite: the newest lines are found without sorting the history", async () => {
  const { driver, close } = await openMemory({ kind: "sqlite", path: ":memory:" });
  const plan = async (sql: string) =>
    (await driver.read<{ detail: string }>({ sql: `explain query plan ${sql}`, parameters: [] }))
      .map(({ detail }) => detail);
  for (
    const [table, index] of [
      ["recent_chat", "idx_recent_chat_timestamp"],
      ["user_actions", "idx_user_actions_timestamp"],
    ] as const
  ) {
    assert.deepEqual(
      await plan(`select * from ${table} order by timestamp desc, id desc limit 20`),
      [`SCAN ${table} USING INDEX ${index}`],
    );
  }
  await close();
});

Deno.test("sqlite: a change with too few parameters does not shift those of its neighbours", async () => {
  const { sink, repositories: { chat, actions }, close } = await openMemory({
    kind: "sqlite",
    path: ":memory:",
  });
  const line = (html: string) => chat.addedPlain({ html, user: "Alice", atMs: 0 });
  const action = actions.logged({ user: "Alice", kind: "one", atMs: 0 });
  const short = action.map((write) => ({ ...write, parameters: write.parameters.slice(0, 3) }));
  await Promise.all(
    [line("1"), action, short, line("2"), action].map((writes, index) =>
      sink.commit({ id: `unit ${index}`, writes })
    ),
  );
  assert.deepEqual((await chat.recent()).map(({ html }) => html), ["1", "2"]);
  assert.deepEqual((await actions.list()).map(({ user, kind }) => [user, kind]), [
    ["Alice", "one"],
    ["Alice", "one"],
    ["Alice", "one"],
  ]);
  await close();
});
