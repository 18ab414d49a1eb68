/**
 * What a table must become, and the statements that make it so on each database.
 *
 * @module
 */

import type { TableDeclaration } from "../schema.ts";
import type { Finding } from "./compare_shapes.ts";
import { createIndexes, createTable, literal } from "./ddl.ts";
import type { TableShape } from "./table_shape.ts";

/** A table that is not as it should be. */
export interface Alteration {
  readonly table: string;
  /** What it should be; nothing: it should not be. */
  readonly target: TableDeclaration | undefined;
  /** What it is; nothing: it is not there. */
  readonly from: TableShape | undefined;
  /** What is to be mended: nothing else is touched. */
  readonly findings: readonly Finding[];
  /**
   * For a migration that also meets databases in which nothing is broken: statements that change nothing there. Without
   * it they are shorter.
   */
  readonly tolerant: boolean;
}

/** The statements for what concerns a whole table; nothing where the table stays. */
export function wholeTable(
  dialect: "sqlite" | "postgres",
  { table, target, from, tolerant }: Alteration,
): string[] | undefined {
  if (target === undefined) return [`DROP TABLE ${tolerant ? "IF EXISTS " : ""}${table}`];
  if (from !== undefined) return undefined;
  const statements = [createTable(dialect, table, target), ...createIndexes(table, target)];
  return tolerant
    ? statements.map((statement) => statement.replace(/(TABLE|INDEX) /, "$1 IF NOT EXISTS "))
    : statements;
}

/** The `CREATE INDEX` of one declared index. */
export function createIndex(table: string, target: TableDeclaration, name: string): string {
  const index = target.indexes?.[name];
  return index === undefined
    ? ""
    : createIndexes(table, { columns: {}, indexes: { [name]: index } }).join("");
}

/** Drops what is not declared, then makes what is missing; a different index is both. */
export function indexStatements({ table, target, findings, tolerant }: Alteration): string[] {
  const indexes = findings.filter(({ object }) => object === "index");
  const dropped = indexes.filter(({ problem }) => problem !== "missing");
  const made = indexes.filter(({ problem }) => problem !== "extra");
  return [
    ...dropped.map(({ name }) => `DROP INDEX ${tolerant ? "IF EXISTS " : ""}${name}`),
    ...made.map(({ name, problem }) => {
      const statement = target === undefined ? "" : createIndex(table, target, name);
      return tolerant && problem === "missing"
        ? statement.replace("INDEX ", "INDEX IF NOT EXISTS ")
        : statement;
    }),
  ];
}

/** Whether rows must differ in this column, and nothing numbers them by itself. */
export function mustDiffer({ columns, indexes }: TableDeclaration, name: string): boolean {
  const column = columns[name];
  if (column === undefined || column.nullable === true) return false;
  return column.key === "primary" ||
    Object.values(indexes ?? {}).some(({ on, unique }) => unique === true && on === name);
}

/** What stands in rows that have no value for a column: SQL, or nothing for NULL and for what must differ. */
export function fillFor(target: TableDeclaration, name: string): string | undefined {
  const column = target.columns[name];
  if (column?.default !== undefined) return literal(column.default);
  if (
    column === undefined || column.nullable === true || column.key !== undefined || mustDiffer(target, name)
  ) {
    return undefined;
  }
  return column.type === "text" || column.type === "json" ? "''" : "0";
}
