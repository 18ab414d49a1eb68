/** What migrations promise on every database. */
import assert from "node:assert/strict";
import { readCatalogue } from "../../db/drivers/catalogue.ts";
import { createIndexes, createTable } from "../../db/drivers/ddl.ts";
import { type MigrationAccess, openForMigration } from "../../db/open_database.ts";
import { tableNames, TABLES } from "../../db/schema.ts";
import { coreLine } from "../../migrations/mod.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { type MakeDatabase, NOON_MS, rowsOf } from "./memory_under_test.ts";

export function migrationsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (access: MigrationAccess) => Promise<void>) =>
    Deno.test(`migrations on ${on}: ${promise}`, async () => {
      const database = await make();
      const access = openForMigration({
        target: database.target,
        lines: [coreLine],
        clock: new ManualClock(NOON_MS),
        appVersion: "1.2.3",
        host: "test",
        mayCreate: true,
      });
      try {
        await run(access);
      } finally {
        await access.close();
        await database.dispose();
      }
    });
  const ids = coreLine.migrations.map(({ id }) => id);

  test("up, down to each version and up again end in the same catalogue", async ({ migrator, driver }) => {
    await migrator.up();
    const whole = await readCatalogue(driver.dialect, driver);
    for (const to of ids) {
      await migrator.down({ to });
      await migrator.up();
      assert.deepEqual(await readCatalogue(driver.dialect, driver), whole);
    }
    await migrator.down({ all: true });
    assert.deepEqual([...(await readCatalogue(driver.dialect, driver)).keys()], ["rosey_migrations"]);
    await migrator.up();
    assert.deepEqual(await readCatalogue(driver.dialect, driver), whole);
  });

  test("the migrations make exactly what the schema declares", async ({ migrator, driver }) => {
    await migrator.up();
    const migrated = await readCatalogue(driver.dialect, driver);
    const declared = await driver.transaction(async (session) => {
      for (const table of migrated.keys()) await session.execute(`DROP TABLE ${table}`);
      for (const name of tableNames()) {
        await session.execute(createTable(driver.dialect, name, TABLES[name]));
        for (const index of createIndexes(name, TABLES[name])) await session.execute(index);
      }
      return await readCatalogue(driver.dialect, session);
    }, 0);
    assert.deepEqual(migrated, declared);
  });

  test("the ledger says what ran, when and by whom", async ({ migrator, driver }) => {
    assert.deepEqual((await migrator.status()).map(({ standing }) => standing), ids.map(() => "pending"));
    const plan = await migrator.plan();
    assert.deepEqual(await migrator.up(), plan);
    assert.deepEqual(await migrator.up(), []);
    const rows = await rowsOf(driver, "rosey_migrations", "id");
    assert.deepEqual(
      rows.map((row) => [row["line"], row["id"], row["app_version"], row["host"]]),
      ids.map((id) => ["core", id, "1.2.3", "test"]),
    );
    assert.deepEqual(rows.map((row) => row["applied_at"]), ids.map(() => NOON_MS / 1000));
    assert.deepEqual((await migrator.status()).map(({ standing }) => standing), ids.map(() => "applied"));
  });

  test("up and down stop where they are told", async ({ migrator }) => {
    const standings = async () => (await migrator.status()).map(({ standing }) => standing);
    const upTo = (count: number) => ids.map((_, index) => index < count ? "applied" : "pending");
    await migrator.up({ to: ids[0] ?? "" });
    assert.deepEqual(await standings(), upTo(1));
    await migrator.up();
    const undone = await migrator.down({ steps: 1 });
    assert.deepEqual(undone.map(({ id, direction }) => [id, direction]), [[ids.at(-1), "down"]]);
    assert.deepEqual(await standings(), upTo(ids.length - 1));
    await assert.rejects(migrator.up({ to: "20200101000000" }), {
      code: "migrate.unknown_target",
      message: "Cannot migrate to 20200101000000: the line core has no migration of this number",
    });
  });
}
