/** What tables of plugins promise on every database. */
import assert from "node:assert/strict";
import { readCatalogue } from "../../db/drivers/catalogue.ts";
import { createIndexes, createTable } from "../../db/drivers/ddl.ts";
import { adoptDatabase } from "../../db/migrate/adopt.ts";
import { checkDatabase } from "../../db/migrate/check.ts";
import { Migrator } from "../../db/migrate/migrator.ts";
import { verifyMigrations } from "../../db/migrate/verify.ts";
import { type MigrationAccess, openForMigration } from "../../db/open_database.ts";
import { tableNamed, tableNames } from "../../db/schema.ts";
import { plugins } from "../../plugins/mod.ts";
import { type StoringPlugin, tablesWith } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";
import { petLiked, petNamed, petNames, storage } from "./pet_names_plugin.ts";

interface Access extends Pick<MigrationAccess, "driver" | "migrator"> {
  /** A program with other plugins, for the same database. */
  know(plugins: readonly StoringPlugin[]): Migrator;
}

export function pluginStorageContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`plugin storage on ${on}: ${promise}`, () => withMemory(make, run, [petNames]));
  const clock = new ManualClock(NOON_MS);
  const migrating = (
    promise: string,
    ofPlugins: readonly StoringPlugin[],
    run: (access: Access) => Promise<void>,
  ) =>
    Deno.test(`plugin storage on ${on}: ${promise}`, async () => {
      const { target, dispose } = await make();
      const facts = { clock, appVersion: "1.2.3", host: "test" };
      const { driver, migrator, close } = openForMigration({
        ...facts,
        target,
        lines: tablesWith(ofPlugins).lines,
        mayCreate: true,
        backup: false,
      });
      try {
        const know = (plugins: readonly StoringPlugin[]) =>
          new Migrator({ ...facts, driver, lines: tablesWith(plugins).lines });
        await run({ driver, migrator, know });
      } finally {
        await close();
        await dispose();
      }
    });

  test("a change of a plugin's tables commits with the core's, and is asked in types", async (memory) => {
    const { repositories: { users }, write, driver } = memory;
    const pets = storage.reads(driver);
    await write(users.joined({ name: "alice", atMs: NOON_MS }), [
      petNamed({ name: "Rex", weight: 12.5, facts: '{"legs":4}' }),
      petNamed({ name: "Tom", weight: undefined, facts: undefined }),
      petLiked({ name: "Rex", voter: "alice" }),
      petLiked({ name: "Rex", voter: "alice" }),
    ]);
    assert.deepEqual(
      await pets.selectFrom("pet_names").leftJoin("pet_names_votes", "pet", "id")
        .select(["id", "name", "weight", "friendly", "facts", "voter"]).orderBy("name").execute()
        .then((rows) => rows.map((row) => ({ ...row }))),
      [
        { id: 1, name: "Rex", weight: 12.5, friendly: 1, facts: '{"legs":4}', voter: "alice" },
        { id: 2, name: "Tom", weight: null, friendly: 1, facts: null, voter: null },
      ],
    );
  });

  test("a unit that the plugin's table refuses undoes the core's part of it too", async (memory) => {
    const { repositories: { users }, write } = memory;
    const rex = petNamed({ name: "Rex", weight: undefined, facts: undefined });
    await write([rex]);
    await assert.rejects(write(users.joined({ name: "alice", atMs: NOON_MS }), [rex]));
    assert.equal(await users.find("alice"), undefined);
  });

  migrating(
    "every plugin's migrations make what it declares, and touch nothing else",
    plugins,
    async (access) => {
      await madeAsDeclared(access, plugins);
    },
  );

  migrating("what a plugin declares is made of all kinds of columns", [petNames], async (access) => {
    await madeAsDeclared(access, [petNames]);
  });

  migrating("its line goes down and up by itself", [petNames], async ({ migrator, driver }) => {
    await migrator.up();
    const whole = await readCatalogue(driver.dialect, driver);
    const undone = await migrator.down({ line: "pet-names", steps: 1 });
    assert.deepEqual(undone.map(({ line, name }) => [line, name]), [["pet-names", "votes"]]);
    assert.equal((await readCatalogue(driver.dialect, driver)).has("pet_names_votes"), false);
    await migrator.up();
    assert.deepEqual(await readCatalogue(driver.dialect, driver), whole);
    await migrator.down({ line: "pet-names", all: true });
    const left = [...(await readCatalogue(driver.dialect, driver)).keys()].filter((name) =>
      /^pet/.test(name)
    );
    assert.deepEqual(left, []);
  });

  migrating(
    "when the core goes as a whole, plugins' tables go first",
    [petNames],
    async ({ migrator, driver }) => {
      await migrator.up();
      const undone = await migrator.down({ all: true });
      assert.deepEqual(undone.slice(0, 3).map(({ line, name }) => `${line} ${name}`), [
        "pet-names votes",
        "pet-names names",
        `core ${undone[2]?.name}`,
      ]);
      assert.deepEqual([...(await readCatalogue(driver.dialect, driver)).keys()], ["rosey_migrations"]);
    },
  );

  migrating(
    "tables of a plugin that is gone stay, and are no drift",
    [petNames],
    async ({ migrator, driver, know }) => {
      await migrator.up();
      const without = know([]);
      assert.deepEqual(await without.up(), []);
      const standings = (await without.status()).filter(({ line }) => line === "pet-names");
      assert.deepEqual(standings.map(({ standing }) => standing), ["orphan", "orphan"]);
      const { lines } = tablesWith([]);
      assert.equal((await checkDatabase({ driver, lines, clock })).drifted, false);
      assert.equal((await rowsOf(driver, "pet_names")).length, 0);
    },
  );

  migrating(
    "the check knows its tables, at each of its versions",
    [petNames],
    async ({ migrator, driver }) => {
      const { lines } = tablesWith([petNames]);
      const findings = async () =>
        (await checkDatabase({ driver, lines, clock })).tables.flatMap((table) => table.findings)
          .map(({ problem, object, table, name }) => `${problem} ${object} ${table}.${name}`);
      await migrator.up();
      assert.deepEqual(await findings(), []);
      await migrator.down({ line: "pet-names", steps: 1 });
      assert.deepEqual(await findings(), []);
      await migrator.up();
      await driver.transaction(async (session) => {
        await session.execute("ALTER TABLE pet_names DROP COLUMN friendly");
        await session.execute("DROP INDEX idx_pet_names_name");
      }, 0);
      assert.deepEqual(await findings(), [
        "missing column pet_names.friendly",
        "missing index pet_names.idx_pet_names_name",
      ]);
    },
  );

  migrating("promises of its migrations are asked", [petNames], async ({ migrator, driver }) => {
    const { lines } = tablesWith([petNames]);
    await migrator.up();
    await driver.transaction((session) => session.execute("INSERT INTO pet_names (name) VALUES ('')"), 0);
    const ofPets = (await verifyMigrations(driver, lines, await migrator.status()))
      .filter(({ line }) => line === "pet-names");
    assert.deepEqual(ofPets.map(({ promise, brokenRows }) => [promise, brokenRows]), [[
      "no pet is nameless",
      1,
    ]]);
  });

  for (const applied of [0, 1, 2]) {
    migrating(
      `a lost ledger is known again, with ${applied} of its 2 migrations`,
      [petNames],
      async (access) => {
        const { migrator, driver } = access;
        const { lines } = tablesWith([petNames]);
        await migrator.up();
        if (applied < 2) await migrator.down({ line: "pet-names", steps: 2 - applied });
        const ledger = await rowsOf(driver, "rosey_migrations", "line, id");
        await driver.transaction((session) => session.execute("DROP TABLE rosey_migrations"), 0);
        const known = await adoptDatabase({ driver, lines, clock, appVersion: "1.2.3", host: "test" });
        assert.equal(known.kind, "stamped");
        const keys = (rows: Record<string, unknown>[]) =>
          rows.map(({ line, id, checksum }) => ({ line, id, checksum }));
        assert.deepEqual(keys(await rowsOf(driver, "rosey_migrations", "line, id")), keys(ledger));
      },
    );
  }

  migrating(
    "a table of somebody else's in its place is refused by name, and kept",
    [],
    async ({ migrator, driver, know }) => {
      await migrator.up();
      const newer = know([petNames]);
      await driver.transaction((session) => session.execute("CREATE TABLE pet_names (a INTEGER)"), 0);
      await assert.rejects(newer.up(), {
        code: "migrate.name_taken",
        exit: "databaseRefused",
        message: /the plugin pet-names needs the name of a table that is there and not its own: pet_names$/,
      });
      assert.deepEqual(await rowsOf(driver, "pet_names"), []);
    },
  );
}

/** Holds what the migrations make against what is declared. */
async function madeAsDeclared(
  { migrator, driver }: Access,
  of: readonly StoringPlugin[],
): Promise<void> {
  await migrator.up();
  const migrated = await readCatalogue(driver.dialect, driver);
  const tables = Object.fromEntries([
    ...tableNames().map((name) => [name, tableNamed(name)] as const),
    ...of.flatMap(({ storage }) => Object.entries(storage?.line.tables ?? {})),
  ]);
  const declared = await driver.transaction(async (session) => {
    for (const table of migrated.keys()) await session.execute(`DROP TABLE ${table}`);
    for (const [name, table] of Object.entries(tables)) {
      await session.execute(createTable(driver.dialect, name, table));
      for (const index of createIndexes(name, table)) await session.execute(index);
    }
    return await readCatalogue(driver.dialect, session);
  }, 0);
  assert.deepEqual(migrated, declared);
}
