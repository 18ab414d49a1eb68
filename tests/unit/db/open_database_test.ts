import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase, type OpenDatabaseOptions, openForMigration } from "../../../db/open_database.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { NOON_MS, rowsOf } from "../../contract/memory_under_test.ts";
import { SMALL_V050, THREE_TABLES, withFile } from "./temporary_file.ts";

function options(path: string, changes: Partial<OpenDatabaseOptions> = {}): OpenDatabaseOptions {
  return {
    target: { kind: "sqlite", path },
    lines: [coreLine],
    clock: new ManualClock(NOON_MS),
    appVersion: "1",
    host: "test",
    migrate: false,
    report: (thrown) => {
      throw thrown;
    },
    ...changes,
  };
}

function edit(path: string, ...statements: string[]): void {
  const file = new DatabaseSync(path);
  for (const statement of statements) file.exec(statement);
  file.close();
}

function query(path: string, sql: string): Record<string, unknown>[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return file.prepare(sql).all().map((row) => ({ ...row }));
  } finally {
    file.close();
  }
}

Deno.test("open: a missing file is made, and opened again without a question", () =>
  withFile(async (path) => {
    const first = await openDatabase(options(path));
    assert.equal(first.applied.length, coreLine.migrations.length);
    await first.close();
    const second = await openDatabase(options(path));
    assert.deepEqual(second.applied, []);
    await second.close();
  }));

Deno.test("open: an empty file is as good as none", () =>
  withFile(async (path) => {
    await Deno.writeTextFile(path, "");
    await (await openDatabase(options(path))).close();
  }));

Deno.test("open: the file is durable to the last commit, and its log is bounded", () =>
  withFile(async (path) => {
    const { driver, close } = await openDatabase(options(path));
    const pragma = async (name: string) => {
      const [row] = await driver.read<Record<string, unknown>>({ sql: `pragma ${name}`, parameters: [] });
      return Object.values(row ?? {})[0];
    };
    assert.equal(await pragma("journal_mode"), "wal");
    assert.equal(await pragma("synchronous"), 2);
    assert.equal(await pragma("foreign_keys"), 1);
    assert.equal(await pragma("wal_autocheckpoint"), 1_000);
    assert.equal(await pragma("journal_size_limit"), 16 * 1024 * 1024);
    await close();
  }));

Deno.test("open: a database that is behind is refused, unless it may be migrated", () =>
  withFile(async (path) => {
    const { migrator, close } = openForMigration({ ...options(path), mayCreate: true });
    await migrator.up({ to: coreLine.migrations[0]?.id ?? "" });
    await close();
    await assert.rejects(openDatabase(options(path)), {
      code: "database.migrations_pending",
      exit: "migrationsPending",
      message: /is behind this program by \d+ \(20251121000100_memory_of_the_room/,
      hint: /rosey migrate up/,
    });
    await (await openDatabase(options(path, { migrate: true }))).close();
    await (await openDatabase(options(path))).close();
  }));

Deno.test("open: a database of a newer Rosey is refused", () =>
  withFile(async (path) => {
    await (await openDatabase(options(path))).close();
    edit(path, "update rosey_migrations set id = '20990101000000' where name = 'memory_of_the_room'");
    for (const migrate of [false, true]) {
      await assert.rejects(openDatabase(options(path, { migrate })), { exit: "databaseNewer" });
    }
  }));

Deno.test("open: a v0.5.0 file is known for what it is, and not touched unless it may be migrated", () =>
  withFile(async (path) => {
    const before = await Deno.readFile(path);
    await assert.rejects(openDatabase(options(path)), {
      exit: "migrationsPending",
      message: /it was made by Rosey-Robot v0.5.0 or before/,
    });
    assert.deepEqual(await Deno.readFile(path), before);
  }, SMALL_V050));

Deno.test("open: taking a v0.5.0 file over keeps a backup", () =>
  withFile(async (path) => {
    const original = await Deno.readFile(path);
    const backups: string[] = [];
    const memory = await openDatabase(
      options(path, { migrate: true, onBackup: (copy) => backups.push(copy) }),
    );
    await memory.close();
    assert.deepEqual(backups, [join(dirname(path), "backups", "small_v050-20251122T120000.db")]);
    assert.deepEqual(query(backups[0] ?? "", "select * from user_stats"), queryBytes(original, "user_stats"));
  }, SMALL_V050));

/** A table of a file that is held as bytes. */
function queryBytes(bytes: Uint8Array, table: string): Record<string, unknown>[] {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, bytes);
    return query(path, `select * from ${table}`);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("open: a taken-over file and a new one have the same tables", () =>
  withFile(async (path) => {
    const fresh = join(dirname(path), "fresh.db");
    for (const file of [path, fresh]) await (await openDatabase(options(file, { migrate: true }))).close();
    const shape = (file: string) =>
      query(
        file,
        `select t.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.pk
        from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' order by 1, 2`,
      );
    const indexes = (file: string) =>
      query(file, "select name, tbl_name from sqlite_master where type = 'index' order by name");
    assert.deepEqual(shape(path), shape(fresh));
    assert.deepEqual(indexes(path), indexes(fresh));
  }, SMALL_V050));

Deno.test("open: an older file gets the tables and columns that it lacks", () =>
  withFile(async (path) => {
    const users = query(path, "select * from user_stats order by username");
    const memory = await openDatabase(options(path, { migrate: true }));
    assert.deepEqual(await rowsOf(memory.driver, "user_stats", "username"), users);
    assert.equal((await memory.repositories.channel.peaks()).connected.count, 0);
    assert.deepEqual(await memory.repositories.chat.recent(), []);
    await memory.close();
  }, THREE_TABLES));

Deno.test("open: tables of others in an old file are left alone", () =>
  withFile(async (path) => {
    edit(
      path,
      "create table mine (a)",
      "insert into mine values (1)",
      "alter table user_stats add column note text",
    );
    await (await openDatabase(options(path, { migrate: true }))).close();
    assert.deepEqual(query(path, "select * from mine"), [{ a: 1 }]);
  }, SMALL_V050));

Deno.test("open: a file of another program is refused and not touched", () =>
  withFile(async (path) => {
    edit(path, "create table bookmarks (a)");
    const before = await Deno.readFile(path);
    for (const migrate of [false, true]) {
      await assert.rejects(openDatabase(options(path, { migrate })), {
        code: "database.foreign",
        exit: "databaseRefused",
        message: `Cannot use the database ${path}: it holds other tables (bookmarks)`,
      });
    }
    assert.deepEqual(await Deno.readFile(path), before);
  }));

Deno.test("open: a file that is no database is refused", () =>
  withFile(async (path) => {
    await Deno.writeTextFile(path, "This is a letter and not a database. ".repeat(30));
    await assert.rejects(openDatabase(options(path)), {
      code: "database.not_a_database",
      exit: "databaseRefused",
      message: `Cannot use the database ${path}: the file is not an SQLite database`,
    });
  }));

Deno.test("open: a damaged file is refused", () =>
  withFile(async (path) => {
    const bytes = await Deno.readFile(path);
    bytes.fill(0x5a, 100, 4096);
    await Deno.writeFile(path, bytes);
    await assert.rejects(openDatabase(options(path, { migrate: true })), {
      code: "database.damaged",
      exit: "databaseRefused",
    });
  }, SMALL_V050));

Deno.test("open: a missing directory and a directory in the file's place are named", () =>
  withFile(async (path) => {
    const nowhere = join(dirname(path), "none", "rosey.db");
    await assert.rejects(openDatabase(options(nowhere)), {
      exit: "databaseUnavailable",
      message: `Cannot open the database ${nowhere}: there is no directory ${dirname(nowhere)}`,
    });
    await assert.rejects(openDatabase(options(dirname(path))), { message: /it is a directory/ });
  }));

Deno.test("open: looking at the version of a missing file does not make it", () =>
  withFile((path) => {
    assert.throws(() => openForMigration({ ...options(path), mayCreate: false }), {
      exit: "databaseUnavailable",
      message: /there is no such file/,
    });
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
    return Promise.resolve();
  }));

Deno.test("open: of the backups the newest five are kept", () =>
  withFile(async (path) => {
    const clock = new ManualClock(NOON_MS);
    await (await openDatabase(options(path))).close();
    for (let round = 0; round < 4; round++) {
      const access = openForMigration({ ...options(path), clock, mayCreate: false });
      await access.migrator.down({ steps: 1 });
      await access.migrator.up();
      await access.close();
      clock.advance(1000);
    }
    const names = [...Deno.readDirSync(join(dirname(path), "backups"))].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "rosey-20251122T120001_2.db",
      "rosey-20251122T120002.db",
      "rosey-20251122T120002_2.db",
      "rosey-20251122T120003.db",
      "rosey-20251122T120003_2.db",
    ]);
  }));

Deno.test("open: no backup when none is wanted", () =>
  withFile(async (path) => {
    await (await openDatabase(options(path, { migrate: true, backup: false }))).close();
    assert.throws(() => Deno.statSync(join(dirname(path), "backups")), Deno.errors.NotFound);
  }, SMALL_V050));
