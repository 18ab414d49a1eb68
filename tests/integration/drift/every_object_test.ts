/** Every object of the schema, altered or dropped: the check names it, and what it proposes mends it. */
import assert from "node:assert/strict";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { openForMigration } from "../../../db/open_database.ts";
import { checkAgainst, type Expectation, expectationFor } from "../../../db/migrate/check.ts";
import { draftFor } from "../../../db/migrate/draft.ts";
import { LEDGER } from "../../../db/migrate/ledger.ts";
import { Migrator } from "../../../db/migrate/migrator.ts";
import type { Driver } from "../../../db/drivers/driver.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { startPostgres } from "../../services/postgres.ts";
import { type Mutation, mutationsOf } from "./mutations.ts";
import { allRows, fill } from "./rows.ts";

const clock = new ManualClock();
const lines = [coreLine];

interface Prepared {
  readonly driver: Driver;
  readonly expectation: Expectation;
  readonly mutations: readonly Mutation[];
}

async function prepared(target: DatabaseTarget, test: (prepared: Prepared) => Promise<void>): Promise<void> {
  const { driver, migrator, close } = openForMigration({
    target,
    lines,
    clock,
    appVersion: "1",
    host: "test",
    mayCreate: true,
  });
  try {
    await migrator.up();
    const expectation = await expectationFor({ driver, lines, clock });
    await driver.transaction((session) => fill(driver, session, expectation.declared), 0);
    await test({ driver, expectation, mutations: mutationsOf(driver.dialect, expectation.declared) });
  } finally {
    await close();
  }
}

/** Mutates, sees that it is named, mends, sees that it is gone and that the rows are there. */
async function roundTrip(
  { driver, expectation }: Prepared,
  mutation: Mutation,
  mend: (repair: readonly string[]) => Promise<void>,
): Promise<void> {
  const { title, statements, named, lost } = mutation;
  const rows = await allRows(driver, expectation.declared, lost);
  await run(driver, statements);
  const { tables, drifted } = await checkAgainst(driver, expectation);
  const findings = tables.flatMap((table) => table.findings);
  assert.ok(
    findings.some(({ problem, object, table, name }) =>
      problem === named.problem && object === named.object && table === named.table && name === named.name
    ),
    `${title}: not named in ${JSON.stringify(findings)}`,
  );
  assert.ok(drifted, title);
  const repair = tables.flatMap((table) => table.repair);
  try {
    await mend(repair);
  } catch (thrown) {
    throw new Error(`${title}: could not be mended by ${repair.join(";\n")}`, { cause: thrown });
  }
  const after = await checkAgainst(driver, expectation);
  assert.equal(after.drifted, false, `${title}: ${JSON.stringify(after.tables)}\nby\n${repair.join(";\n")}`);
  assert.deepEqual(await allRows(driver, expectation.declared, lost), rows, title);
}

async function run(driver: Driver, statements: readonly string[]): Promise<void> {
  await driver.transaction(async (session) => {
    for (const statement of statements) await session.execute(statement);
  }, 0);
}

/** What was dropped with its rows gets new ones, so that every mutation meets some. */
async function refill({ driver, expectation: { declared } }: Prepared, { lost }: Mutation): Promise<void> {
  if (lost === undefined || lost.table === LEDGER) return;
  const table = declared[lost.table];
  if (table === undefined) return;
  await driver.transaction(async (session) => {
    await session.execute(`DELETE FROM ${lost.table}`);
    await fill(driver, session, { [lost.table]: table });
  }, 0);
}

async function byTheStatements(all: Prepared): Promise<void> {
  for (const mutation of all.mutations.filter(({ named }) => named.table !== LEDGER)) {
    await roundTrip(all, mutation, (repair) => run(all.driver, repair));
    await refill(all, mutation);
  }
}

async function byAMigration(all: Prepared): Promise<void> {
  const { driver, expectation } = all;
  for (const mutation of all.mutations.filter(({ named }) => named.table !== LEDGER)) {
    const know = async () => {
      const draft = await draftFor({ driver, lines, clock }, expectation);
      const repair = { id: "20990101000000", name: "repair", ...draft };
      const ahead = [{ name: "core", migrations: [...coreLine.migrations, repair] }];
      return new Migrator({ driver, lines: ahead, clock, appVersion: "1", host: "test" });
    };
    await roundTrip(all, mutation, async () => {
      const migrator = await know();
      await migrator.up();
      await migrator.down({ steps: 1 });
    });
    await refill(all, mutation);
  }
}

async function onSqlite(test: (prepared: Prepared) => Promise<void>): Promise<void> {
  await prepared({ kind: "sqlite", path: ":memory:" }, test);
}

async function onPostgres(test: (prepared: Prepared) => Promise<void>): Promise<void> {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await prepared(parseDatabaseTarget(database.url), test);
}

for (const [on, where] of [["SQLite", onSqlite], ["PostgreSQL", onPostgres]] as const) {
  Deno.test(`drift on ${on}: every object altered or dropped is named, and the statements of the check mend it`, () =>
    where(byTheStatements));

  Deno.test(`drift on ${on}: the migration drafted for it mends it too, and keeps every row`, () =>
    where(byAMigration));
}
