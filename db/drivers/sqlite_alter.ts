/**
 * The statements that make an SQLite table what it should be. SQLite can change little of a table: for the rest a new
 * one takes its place, and what must hold is looked at before it does.
 *
 * @module
 */

import type { ColumnDeclaration, TableDeclaration } from "../schema.ts";
import {
  type Alteration,
  createIndex,
  fillFor,
  indexStatements,
  mustDiffer,
  wholeTable,
} from "./alteration.ts";
import { columnDdl, literal } from "./ddl.ts";
import { COLUMN_TYPES } from "./dialect.ts";
import { plainSql } from "./sql_text.ts";
import type { ColumnShape, TableShape } from "./table_shape.ts";

/** The statements of an alteration. */
export function alterSqlite(alteration: Alteration): string[] {
  const whole = wholeTable("sqlite", alteration);
  const { target, from } = alteration;
  if (whole !== undefined || target === undefined || from === undefined) return whole ?? [];
  const small = smallChanges(alteration, target, from);
  return small ?? replacement(alteration, target, from);
}

/** What SQLite can do without a new table; nothing where it cannot. */
function smallChanges(
  alteration: Alteration,
  target: TableDeclaration,
  from: TableShape,
): string[] | undefined {
  const { table, findings, tolerant } = alteration;
  const rest = findings.filter(({ object }) => object !== "index");
  if (rest.length > 0 && tolerant) return undefined;
  const added = rest.filter(({ object, problem }) => object === "column" && problem === "missing");
  const dropped = rest.filter(({ object, problem }) => object === "column" && problem === "extra");
  const columns = added.map(({ name }) => target.columns[name]);
  const canBeAdded = columns.every((column) =>
    column?.key === undefined && (column?.nullable === true || column?.default !== undefined)
  );
  const canBeDropped = dropped.every(({ name }) =>
    from.primaryKey.every((key) => key !== name) &&
    from.constraints.every(({ text }) => !text.includes(name.toLowerCase()))
  );
  const comesAlong = columns.flatMap((column) => column?.check === undefined ? [] : plainSql(column.check));
  const checks = rest.filter(({ object, problem, name }) =>
    object === "check" && (problem === "extra" ? isNamed(from, name) : target.checks?.[name] !== undefined)
  );
  const others = rest.filter((finding) =>
    !added.includes(finding) && !dropped.includes(finding) && !checks.includes(finding) &&
    !(finding.object === "check" && finding.problem === "missing" && comesAlong.includes(finding.name))
  );
  if (!canBeAdded || !canBeDropped || others.length > 0) return undefined;
  const indexes = indexStatements(alteration);
  return [
    ...indexes.filter((statement) => statement.startsWith("DROP")),
    ...checks.filter(({ problem }) => problem === "extra")
      .map(({ name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`),
    ...dropped.map(({ name }) => `ALTER TABLE ${table} DROP COLUMN ${name}`),
    ...added.map(({ name }) => `ALTER TABLE ${table} ADD COLUMN ${ddlOf(target, name)}`),
    ...checks.filter(({ problem }) => problem === "missing")
      .map(({ name }) =>
        `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${target.checks?.[name] ?? ""})`
      ),
    ...indexes.filter((statement) => !statement.startsWith("DROP")),
  ];
}

function isNamed({ constraints }: TableShape, wanted: string): boolean {
  return constraints.some(({ name }) => name === wanted);
}

function ddlOf({ columns }: TableDeclaration, name: string): string {
  const column = columns[name];
  return column === undefined ? "" : columnDdl("sqlite", name, column);
}

/** A new table takes the place of the old one, with everything that belongs to it. */
function replacement(alteration: Alteration, target: TableDeclaration, from: TableShape): string[] {
  const { table, findings } = alteration;
  const next = `rosey_next_${table}`;
  const kept = keptColumns(alteration, target, from);
  const lines = [
    ...Object.keys(target.columns).map((name) => ddlOf(target, name)),
    ...kept.map(({ definition }) => definition),
    ...(target.primaryKey === undefined ? [] : [`PRIMARY KEY (${target.primaryKey.join(", ")})`]),
    ...Object.entries(target.checks ?? {}).map(([name, check]) => `CONSTRAINT ${name} CHECK (${check})`),
  ];
  const unwanted = new Set(
    findings.filter(({ object, problem }) => object === "index" && problem === "extra").map(({ name }) =>
      name
    ),
  );
  const ownIndexes = from.indexes.filter(({ name }) =>
    target.indexes?.[name] === undefined && !unwanted.has(name)
  );
  const counts = Object.values(target.columns).some(({ key }) => key === "autoincrement");
  return [
    ...from.views.map(({ name }) => `DROP VIEW ${name}`),
    ...assertion(
      "no other table refers to this one",
      "0",
      `SELECT count(*) FROM sqlite_master AS other, pragma_foreign_key_list(other.name) AS reference ` +
        `WHERE other.type = 'table' AND other.name <> '${table}' AND reference."table" = '${table}' COLLATE NOCASE`,
    ),
    ...assertion("nothing that others added is lost", "0", `SELECT ${unknownThings(table, target, from)}`),
    `CREATE TABLE ${next} (\n  ${lines.join(",\n  ")}\n)`,
    copy(alteration, target, from, kept.filter(({ generated }) => !generated)),
    ...(counts ? keepNumbers(table, next, target) : []),
    ...assertion("every row was copied", `SELECT count(*) FROM ${table}`, `SELECT count(*) FROM ${next}`),
    ...from.indexes.map(({ name }) => `DROP INDEX IF EXISTS ${name}`),
    ...Object.keys(target.indexes ?? {}).flatMap((name) => [
      ...(from.indexes.some((index) => index.name === name) ? [] : [`DROP INDEX IF EXISTS ${name}`]),
      createIndex(next, target, name),
    ]),
    `DROP TABLE ${table}`,
    `ALTER TABLE ${next} RENAME TO ${table}`,
    ...ownIndexes.map(({ definition }) => definition),
    ...from.triggers.map(({ definition }) => definition),
    ...from.views.map(({ definition }) => definition),
  ];
}

/**
 * What is known to be on this table is kept or meant to go. The same statements may meet another database, with more.
 */
function unknownThings(table: string, target: TableDeclaration, from: TableShape): string {
  const list = (names: readonly string[]) => [...new Set(names)].map((name) => literal(name)).join(", ");
  const columns = [...from.columns.map(({ name }) => name), ...Object.keys(target.columns)];
  const objects = [
    ...[...from.indexes, ...from.triggers].map(({ name }) => name),
    ...Object.keys(target.indexes ?? {}),
  ];
  return `(SELECT count(*) FROM pragma_table_xinfo('${table}') WHERE name NOT IN (${list(columns)})) + ` +
    `(SELECT count(*) FROM sqlite_master WHERE tbl_name = '${table}' AND type IN ('index', 'trigger') ` +
    `AND sql IS NOT NULL AND name NOT IN (${list(objects)}))`;
}

interface KeptColumn {
  readonly name: string;
  readonly definition: string;
  readonly generated: boolean;
}

/** Columns of others stay; those that would refuse our rows lose what refuses them. */
function keptColumns({ findings }: Alteration, target: TableDeclaration, from: TableShape): KeptColumn[] {
  const dropped = new Set(
    findings.filter(({ object, problem }) => object === "column" && problem === "extra")
      .map(({ name }) => name),
  );
  const loosened = findings.some(({ object, problem, name }) =>
    (problem === "extra" && /^(check|unique|foreign key)$/.test(object)) ||
    (object === "nullability" && target.columns[name] === undefined)
  );
  return from.columns.filter(({ name }) => target.columns[name] === undefined && !dropped.has(name))
    .map(({ name, type, default: preset, definition, generated }) => ({
      name,
      generated,
      definition: loosened && !generated
        ? `${name} ${type}${preset === undefined ? "" : ` DEFAULT ${preset}`}`
        : definition,
    }));
}

/**
 * Columns that may be missing are asked for in a subquery: where the old table has no such column, its name means what
 * `absent` says instead. So the same statement loses nothing in a database that has it.
 */
function copy(
  { table }: Alteration,
  target: TableDeclaration,
  from: TableShape,
  kept: readonly KeptColumn[],
): string {
  const columns = Object.entries(target.columns);
  const present = new Set(from.columns.filter(({ generated }) => !generated).map(({ name }) => name));
  const absent = columns.filter(([name]) => !present.has(name));
  const values = columns.map(([name, column]) =>
    present.has(name) ? presentValue(name, column, from) : absentValue(table, name, target)
  );
  const names = [...columns.map(([name]) => name), ...kept.map(({ name }) => name)];
  const instead = absent.map(([name]) => `${fillFor(target, name) ?? "NULL"} AS ${name}`).join(", ");
  return [
    `INSERT INTO rosey_next_${table} (${names.join(", ")})`,
    `SELECT ${[...values, ...kept.map(({ name }) => `stored.${name}`)].join(", ")}`,
    `FROM ${table} AS stored${instead === "" ? "" : ` CROSS JOIN (SELECT ${instead}) AS absent`}`,
  ].join("\n");
}

function presentValue(name: string, column: ColumnDeclaration, from: TableShape): string {
  const live: ColumnShape | undefined = from.columns.find((other) => other.name === name);
  const mayBeNull = live?.nullable === true && column.nullable !== true && column.default !== undefined;
  return mayBeNull && column.default !== undefined
    ? `coalesce(stored.${name}, ${literal(column.default)})`
    : `stored.${name}`;
}

function absentValue(table: string, name: string, target: TableDeclaration): string {
  const value = `(SELECT ${name} FROM ${table} AS same WHERE same.rowid = stored.rowid)`;
  if (!mustDiffer(target, name)) return value;
  const isText = COLUMN_TYPES.sqlite[target.columns[name]?.type ?? "text"] === "TEXT";
  return `coalesce(${value}, ${isText ? "'unknown-' || " : ""}stored.rowid)`;
}

/** Numbers that were given once are not given again. */
function keepNumbers(table: string, next: string, { columns }: TableDeclaration): string[] {
  const key = Object.keys(columns).find((name) => columns[name]?.key === "autoincrement") ?? "rowid";
  return [
    `DELETE FROM sqlite_sequence WHERE name = '${next}'`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT '${next}', max(` +
    `(SELECT coalesce(max(${key}), 0) FROM ${next}), ` +
    `(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '${table}'))`,
  ];
}

/** SQL that fails with these words where two counts differ. */
function assertion(promise: string, expected: string, found: string): string[] {
  const subquery = (sql: string) => /^\d+$/.test(sql) ? sql : `(${sql})`;
  return [
    `CREATE TABLE rosey_assertion (expected INTEGER, found INTEGER, CONSTRAINT "${promise}" CHECK (expected = found))`,
    `INSERT INTO rosey_assertion SELECT ${subquery(expected)}, ${subquery(found)}`,
    "DROP TABLE rosey_assertion",
  ];
}
