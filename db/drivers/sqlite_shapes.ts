/**
 * The tables of an SQLite database, with all that is known of them.
 *
 * @module
 */

import type { Session } from "./driver.ts";
import { mentions, plainSql, readCreateIndex, readCreateTable, type WrittenTable } from "./sql_text.ts";
import type { ColumnShape, ConstraintShape, TableShape, TableShapes } from "./table_shape.ts";

interface ObjectRow {
  readonly type: "table" | "index" | "trigger" | "view";
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string;
}

interface ColumnRow {
  readonly table_name: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

const OBJECTS = `select type, name, tbl_name, sql from sqlite_master
  where sql is not null and name not like 'sqlite~_%' escape '~' order by name`;

const COLUMNS = `select tables.name as table_name, columns.name, columns.type, columns."notnull",
    columns.dflt_value, columns.pk, columns.hidden
  from sqlite_master tables, pragma_table_xinfo(tables.name) columns
  where tables.type = 'table' and tables.name not like 'sqlite~_%' escape '~' order by columns.cid`;

/** Reads the tables of a database. */
export async function readSqliteShapes(session: Pick<Session, "read">): Promise<TableShapes> {
  const objects = await session.read<ObjectRow>({ sql: OBJECTS, parameters: [] });
  const columns = await session.read<ColumnRow>({ sql: COLUMNS, parameters: [] });
  const tables = objects.filter(({ type }) => type === "table");
  return new Map(tables.map((table) => [
    table.name,
    shapeOf(table, columns.filter(({ table_name }) => table_name === table.name), objects),
  ]));
}

function shapeOf(
  { name, sql }: ObjectRow,
  columns: readonly ColumnRow[],
  all: readonly ObjectRow[],
): TableShape {
  const written = readCreateTable(sql);
  const ofTable = (type: ObjectRow["type"]) =>
    all.filter((row) => row.type === type && row.tbl_name === name);
  return {
    name,
    columns: columns.map((column) => columnShape(column, written)),
    primaryKey: columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk).map((column) =>
      column.name
    ),
    primaryKeyName: undefined,
    constraints: constraintsOf(written),
    indexes: ofTable("index").map((row) => ({
      name: row.name,
      definition: row.sql,
      ...readCreateIndex(row.sql),
    })),
    triggers: ofTable("trigger").map((row) => ({ name: row.name, definition: row.sql })),
    views: all.filter((row) => row.type === "view" && mentions(row.sql, name))
      .map((row) => ({ name: row.name, definition: row.sql })),
  };
}

function columnShape(column: ColumnRow, { columns }: WrittenTable): ColumnShape {
  const written = columns.find(({ name }) => name === column.name.toLowerCase());
  const collation = written?.collation === undefined || written.collation === "binary"
    ? ""
    : ` COLLATE ${written.collation.toUpperCase()}`;
  return {
    name: column.name,
    type: column.type.toUpperCase() + collation,
    nullable: column.notnull === 0,
    default: column.dflt_value === null ? undefined : plainSql(column.dflt_value),
    numbering: written?.autoincrement === true ? "autoincrement" : "none",
    generated: column.hidden > 1,
    definition: written?.definition ?? `${column.name} ${column.type}`,
  };
}

function constraintsOf({ columns, constraints, options }: WrittenTable): ConstraintShape[] {
  const found: ConstraintShape[] = [];
  const add = (kind: ConstraintShape["kind"], text: string, name?: string) =>
    found.push({ kind, name, text });
  for (const { name, checks, unique, references } of columns) {
    checks.forEach((check) => add("check", check));
    if (unique) add("unique", `(${name})`);
    if (references !== undefined) add("foreign key", `(${name}) references ${references}`);
  }
  for (const { name, text } of constraints) {
    const [, check] = /^check \((.*)\)$/s.exec(text) ?? [];
    if (check !== undefined) add("check", check, name);
    else if (text.startsWith("unique")) add("unique", text.slice("unique ".length), name);
    else add("foreign key", text.replace(/^foreign key ?/, ""), name);
  }
  if (options !== "") add("option", options);
  return found;
}
