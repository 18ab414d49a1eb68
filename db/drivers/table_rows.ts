/**
 * Whole rows of any table, read and written page by page, as values that mean the same on both databases.
 *
 * Whole numbers travel as decimal text, because JavaScript's numbers end at 2^53; bytes as hexadecimal text.
 *
 * @module
 */

import type { SqlValue } from "../../src/domain/memory.ts";
import type { LiveTable } from "./catalogue.ts";
import type { Dialect } from "./dialect.ts";
import type { Query, Session } from "./driver.ts";
import { arrayLiteral } from "./postgres_statements.ts";

/** What a column holds, whatever the database calls it. */
export type ValueKind = "integer" | "real" | "text" | "bytes";

/** A value on its way; see the top of this file. */
export type CarriedValue = string | number | null;

/** The values of a row, in the order of {@link RowLayout.columns}. */
export type CarriedRow = readonly CarriedValue[];

/** A column of a {@link RowLayout}. */
export interface LayoutColumn {
  readonly name: string;
  /** As the database calls it. */
  readonly type: string;
  /** `undefined`: of a type that only this database has. */
  readonly kind: ValueKind | undefined;
}

/** What must be known of a table to carry its rows. */
export interface RowLayout {
  readonly name: string;
  /** In the order of their names. */
  readonly columns: readonly LayoutColumn[];
  /** The primary key, in its order; empty where there is none. */
  readonly key: readonly string[];
}

/** SQLite takes no more parameters in one statement. */
const SQLITE_PARAMETERS_MAX = 32_766;

const KEY_COLUMNS: Readonly<Record<Dialect, string>> = {
  sqlite: "select name from pragma_table_info(?) where pk > 0 order by pk",
  postgres: `select attribute.attname as name
    from pg_index index, unnest(index.indkey) with ordinality as part(number, place), pg_attribute attribute
    where index.indrelid = to_regclass($1) and index.indisprimary
      and attribute.attrelid = index.indrelid and attribute.attnum = part.number
    order by part.place`,
};

/** Reads the layout of a live table. */
export async function readLayout(
  dialect: Dialect,
  session: Pick<Session, "read">,
  { name, columns }: LiveTable,
): Promise<RowLayout> {
  const parameter = dialect === "sqlite" ? name : quoted(name);
  const key = await session.read<{ name: string }>({ sql: KEY_COLUMNS[dialect], parameters: [parameter] });
  return {
    name,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      kind: KINDS[dialect](column.type),
    })).toSorted((left, right) => left.name < right.name ? -1 : 1),
    key: key.map((column) => column.name),
  };
}

/**
 * The rows behind the key `after` (from the beginning when it is left out), in the order of the key, at most `limit`.
 */
export function pageQuery(
  dialect: Dialect,
  layout: RowLayout,
  page: { readonly after?: CarriedRow | undefined; readonly limit: number },
): Query<Record<string, CarriedValue>> {
  const values = layout.columns.map((column, index) => `${readAs(dialect, column)} as v${index}`);
  const order = keyColumns(layout).map(({ name, kind }) => {
    const collation = dialect === "postgres" && kind === "text" ? ' collate "C"' : "";
    return `source.${quoted(name)}${collation}`;
  });
  const { after } = page;
  const where = after === undefined
    ? ""
    : ` where (${order.join(", ")}) > (${
      keyColumns(layout).map(({ kind }, index) => parameterAs(dialect, kind, index)).join(", ")
    })`;
  return {
    sql: `select ${values.join(", ")} from ${quoted(layout.name)} as source${where}` +
      ` order by ${order.join(", ")} limit ${page.limit}`,
    parameters: (after ?? []).map((value, index) => boundAs(keyColumns(layout)[index]?.kind, value)),
  };
}

/** The key of a row. */
export function keyOf(layout: RowLayout, row: CarriedRow): CarriedRow {
  return keyColumns(layout).map((column) => row[layout.columns.indexOf(column)] ?? null);
}

/** A row as {@link pageQuery} answers it. */
export function carriedRow({ columns }: RowLayout, row: Readonly<Record<string, CarriedValue>>): CarriedRow {
  return columns.map((_, index) => row[`v${index}`] ?? null);
}

/** Statements that add rows. */
export function insertStatements(
  dialect: Dialect,
  layout: RowLayout,
  rows: readonly CarriedRow[],
): { readonly sql: string; readonly parameters: readonly SqlValue[] }[] {
  if (dialect === "postgres") return [insertArrays(layout, rows)];
  const perStatement = Math.max(1, Math.floor(SQLITE_PARAMETERS_MAX / layout.columns.length));
  const statements = [];
  for (let start = 0; start < rows.length; start += perStatement) {
    statements.push(insertTuples(layout, rows.slice(start, start + perStatement)));
  }
  return statements;
}

/**
 * The question how many rows of an SQLite table hold a value that its column is not for, or a NULL in their key: SQLite
 * takes them, and no other database can. Answers one number a column, under `v0`, `v1` and so on.
 */
export function misfitsQuery(layout: RowLayout, target: RowLayout): Query<Record<string, number | null>> {
  const counts = layout.columns.map((column, index) => {
    const narrow = target.columns.some(({ name, type }) => name === column.name && type === "smallint");
    return `sum(${misfit(column, layout.key.includes(column.name), narrow)}) as v${index}`;
  });
  return { sql: `select ${counts.join(", ")} from ${quoted(layout.name)}`, parameters: [] };
}

/** A name as it stands in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function keyColumns({ columns, key }: RowLayout): LayoutColumn[] {
  return key.flatMap((name) => columns.filter((column) => column.name === name));
}

/** SQLite's own rules of affinity, but for what stands at their end: a column that takes anything. */
function sqliteKind(type: string): ValueKind | undefined {
  if (/int/i.test(type)) return "integer";
  if (/char|clob|text/i.test(type)) return "text";
  if (/blob/i.test(type)) return "bytes";
  return /real|floa|doub/i.test(type) ? "real" : undefined;
}

function postgresKind(type: string): ValueKind | undefined {
  switch (type) {
    case "bigint":
    case "integer":
    case "smallint":
      return "integer";
    case "double precision":
    case "real":
      return "real";
    case "text":
    case "character varying":
      return "text";
    case "bytea":
      return "bytes";
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<Dialect, (type: string) => ValueKind | undefined>> = {
  sqlite: sqliteKind,
  postgres: postgresKind,
};

function readAs(dialect: Dialect, { name, kind }: LayoutColumn): string {
  const column = `source.${quoted(name)}`;
  if (kind === "integer") return `cast(${column} as text)`;
  if (kind !== "bytes") return column;
  return dialect === "postgres" ? `upper(encode(${column}, 'hex'))` : `hex(${column})`;
}

function parameterAs(dialect: Dialect, kind: ValueKind | undefined, index: number): string {
  if (dialect === "sqlite") return kind === "bytes" ? "unhex(?)" : "?";
  switch (kind) {
    case "integer":
      return `$${index + 1}::bigint`;
    case "real":
      return `$${index + 1}::double precision`;
    case "bytes":
      return `decode($${index + 1}, 'hex')`;
    default:
      return `$${index + 1}::text`;
  }
}

function boundAs(kind: ValueKind | undefined, value: CarriedValue): SqlValue {
  return kind === "integer" && value !== null ? BigInt(value) : value;
}

function insertTuples({ name, columns }: RowLayout, rows: readonly CarriedRow[]) {
  const tuple = `(${columns.map(({ kind }) => kind === "bytes" ? "unhex(?)" : "?").join(", ")})`;
  return {
    sql: `insert into ${quoted(name)} (${columnList(columns)}) values ${rows.map(() => tuple).join(", ")}`,
    parameters: rows.flatMap((row) => columns.map(({ kind }, index) => boundAs(kind, row[index] ?? null))),
  };
}

function insertArrays({ name, columns }: RowLayout, rows: readonly CarriedRow[]) {
  const arrays = columns.map(({ kind, type }, index) =>
    `$${index + 1}::${kind === "bytes" ? "text" : type}[]`
  );
  const values = columns.map(({ kind }, index) =>
    kind === "bytes" ? `decode(p${index}, 'hex')` : `p${index}`
  );
  const names = columns.map((_, index) => `p${index}`).join(", ");
  return {
    sql: `insert into ${quoted(name)} (${columnList(columns)}) select ${values.join(", ")}` +
      ` from unnest(${arrays.join(", ")}) as batch(${names})`,
    parameters: columns.map((_, index) => arrayLiteral(rows.map((row) => row[index] ?? null))),
  };
}

function columnList(columns: readonly LayoutColumn[]): string {
  return columns.map(({ name }) => quoted(name)).join(", ");
}

function misfit({ name, kind }: LayoutColumn, inKey: boolean, narrow: boolean): string {
  const column = quoted(name);
  const stored = `typeof(${column})`;
  const absent = inKey ? `${stored} = 'null' or ` : "";
  switch (kind) {
    case "integer": {
      const beyond = narrow ? ` or ${column} not between -32768 and 32767` : "";
      return `(${absent}${stored} not in ('integer', 'null')${beyond}) is true`;
    }
    case "real":
      return `(${absent}${stored} not in ('real', 'integer', 'null')) is true`;
    case "bytes":
      return `(${absent}${stored} not in ('blob', 'null')) is true`;
    default:
      return `(${absent}${stored} not in ('text', 'null') or instr(cast(${column} as blob), x'00') > 0) is true`;
  }
}
