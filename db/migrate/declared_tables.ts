/**
 * Which tables a database of some version should have: those of `db/schema.ts` once all migrations of the core ran, and
 * before that what the migrations up to there make. It is the same for each plugin's line and what the plugin declares.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import type { Declarations } from "../drivers/declared_shapes.ts";
import { openSqlite } from "../drivers/sqlite.ts";
import { readSqliteShapes } from "../drivers/sqlite_shapes.ts";
import { readCreateTable } from "../drivers/sql_text.ts";
import type { ColumnShape, TableShape, TableShapes } from "../drivers/table_shape.ts";
import {
  type ColumnDeclaration,
  type ColumnKind,
  type TableDeclaration,
  tableNamed,
  TABLES,
} from "../schema.ts";
import { createLedger, LEDGER } from "./ledger.ts";
import { CORE_LINE, type Migration, type MigrationLine } from "./migration.ts";
import { Migrator } from "./migrator.ts";

/** The tables of one version. */
export interface VersionTables {
  /** What should be there. */
  readonly declared: Declarations;
  /** What the migrations make; where it differs from `declared`, a migration is yet to be written. */
  readonly made: Declarations;
}

/** What `has` says of a migration: whether it was applied. */
export async function tablesOfVersion(
  lines: readonly MigrationLine[],
  has: (line: string, id: string) => boolean,
  clock: Clock,
): Promise<VersionTables> {
  const applied = lines.map(({ name, migrations }) => ({
    name,
    migrations: migrations.filter(({ id }) => has(name, id)),
  }));
  const made = declarationsOf(await madeBy(applied, clock), applied);
  const declared = await Promise.all(lines.map(async (line, at) => {
    const migrations = applied[at]?.migrations ?? [];
    const declaredByLine = declaredBy(line);
    if (declaredByLine !== undefined && migrations.length === line.migrations.length) return declaredByLine;
    const ofLine = await madeBy([{ name: line.name, migrations }], clock);
    return Object.fromEntries(Object.entries(made).filter(([name]) => name !== LEDGER && ofLine.has(name)));
  }));
  const entries = declared.flatMap((ofLine) => Object.entries(ofLine));
  return { declared: { ...Object.fromEntries(entries), [LEDGER]: TABLES[LEDGER] }, made };
}

/** What the whole of a line is to make; `undefined` where nobody says. */
function declaredBy({ name, tables }: MigrationLine): Declarations | undefined {
  return name === CORE_LINE ? TABLES : tables;
}

/** Runs migrations on an empty database that nobody keeps. */
async function madeBy(lines: readonly MigrationLine[], clock: Clock): Promise<TableShapes> {
  const driver = openSqlite({ path: ":memory:", clock, writes: new Map() });
  try {
    await driver.transaction((session) => session.execute(createLedger("sqlite")), 0);
    await new Migrator({ driver, lines, clock, appVersion: "", host: "" }).up();
    return await readSqliteShapes(driver);
  } finally {
    await driver.close();
  }
}

/** SQLite has fewer types than are declared: the statements for PostgreSQL tell them apart. */
function declarationsOf(shapes: TableShapes, lines: readonly MigrationLine[]): Declarations {
  const written = new Map(lines.flatMap(({ migrations }) => migrations.flatMap(postgresColumns)));
  return Object.fromEntries(
    [...shapes.values()].map((shape) => [
      shape.name,
      declarationOf(shape, (column) => written.get(`${shape.name}.${column}`) ?? ""),
    ]),
  );
}

function declarationOf(shape: TableShape, written: (column: string) => string): TableDeclaration {
  const { name, columns, primaryKey, constraints, indexes } = shape;
  const declared = Object.hasOwn(TABLES, name) ? tableNamed(name) : undefined;
  const checks = constraints.filter(({ kind }) => kind === "check");
  const ofColumn = (column: string) =>
    checks.find((check) => check.name === undefined && check.text.split(/\W/).includes(column))?.text;
  return {
    columns: Object.fromEntries(columns.map((column) => [
      column.name,
      columnOf(column, {
        isKey: primaryKey.length === 1 && primaryKey[0] === column.name,
        inKey: primaryKey.includes(column.name),
        check: ofColumn(column.name),
        declared: declared?.columns[column.name],
        written: written(column.name),
      }),
    ])),
    ...(primaryKey.length > 1 ? { primaryKey } : {}),
    checks: Object.fromEntries(checks.flatMap(({ name, text }) => name === undefined ? [] : [[name, text]])),
    indexes: Object.fromEntries(indexes.map(({ name, on, unique }) => {
      const [, columns = on, where] = /^(.*?)(?: where (.*))?$/s.exec(on) ?? [];
      return [name, {
        on: columns,
        ...(unique ? { unique } : {}),
        ...(where === undefined ? {} : { where }),
      }];
    })),
  };
}

interface ColumnHints {
  readonly isKey: boolean;
  readonly inKey: boolean;
  readonly check: string | undefined;
  readonly declared: ColumnDeclaration | undefined;
  /** As the migrations wrote it for PostgreSQL. */
  readonly written: string;
}

function columnOf(column: ColumnShape, { isKey, check, declared, written }: ColumnHints): ColumnDeclaration {
  const preset = column.default;
  return {
    type: kindOf(column.type, declared, written),
    ...(isKey ? { key: keyOf(column, declared, written) } : {}),
    ...(column.nullable && !isKey ? { nullable: true } : {}),
    ...(preset === undefined ? {} : { default: valueOf(preset) }),
    ...(check === undefined ? {} : { check }),
  };
}

function keyOf(
  { numbering }: ColumnShape,
  declared: ColumnDeclaration | undefined,
  written: string,
): NonNullable<ColumnDeclaration["key"]> {
  if (numbering === "autoincrement") return "autoincrement";
  if (declared?.key === "serial" || /generated/i.test(written)) return "serial";
  return "primary";
}

const KINDS: readonly (readonly [RegExp, ColumnKind])[] = [
  [/ bigint/i, "integer64"],
  [/ smallint/i, "boolean01"],
  [/ double precision/i, "real"],
  [/ text/i, "text"],
];

const SQLITE_KINDS: Readonly<Record<string, readonly ColumnKind[]>> = {
  INTEGER: ["integer64", "boolean01"],
  REAL: ["real"],
  TEXT: ["text", "json"],
};

function kindOf(type: string, declared: ColumnDeclaration | undefined, written: string): ColumnKind {
  const possible = SQLITE_KINDS[type] ?? ["text"];
  const told = KINDS.find(([words]) => words.test(written))?.[1];
  // JSON is text on both databases.
  if (
    declared !== undefined && possible.includes(declared.type) &&
    (told === undefined || declared.type === "json")
  ) {
    return declared.type;
  }
  return told !== undefined && possible.includes(told) ? told : possible[0] ?? "text";
}

function valueOf(preset: string): number | string {
  return preset.startsWith("'") ? preset.slice(1, -1).replaceAll("''", "'") : Number(preset);
}

/** `table.column` to the column's definition. */
function postgresColumns({ up }: Migration): [string, string][] {
  return up.postgres.flatMap((statement): [string, string][] => {
    const [, created] = /^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)/i.exec(statement) ?? [];
    if (created !== undefined) {
      return readCreateTable(statement).columns.map((
        { name, definition },
      ) => [`${created}.${name}`, definition]);
    }
    const [, table, rest = ""] =
      /^\s*ALTER TABLE (\w+) ADD COLUMN (?:IF NOT EXISTS )?(.*)$/is.exec(statement) ?? [];
    if (table === undefined) return [];
    return readCreateTable(`CREATE TABLE ${table} (${rest})`).columns
      .map(({ name, definition }) => [`${table}.${name}`, definition]);
  });
}
