/**
 * An SQLite file written anew, without the room that removed rows left. SQLite's own VACUUM attaches a second database,
 * which a program with limited permissions cannot.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { RoseyError } from "../../src/domain/errors.ts";
import { sqliteError } from "./sqlite_errors.ts";
import { quoted } from "./table_rows.ts";

/** Rows that are in memory at a time. */
const ROWS_PER_PAGE = 2_000;

const LOWEST_ROWID = -(2n ** 63n);

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Hears how many rows have been written, of how many. */
type OnRows = (done: number, total: number) => void;

/**
 * Writes everything in `source` to the new file `path`: tables and columns of others too, every value as it is. Throws a
 * {@link RoseyError} when the file holds what cannot be written so.
 */
export function rebuildSqlite(source: DatabaseSync, path: string, onRows: OnRows = () => {}): void {
  const target = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    const encoding = String(pragma(source, "encoding"));
    for (const setting of [`encoding = '${encoding}'`, `page_size = ${pragma(source, "page_size")}`]) {
      target.prepare(`PRAGMA ${setting}`).all();
    }
    // The file is nobody's until it is whole: it is made durable as a whole.
    for (const setting of ["journal_mode = OFF", "synchronous = OFF"]) {
      target.prepare(`PRAGMA ${setting}`).all();
    }
    target.prepare("BEGIN").run();
    const objects = schemaOf(source);
    for (const { sql } of objects.filter(({ type }) => type === "table")) target.prepare(sql).run();
    const tables = objects.filter(({ type }) => type === "table").map(({ name }) => ({
      name,
      rows: countRows(source, name),
    }));
    const total = tables.reduce((sum, { rows }) => sum + rows, 0);
    let done = 0;
    for (const table of tables) copyRows(source, target, table, (count) => onRows(done += count, total));
    copySequences(source, target);
    for (const { sql } of objects.filter(({ type }) => type !== "table")) target.prepare(sql).run();
    for (const name of ["user_version", "application_id"]) {
      target.prepare(`PRAGMA ${name} = ${pragma(source, name)}`).all();
    }
    target.prepare("COMMIT").run();
  } catch (thrown) {
    throw sqliteError(thrown, path);
  } finally {
    target.close();
  }
}

function pragma(file: DatabaseSync, name: string): unknown {
  return file.prepare(`PRAGMA ${name}`).all()[0]?.[name];
}

/** Tables, then indexes, views and triggers, each in the order in which they were made. */
function schemaOf(source: DatabaseSync): SchemaObject[] {
  const rows = source.prepare(
    `select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite~_%' escape '~'
      order by case type when 'table' then 0 when 'index' then 1 when 'view' then 2 else 3 end, rowid`,
  ).all();
  const objects = rows.map(({ type, name, sql }) => ({
    type: String(type),
    name: String(name),
    sql: String(sql),
  }));
  const virtual = objects.find(({ sql }) => /^\s*create\s+virtual\b/i.test(sql));
  if (virtual === undefined) return objects;
  throw new RoseyError(`Cannot write the database anew: ${virtual.name} is a virtual table`, {
    code: "vacuum.virtual_table",
    hint: `Use SQLite itself: sqlite3 FILE VACUUM.`,
    exit: "databaseRefused",
  });
}

/**
 * Copies a table in the order of its rows, and counts that all have come. Texts travel as their bytes: reading one as a
 * text ends at a NUL and mends what is no UTF-8.
 */
function copyRows(
  source: DatabaseSync,
  target: DatabaseSync,
  { name: table, rows: there }: { readonly name: string; readonly rows: number },
  onRows: (count: number) => void,
): void {
  const columns = source.prepare(
    "select name from pragma_table_xinfo(?) where hidden not in (2, 3) order by cid",
  ).all(table).map(({ name }) => quoted(String(name)));
  const values = columns.map((column, index) =>
    `typeof(${column}) = 'text' as t${index}, ` +
    `case typeof(${column}) when 'text' then cast(${column} as blob) else ${column} end as v${index}`
  );
  const slots = columns.map((_, index) => {
    const value = `?${2 * index + 2}`;
    return `case ?${2 * index + 1} when 1 then cast(${value} as text) else ${value} end`;
  });
  const insert = target.prepare(
    `insert into ${quoted(table)} (${columns.join(", ")}) values (${slots.join(", ")})`,
  );
  let copied = 0;
  for (const rows of pages(source, table, values.join(", "))) {
    for (const row of rows) {
      insert.run(...columns.flatMap((_, index) => [input(row[`t${index}`]), input(row[`v${index}`])]));
    }
    copied += rows.length;
    onRows(rows.length);
  }
  if (there !== copied) throw new Error(`${table} has ${there} rows, of which ${copied} were copied`);
}

function countRows(source: DatabaseSync, table: string): number {
  return Number(source.prepare(`select count(*) as rows from ${quoted(table)}`).all()[0]?.["rows"]);
}

/** The rows of a table by their hidden number; a table without one is small enough to be skipped through. */
function* pages(
  source: DatabaseSync,
  table: string,
  values: string,
): Generator<Record<string, SQLOutputValue>[]> {
  const rowid = rowidName(source, table);
  const read = source.prepare(
    rowid === undefined
      ? `select ${values} from ${quoted(table)} limit ${ROWS_PER_PAGE} offset ?`
      : `select ${values}, ${rowid} as place from ${quoted(table)}
          where ${rowid} >= ? order by ${rowid} limit ${ROWS_PER_PAGE}`,
  );
  read.setReadBigInts(true);
  for (let place = rowid === undefined ? 0n : LOWEST_ROWID;;) {
    const rows = read.all(place);
    yield rows;
    if (rows.length < ROWS_PER_PAGE) return;
    const last = rows.at(-1)?.["place"];
    place = typeof last === "bigint" ? last + 1n : place + BigInt(rows.length);
  }
}

/** How the hidden number of a table's rows can be called; `undefined` where there is none. */
function rowidName(source: DatabaseSync, table: string): string | undefined {
  const [kind] = source.prepare("select wr from pragma_table_list where schema = 'main' and name = ?").all(
    table,
  );
  if (kind?.["wr"] === 1) return undefined;
  const taken = source.prepare("select lower(name) as name from pragma_table_xinfo(?)").all(table)
    .map(({ name }) => String(name));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.includes(name));
}

/** What numbers were given, also of rows that are gone. */
function copySequences(source: DatabaseSync, target: DatabaseSync): void {
  const [account] = source.prepare("select 1 from sqlite_master where name = 'sqlite_sequence'").all();
  if (account === undefined) return;
  target.prepare("delete from sqlite_sequence").run();
  const insert = target.prepare("insert into sqlite_sequence (name, seq) values (?, ?)");
  const read = source.prepare("select name, seq from sqlite_sequence order by rowid");
  read.setReadBigInts(true);
  for (const { name, seq } of read.all()) insert.run(input(name), input(seq));
}

function input(value: SQLOutputValue | undefined): SQLInputValue {
  return value ?? null;
}
