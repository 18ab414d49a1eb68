import assert from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import type { Driver } from "../../db/drivers/driver.ts";
import { openPostgres } from "../../db/drivers/postgres.ts";
import { openDatabase } from "../../db/open_database.ts";
import { allWrites, openRepositories } from "../../db/repositories/mod.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import type { PostgresTarget } from "../../src/domain/database_target.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { NOON_MS } from "../contract/memory_under_test.ts";
import { startPostgres } from "../services/postgres.ts";
import { startCuttingProxy } from "./cutting_proxy.ts";

/** A new database with Rosey's tables, and ways to open it. */
interface Room {
  readonly target: PostgresTarget;
  readonly clock: ManualClock;
  /** Opens it once more; closed at the end of the test. */
  open(changes?: Partial<PostgresTarget>): Driver;
  /** Speaks to the server past Rosey. */
  readonly admin: ReturnType<typeof postgres>;
}

function test(promise: string, run: (room: Room) => Promise<void>): void {
  Deno.test(`PostgreSQL: ${promise}`, async () => {
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    const target = parseDatabaseTarget(database.url);
    assert.equal(target.kind, "postgres");
    const clock = new ManualClock(NOON_MS);
    const made = await openDatabase({
      target,
      clock,
      lines: [coreLine],
      appVersion: "1.2.3",
      host: "test",
      migrate: true,
      report: (thrown) => assert.fail(String(thrown)),
    });
    await made.close();
    const opened: Driver[] = [];
    const admin = postgres(database.url, { max: 1, onnotice: () => {} });
    try {
      await run({
        target,
        clock,
        admin,
        open: (changes = {}) => {
          const driver = openPostgres({ target: { ...target, ...changes }, clock, writes: allWrites() });
          opened.push(driver);
          return driver;
        },
      });
    } finally {
      await Promise.all(opened.map((driver) => driver.close()));
      await admin.end();
    }
  });
}

async function setting(source: Pick<Driver, "read">, name: string): Promise<string | undefined> {
  const [row] = await source.read<{ value: string }>({
    sql: "select current_setting($1) as value",
    parameters: [name],
  });
  return row?.value;
}

async function refused(work: Promise<unknown>): Promise<RoseyError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof RoseyError, String(thrown));
    return thrown;
  }
  assert.fail("it was not refused");
}

/** A unit that says one line for Alice and stores it. */
function lineOf(driver: Driver, id: string) {
  const { users, chat } = openRepositories(driver);
  return {
    id,
    writes: [
      ...users.said({ name: "Alice", atMs: NOON_MS }),
      ...chat.addedPlain({ user: "Alice", html: id, atMs: NOON_MS }),
    ],
  };
}

function joinOf(driver: Driver, name: string) {
  return { id: `join ${name}`, writes: openRepositories(driver).users.joined({ name, atMs: NOON_MS }) };
}

test("a connection says who it is, and has Rosey's settings", async ({ open }) => {
  const driver = open();
  const names = ["application_name", "jit", "statement_timeout", "TimeZone"];
  const values = [];
  for (const name of names) values.push(await setting(driver, name));
  assert.deepEqual(values, ["rosey-bot", "off", "1min", "UTC"]);
});

test("behind PgBouncer the settings are made in each transaction", async ({ open }) => {
  const driver = open({ behindPgBouncer: true, prepare: false });
  assert.deepEqual([await setting(driver, "jit"), await setting(driver, "statement_timeout")], [
    "off",
    "1min",
  ]);
  const outcomes = await driver.apply([joinOf(driver, "Alice"), lineOf(driver, "one")]);
  assert.deepEqual(outcomes, [{ status: "committed" }, { status: "committed" }]);
  assert.equal((await openRepositories(driver).users.find("Alice"))?.chatLines, 1);
});

test("a migration has no limit of time, and is alone", async ({ open }) => {
  const [one, other] = [open(), open()];
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const migration = one.transaction(async (session) => {
    assert.equal(await setting(session, "statement_timeout"), "0");
    begin();
    await finished;
    await session.execute("insert into user_stats (username, first_seen, last_seen) values ('Alice', 1, 1)");
  }, 1000);
  await begun;
  const locked = await refused(other.transaction(() => Promise.resolve(), 20));
  assert.deepEqual([locked.code, locked.exit], ["database.locked", "databaseLocked"]);
  const writing = other.apply([lineOf(other, "after")]);
  // What is read meanwhile is from before.
  assert.equal(await openRepositories(other).users.count(), 0);
  finish();
  await Promise.all([migration, writing]);
  assert.equal((await openRepositories(other).users.find("Alice"))?.chatLines, 1);
});

test("a pool has its size, and waiting for it an end", async ({ open, clock }) => {
  const driver = open({ maxConnections: 2 });
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const { promise: bothTaken, resolve: takeBoth } = Promise.withResolvers<void>();
  const long = (index: number) =>
    driver.read({ sql: "select pg_advisory_lock($1), pg_advisory_unlock($1)", parameters: [index] });
  await Promise.all([1, 2].map(() => driver.read({ sql: "select pg_sleep(0.01)", parameters: [] })));
  const holder = open({ maxConnections: 1 });
  const holding = holder.transaction(async (session) => {
    await session.execute("select pg_advisory_xact_lock(1), pg_advisory_xact_lock(2)");
    takeBoth();
    await finished;
  }, 1000);
  await bothTaken;
  const blocked = [long(1), long(2)];
  const waiting = [1, 2].map(() => refused(driver.read({ sql: "select 1", parameters: [] })));
  await clock.advanceAsync(29_999);
  assert.equal(clock.pendingTimers, 2);
  await clock.advanceAsync(1);
  for (const busy of await Promise.all(waiting)) {
    assert.deepEqual([busy.code, busy.exit], ["database.busy", "databaseUnavailable"]);
    assert.match(busy.message, /all 2 connections were busy for 30 s/);
  }
  finish();
  await Promise.all([holding, ...blocked]);
  assert.deepEqual(await driver.read({ sql: "select 1 as one", parameters: [] }), [{ one: 1 }]);
  assert.equal(clock.pendingTimers, 0);
});

test("connections that the server ends are replaced", async ({ open, admin }) => {
  const driver = open();
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 10 }, () => setting(driver, "jit")));
    const failed = refused(
      driver.transaction((session) => session.read({ sql: "select pg_sleep(60)", parameters: [] }), 1000),
    );
    let ended = 0;
    while (ended === 0) {
      const rows = await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`;
      ended = rows.length;
    }
    assert.equal((await failed).exit, "databaseUnavailable");
    await Promise.all(Array.from({ length: 10 }, () => setting(driver, "jit")));
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    const outcomes = await driver.apply([joinOf(driver, `guest ${round}`)]);
    assert.deepEqual(outcomes, [{ status: "committed" }]);
    assert.equal(await setting(driver, "jit"), "off");
  }
});

test("a commit whose answer was lost is repeated without counting twice", async ({ open, target }) => {
  await using proxy = startCuttingProxy(target.port);
  const driver = open({ port: proxy.port, maxConnections: 1 });
  await driver.apply([joinOf(driver, "Alice")]);
  // The first time, statements wait for what the server thinks of them, and the answers are to be held back.
  await driver.apply(["before", "and before"].map((id) => lineOf(driver, id)));
  const cut = proxy.cutBeforeAnswer("COMMIT");
  const units = ["one", "two", "three"].map((id) => lineOf(driver, id));
  const repeated = await driver.apply(units);
  assert.deepEqual(repeated, units.map(() => ({ status: "repeated" })));
  await cut;
  const again = await driver.apply([...units, lineOf(driver, "four")]);
  assert.deepEqual(again.map(({ status }) => status), ["repeated", "repeated", "repeated", "committed"]);
  const { users, chat } = openRepositories(driver);
  assert.equal((await users.find("Alice"))?.chatLines, 6);
  assert.deepEqual(
    (await chat.recent()).map(({ html }) => html),
    ["before", "and before", "one", "two", "three", "four"],
  );
});

test("changes of one row in a batch are folded", async ({ open, admin }) => {
  const driver = open();
  await driver.apply([joinOf(driver, "Alice"), joinOf(driver, "Bob")]);
  await admin`select pg_stat_force_next_flush()`.catch(() => {});
  await driver.apply(Array.from({ length: 200 }, (_, index) => lineOf(driver, `line ${index}`)));
  assert.equal((await openRepositories(driver).users.find("Alice"))?.chatLines, 200);
  // A row that was updated 200 times in one transaction would have left as many behind it.
  const [row] =
    await admin`select (ctid::text::point)[1]::int as place from user_stats where username = 'Alice'`;
  assert.ok(row?.["place"] <= 5, `it is version ${row?.["place"]} of its page`);
});

test("a question is asked anew when a table was changed meanwhile", async ({ open, admin }) => {
  const driver = open();
  await driver.apply([joinOf(driver, "Alice")]);
  const question = { sql: "select * from user_stats where username = $1", parameters: ["Alice"] };
  const before = await driver.read<Record<string, unknown>>(question);
  await admin`alter table user_stats add column added_later integer default 7`;
  const after = await driver.read<Record<string, unknown>>(question);
  assert.equal(before.length, 1);
  assert.deepEqual(after, before.map((row) => ({ ...row, added_later: 7 })));
});

test("a statement that the server has lost is not made outside of its transaction", async ({ open }) => {
  const driver = open({ maxConnections: 1 });
  await driver.apply([joinOf(driver, "Alice"), lineOf(driver, "one")]);
  await driver.transaction((session) => session.execute("deallocate all"), 1000);
  const lost = await refused(driver.apply([joinOf(driver, "Bob"), lineOf(driver, "two")]));
  assert.equal(lost.code, "database.pgbouncer");
  const other = open();
  const outcomes = await other.apply([joinOf(other, "Bob"), lineOf(other, "two")]);
  assert.deepEqual(outcomes, [{ status: "committed" }, { status: "committed" }]);
  assert.deepEqual((await openRepositories(other).chat.recent()).map(({ html }) => html), ["one", "two"]);
});

test("any text comes back as it was", async ({ open }) => {
  const driver = open();
  const { chat } = openRepositories(driver);
  let id = 0;
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 20 }), async (texts) => {
      const units = texts.map((html) => ({
        id: `text ${id++}`,
        writes: chat.addedPlain({ user: "Alice", html, atMs: NOON_MS }),
      }));
      await driver.apply(units);
      const stored = (await chat.recent(texts.length)).map(({ html }) => html);
      assert.deepEqual(stored, texts.map((html) => html.replaceAll("\0", "\u2400").toWellFormed()));
    }),
    { numRuns: 50 },
  );
});

test("a database that is not there is told, without the password", async ({ open, target }) => {
  const password = new Secret("hunter2 hunter2");
  const nowhere = await refused(open({ port: 1, password }).claim());
  assert.equal(nowhere.code, "database.unavailable");
  assert.match(nowhere.message, /nothing listens there/);
  // The server may ask for the right one before it looks for the database.
  const right = target.password ?? password;
  const unknown = await refused(open({ database: "no_such_database", password: right }).claim());
  assert.equal(unknown.code, "database.unknown");
  const unnamed = await refused(open({ host: "no-such-host.invalid", password }).claim());
  assert.match(unnamed.message, /no machine has this name|cannot be looked up/);
  for (const error of [nowhere, unknown, unnamed]) {
    assert.equal(error.exit, "databaseUnavailable");
    assert.equal(Deno.inspect(error).includes("hunter2"), false);
    assert.ok(error.message.includes(":********@"), error.message);
  }
});

test("a user who may only read is told so before the first write", async ({ open, admin }) => {
  const name = (await admin`select current_database() as name`)[0]?.["name"];
  await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  const error = await refused(open().claim());
  assert.deepEqual([error.code, error.exit], ["database.not_writable", "databaseUnavailable"]);
});

test("what was closed says so, and closing again does no harm", async ({ open }) => {
  const driver = open();
  await driver.claim();
  await driver.close();
  await driver.close();
  assert.equal((await refused(driver.read({ sql: "select 1", parameters: [] }))).code, "database.closed");
});

test("a certificate that cannot be read is named", ({ target, clock }) => {
  const tls = { kind: "verified", matchHost: true, rootCertificatePath: "no/such/ca.pem" } as const;
  assert.throws(
    () => openPostgres({ target: { ...target, tls }, clock, writes: allWrites() }),
    /sslrootcert no\/such\/ca\.pem cannot be read/,
  );
  return Promise.resolve();
});

test("a server without TLS is not spoken to in the clear", async ({ open }) => {
  const error = await refused(open({ tls: { kind: "verified", matchHost: true } }).claim());
  assert.equal(error.code, "database.certificate");
  assert.match(error.message, /it does not offer TLS/);
  assert.equal(await setting(open({ tls: { kind: "opportunistic" } }), "jit"), "off");
});
