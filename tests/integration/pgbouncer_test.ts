/** Rosey behind a real PgBouncer that gives each transaction another connection. */
import assert from "node:assert/strict";
import { openForMigration } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { EXIT_CODES, RoseyError } from "../../src/domain/errors.ts";
import { openMemory, rowsOf } from "../contract/memory_under_test.ts";
import { joinUnit, lineUnit, numbersTo, storedLines } from "../faults/lines.ts";
import { type PgBouncerOptions, startPgBouncer } from "../services/pgbouncer.ts";
import { startPostgres } from "../services/postgres.ts";

/** Fewer than a pool of Rosey's has, so that transactions really change places. */
const POOL_SIZE = 3;

/** `url` is the address through PgBouncer, `direct` the one past it. */
function test(
  promise: string,
  run: (addresses: { readonly url: string; readonly direct: string }) => Promise<void>,
  options: Partial<PgBouncerOptions> = {},
): void {
  Deno.test(`PgBouncer: ${promise}`, async () => {
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    await using bouncer = await startPgBouncer({
      serverUrl: server.url,
      poolSize: POOL_SIZE,
      ...options,
    });
    await run({ url: bouncer.urlOf(database.url), direct: database.url });
  });
}

async function refused(work: Promise<unknown>): Promise<RoseyError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof RoseyError, Deno.inspect(thrown));
    return thrown;
  }
  assert.fail("it was not refused");
}

test("a memory is made, written and read through it, with many transactions at once", async ({ url, direct }) => {
  const memory = await openMemory(parseDatabaseTarget(`${url}?pgbouncer=true`));
  assert.equal(memory.applied.length, coreLine.migrations.length);
  const { driver, repositories, sink } = memory;
  await sink.commit(joinUnit(repositories));
  const lines = numbersTo(600);
  let stored = false;
  const servers = new Set<number>();
  const question = {
    sql: "select pg_backend_pid() as pid, current_setting('statement_timeout') as timeout",
    parameters: [],
  };
  const ask = async () => {
    const [row] = await driver.read<{ pid: number; timeout: string }>(question);
    assert.equal(row?.timeout, "1min");
    servers.add(row.pid);
  };
  const readers = numbersTo(6).map(async () => {
    while (!stored) {
      await ask();
      assert.ok((await repositories.chat.recent(10)).length <= 10);
    }
  });
  await Promise.all(lines.map((number) => sink.commit(lineUnit(repositories, number))));
  stored = true;
  await Promise.all(readers);
  await driver.snapshot(async (session) => {
    const [row] = await session.read<{ pid: number }>(question);
    assert.ok(row !== undefined);
    servers.add(row.pid);
    // That one is taken until this has ended.
    await ask();
  });
  assert.ok(servers.size > 1 && servers.size <= POOL_SIZE, `${servers.size} connections were used`);
  await memory.close();
  const past = await openMemory(parseDatabaseTarget(direct));
  assert.deepEqual(past.applied, []);
  assert.deepEqual(await storedLines(past.driver), lines);
  await past.close();
});

test("units that are repeated through it count once", async ({ url }) => {
  const { driver, repositories, close } = await openMemory(parseDatabaseTarget(`${url}?pgbouncer=true`));
  const units = [joinUnit(repositories), ...numbersTo(200).map((number) => lineUnit(repositories, number))];
  await driver.apply(units);
  const again = await Promise.all(numbersTo(8).map(() => driver.apply(units)));
  assert.deepEqual(new Set(again.flat().map(({ status }) => status)), new Set(["repeated"]));
  assert.deepEqual(await storedLines(driver), numbersTo(200));
  await close();
});

test("migrations go up, down and up again, and the lock is given back each time", async ({ url }) => {
  const { migrator, close } = openForMigration({
    target: parseDatabaseTarget(`${url}?pgbouncer=true`),
    lines: [coreLine],
    clock: systemClock,
    appVersion: "1",
    host: "test",
    mayCreate: true,
  });
  const count = coreLine.migrations.length;
  assert.equal((await migrator.up()).length, count);
  assert.equal((await migrator.down({ all: true })).length, count);
  assert.equal((await migrator.up()).length, count);
  assert.ok((await migrator.status()).every(({ standing }) => standing === "applied"));
  await close();
});

test("20 who go up at once through it apply each migration once", async ({ url }) => {
  const memories = await Promise.all(
    numbersTo(20).map(() => openMemory(parseDatabaseTarget(`${url}?pgbouncer=true`))),
  );
  const applied = memories.map((memory) => memory.applied.length);
  assert.deepEqual(applied.filter((count) => count > 0), [coreLine.migrations.length]);
  const [first] = memories;
  assert.ok(first !== undefined);
  assert.equal((await rowsOf(first.driver, "rosey_migrations")).length, coreLine.migrations.length);
  await Promise.all(memories.map((memory) => memory.close()));
});

test("who holds the tables is named through it too", async ({ url }) => {
  const target = parseDatabaseTarget(`${url}?pgbouncer=true`);
  const { driver, close } = await openMemory(target);
  const waiting = openForMigration({
    target,
    lines: [coreLine],
    clock: systemClock,
    appVersion: "1",
    host: "test",
    mayCreate: true,
    lockWaitMs: 20,
  });
  const locked = await driver.transaction(() => refused(waiting.migrator.up()), 1000);
  assert.equal(EXIT_CODES[locked.exit].code, 13);
  assert.match(locked.message, /the server's process \d+ for rosey-bot from \S+ since \S+Z/);
  await waiting.close();
  await close();
});

test("without pgbouncer=true it is refused with the remedy", async ({ url }) => {
  const error = await refused(openMemory(parseDatabaseTarget(url)));
  assert.deepEqual([error.code, EXIT_CODES[error.exit].code], ["database.pgbouncer", 14]);
  assert.match(error.hint ?? "", /pgbouncer=true/);
  assert.equal(Deno.inspect(error, { depth: 20 }).includes("through-the-pool"), false);
});

test(
  "one that takes settings without a word is found out by the statements that it loses",
  async ({ url }) => {
    const right = await openMemory(parseDatabaseTarget(`${url}?pgbouncer=true`));
    const wrong = await openMemory(parseDatabaseTarget(`${url}?pool_max=1`));
    const { repositories, driver } = wrong;
    const [first = lineUnit(repositories, 0), second = first] = [0, 1].map((number) =>
      lineUnit(repositories, number)
    );
    await driver.apply([joinUnit(repositories), first]);
    await repositories.chat.recent(1);
    await right.driver.snapshot(async (session) => {
      // Where the statements were prepared is taken now.
      await session.read({ sql: "select 1", parameters: [] });
      for (
        const error of [await refused(driver.apply([second])), await refused(repositories.chat.recent(1))]
      ) {
        assert.deepEqual([error.code, EXIT_CODES[error.exit].code], ["database.pgbouncer", 14]);
        assert.match(error.hint ?? "", /pgbouncer=true/);
      }
    });
    assert.deepEqual(await right.driver.apply([second]), [{ status: "committed" }]);
    assert.deepEqual(await storedLines(right.driver), [0, 1]);
    await Promise.all([right.close(), wrong.close()]);
  },
  { ignoredParameters: ["jit", "statement_timeout"] },
);

test("a database that the server has not is named as such", async ({ url }) => {
  const error = await refused(openMemory(parseDatabaseTarget(`${url}_is_not_there?pgbouncer=true`)));
  assert.deepEqual([error.code, EXIT_CODES[error.exit].code], ["database.unknown", 14], error.message);
});

test("a wrong password is refused as by the server, and not shown", async ({ url }) => {
  const error = await refused(
    openMemory(parseDatabaseTarget(`${url.replace("through-the-pool", "hunter2")}?pgbouncer=true`)),
  );
  assert.deepEqual([error.code, EXIT_CODES[error.exit].code], ["database.login_refused", 14]);
  assert.equal(Deno.inspect(error, { depth: 20 }).includes("hunter2"), false);
});
