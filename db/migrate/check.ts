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
  /** None where nothing is to be mended. */
  readonly repair: readonly string[];
}

/** What a check found. */
export interface CheckReport {
  /** Tables with findings, in the order of their names. */
  readonly tables: readonly CheckedTable[];
  /** Whether something is to be mended. */
  readonly drifted: boolean;
}

/** Compares the catalogue of a database with the one that its ledger promises. Changes nothing. */
export async function checkDatabase({ driver, lines, clock }: CheckOptions): Promise<CheckReport> {
  const applied = await appliedMigrations(driver);
  const { declared, made } = await tablesOfVersion(
    lines,
    (line, id) => applied === undefined || applied.has(`${line} ${id}`),
    clock,
  );
  const live = await readShapes(driver.dialect, driver);
  const findings = await findDrift({ driver, clock }, { declared, made, live });
  return report(driver.dialect, findings, declared, live);
}

/** What differs between a live catalogue and a declared one. */
export async function findDrift(
  { driver, clock }: Pick<CheckOptions, "driver" | "clock">,
  { declared, made, live }: {
    readonly declared: Declarations;
    readonly made: Declarations;
    readonly live: TableShapes;
  },
): Promise<Finding[]> {
  const expected = await declaredShapes(driver, declared, clock);
  return compareShapes(expected, live, await declaredShapes(driver, made, clock));
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
    return { table, findings: ofTable, repair: harmful.length === 0 ? [] : repairs(dialect, alteration) };
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
