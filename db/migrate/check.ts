/**
 * Holds a database against what it should be, and says what mends it.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { type Alteration } from "../drivers/alteration.ts";
import { compareShapes, type Finding } from "../drivers/compare_shapes.ts";
import { type Declarations, declaredShapes, readShapes } from "../drivers/declared_shapes.ts";
import type { Dialect } from "../drivers/dialect.ts";
import type { Driver } from "../drivers/driver.ts";
import { alterPostgres } from "../drivers/postgres_alter.ts";
import { alterSqlite } from "../drivers/sqlite_alter.ts";
import type { TableShapes } from "../drivers/table_shape.ts";
import { tablesOfVersion } from "./declared_tables.ts";
import { LEDGER, readLedger } from "./ledger.ts";
import type { MigrationLine } from "./migration.ts";

/** What a check works with. */
export interface CheckOptions {
  readonly driver: Driver;
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
}

/** A finding, and what mends it: statements for the whole table, in their order. */
export interface CheckedTable {
  readonly table: string;
  readonly findings: readonly Finding[];
  /** None where nothing is to be mended; nor for the ledger, which `rosey migrate adopt` writes anew. */
  readonly repair: readonly string[];
}

/** What a check found. */
export interface CheckReport {
  /** Tables with findings, in the order of their names. */
  readonly tables: readonly CheckedTable[];
  /** Whether something is to be mended. */
  readonly drifted: boolean;
}

/** What a database should be: tables as declared, and as its own database words them. */
export interface Expectation {
  readonly declared: Declarations;
  readonly expected: TableShapes;
  /** What its migrations made; what is extra beside it is somebody's own. */
  readonly made: TableShapes;
  /** The same, as declarations. */
  readonly madeTables: Declarations;
}

/** What the ledger of a database promises, or whoever says which migrations were applied. Changes nothing. */
export async function expectationFor(
  options: CheckOptions,
  hasApplied?: (line: string, id: string) => boolean,
): Promise<Expectation> {
  const { driver, lines, clock } = options;
  const applied = hasApplied === undefined ? await appliedMigrations(driver) : undefined;
  const has = hasApplied ?? ((line, id) => applied === undefined || applied.has(`${line} ${id}`));
  const { declared, made } = await tablesOfVersion(lines, has, clock);
  return {
    declared,
    expected: await declaredShapes(driver, declared, clock),
    made: await declaredShapes(driver, made, clock),
    madeTables: made,
  };
}

/** Compares the catalogue of a database with the one that its ledger promises. Changes nothing. */
export async function checkDatabase(options: CheckOptions): Promise<CheckReport> {
  return await checkAgainst(options.driver, await expectationFor(options));
}

/** As {@link checkDatabase}, where it is known what is expected. */
export async function checkAgainst(
  driver: Pick<Driver, "dialect" | "read">,
  { declared, expected, made }: Expectation,
): Promise<CheckReport> {
  const live = await readShapes(driver.dialect, driver);
  return report(driver.dialect, compareShapes(expected, live, made), declared, live);
}

/** The statements that mend a table. */
export function repairs(dialect: Dialect, alteration: Alteration): string[] {
  return dialect === "sqlite" ? alterSqlite(alteration) : alterPostgres(alteration);
}

/** A ledger that is not there, or cannot be read, says nothing of the version: the newest is expected then. */
async function appliedMigrations(driver: Driver): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await readLedger(driver.dialect, driver)).map(({ line, id }) => `${line} ${id}`));
  } catch (thrown) {
    if (thrown instanceof RoseyError && thrown.exit !== "bug") throw thrown;
    return undefined;
  }
}

function report(
  dialect: Dialect,
  findings: readonly Finding[],
  declared: Declarations,
  live: TableShapes,
): CheckReport {
  const tables = [...Map.groupBy(findings, ({ table }) => table)].map(([table, ofTable]): CheckedTable => {
    const harmful = ofTable.filter(({ harmless }) => !harmless);
    const alteration = {
      table,
      target: declared[table],
      from: live.get(table),
      findings: harmful,
      tolerant: false,
    };
    return {
      table,
      findings: ofTable,
      repair: harmful.length === 0 || table === LEDGER ? [] : repairs(dialect, alteration),
    };
  });
  return {
    tables: tables.toSorted((a, b) => a.table < b.table ? -1 : 1),
    drifted: findings.some(({ harmless }) => !harmless),
  };
}

/** One finding in words. */
export function findingText({ problem, object, table, name, expected, found }: Finding): string {
  const what = object === "table" || object === "primary key"
    ? `${object} ${table}`
    : object === "column"
    ? `column ${table}.${name}`
    : /^(type|nullability|default|numbering)$/.test(object)
    ? `${object} of ${table}.${name}`
    : `${object} ${name} of ${table}`;
  if (problem === "different") {
    return `different  ${what}: is ${found || "none"}, should be ${expected || "none"}`;
  }
  return `${problem.padEnd(9)}  ${what}${found === undefined ? "" : `: ${found}`}`;
}

/** Drift in the ledger itself is mended by writing it anew, since no migration runs without it. */
export function isOfTheLedger({ table }: Pick<Finding, "table">): boolean {
  return table === LEDGER;
}
