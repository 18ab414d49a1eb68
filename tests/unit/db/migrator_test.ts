import assert from "node:assert/strict";
import { openSqlite } from "../../../db/drivers/sqlite.ts";
import type { Migration } from "../../../db/migrate/migration.ts";
import { Migrator, type MigratorOptions } from "../../../db/migrate/migrator.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

const clock = new ManualClock();

function migration(number: number, up: string[], down: string[] = []): Migration {
  const id = `2025010100000${number}`;
  return {
    id,
    name: `step_${number}`,
    up: { sqlite: up, postgres: up },
    down: { sqlite: down, postgres: down },
  };
}

const one = migration(1, ["CREATE TABLE one (a INTEGER)"], ["DROP TABLE one"]);
const two = migration(2, ["CREATE TABLE two (a INTEGER)"], ["DROP TABLE two"]);
const three = migration(3, ["CREATE TABLE three (a INTEGER)"], ["DROP TABLE three"]);

/** A database, and migrators for it that know different migrations. */
async function withDatabase(
  test: (know: (core: Migration[], options?: Partial<MigratorOptions>) => Migrator) => Promise<void>,
): Promise<void> {
  const driver = openSqlite({ path: ":memory:", clock, writes: new Map() });
  try {
    await test((migrations, options) =>
      new Migrator({
        driver,
        lines: [{ name: "core", migrations }],
        clock,
        appVersion: "1",
        host: "test",
        ...options,
      })
    );
  } finally {
    await driver.close();
  }
}

async function tablesOf(migrator: Migrator): Promise<string[]> {
  return [...(await migrator.state()).catalogue.keys()].filter((name) => name !== "rosey_migrations");
}

Deno.test("migrator: a step that fails leaves nothing of the whole call", () =>
  withDatabase(async (know) => {
    const bad = migration(2, ["CREATE TABLE half (a INTEGER)", "CREATE TABLE one (a INTEGER)"]);
    await assert.rejects(know([one, bad]).up(), /table one already exists/);
    assert.equal((await know([one]).state()).kind, "empty");
    await know([one, two]).up();
    assert.deepEqual(await tablesOf(know([])), ["one", "two"]);
  }));

Deno.test("migrator: a migration that is older than an applied one is refused by name", () =>
  withDatabase(async (know) => {
    await know([one, three]).up();
    const late = know([one, two, three]);
    assert.deepEqual((await late.status()).map(({ standing }) => standing), ["applied", "late", "applied"]);
    await assert.rejects(late.up(), {
      code: "migrate.late",
      exit: "drift",
      message: /20250101000002_step_2 \(line core\) is older than a migration that ran already/,
    });
    await late.up({ outOfOrder: true });
    assert.deepEqual(await tablesOf(late), ["one", "three", "two"]);
  }));

Deno.test("migrator: a migration whose text changed after it ran is refused; white space does not count", () =>
  withDatabase(async (know) => {
    await know([one, two]).up();
    const spaced = migration(1, ["CREATE  TABLE one\n  (a INTEGER)"], ["DROP TABLE one "]);
    assert.deepEqual(await know([spaced, two]).up(), []);
    const edited = migration(1, ["CREATE TABLE one (a TEXT)"], ["DROP TABLE one"]);
    await assert.rejects(know([edited, two, three]).up(), {
      code: "migrate.drift",
      message: /20250101000001_step_1 \(line core\) ran there with another text/,
    });
    await assert.rejects(know([edited, two, three]).up(), {
      message: /sha256 [0-9a-f]{12} there, on 20\d\d-\d\d-\d\d by 1, and sha256 [0-9a-f]{12} here$/,
    });
    assert.deepEqual(await tablesOf(know([])), ["one", "two"]);
  }));

Deno.test("migrator: a migration that ran under another name is refused by both", () =>
  withDatabase(async (know) => {
    await know([one, two]).up();
    const renamed = know([one, { ...two, name: "other" }, three]);
    assert.deepEqual((await renamed.status()).map(({ standing }) => standing), [
      "applied",
      "renamed",
      "pending",
    ]);
    await assert.rejects(renamed.up(), {
      code: "migrate.drift",
      message: /20250101000002_other \(line core\) ran there as step_2$/,
    });
  }));

Deno.test("migrator: a database of a newer program is refused, and one with an unknown step too", () =>
  withDatabase(async (know) => {
    await know([one, two]).up();
    await assert.rejects(know([one]).up(), {
      code: "database.newer",
      exit: "databaseNewer",
      message: /a newer Rosey made it \(20250101000002_step_2/,
    });
    await assert.rejects(know([two, three]).up(), { code: "migrate.drift", message: /does not know it/ });
    assert.deepEqual(await tablesOf(know([])), ["one", "two"]);
  }));

Deno.test("migrator: each line has its own versions; a line that is gone is reported, not an error", () =>
  withDatabase(async (know) => {
    const quotes = { name: "quotes", migrations: [two] };
    const both = know([one], { lines: [{ name: "core", migrations: [one] }, quotes] });
    assert.deepEqual((await both.up()).map(({ line, id }) => [line, id]), [
      ["core", one.id],
      ["quotes", two.id],
    ]);
    const without = know([one]);
    assert.deepEqual((await without.status()).map(({ line, standing }) => [line, standing]), [
      ["core", "applied"],
      ["quotes", "orphan"],
    ]);
    assert.deepEqual(await without.up(), []);
    await both.down({ line: "quotes", steps: 1 });
    assert.deepEqual(await tablesOf(both), ["one"]);
  }));

Deno.test("migrator: looking changes nothing", () =>
  withDatabase(async (know) => {
    const migrator = know([one]);
    await migrator.status();
    const [step] = await migrator.plan();
    assert.deepEqual(step, {
      line: "core",
      id: one.id,
      name: "step_1",
      direction: "up",
      statements: one.up.sqlite,
    });
    assert.equal((await migrator.state()).kind, "empty");
  }));

Deno.test("migrator: before a change of what holds something, and only then, there is a moment for a backup", () =>
  withDatabase(async (know) => {
    const kinds: string[] = [];
    const options: Partial<MigratorOptions> = {
      beforeChange: ({ kind }) => {
        kinds.push(kind);
        return Promise.resolve();
      },
    };
    await know([one], options).up();
    await know([one], options).up();
    assert.deepEqual(kinds, []);
    await know([one, two], options).up();
    await know([one, two], options).down({ steps: 1 });
    assert.deepEqual(kinds, ["ours", "ours"]);
  }));

Deno.test("migrator: when the backup fails nothing is changed", () =>
  withDatabase(async (know) => {
    await know([one]).up();
    const beforeChange = () => Promise.reject(new Error("no room"));
    await assert.rejects(know([one, two], { beforeChange }).up(), /no room/);
    assert.deepEqual(await tablesOf(know([])), ["one"]);
  }));
