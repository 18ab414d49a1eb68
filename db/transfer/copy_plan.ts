/**
 * Which rows go where when a memory moves to another database, and what stands in the way.
 *
 * @module
 */

import type { Catalogue, LiveTable } from "../drivers/catalogue.ts";
import type { Dialect } from "../drivers/dialect.ts";
import type { Session } from "../drivers/driver.ts";
import { misfitsQuery, quoted, readLayout, type RowLayout } from "../drivers/table_rows.ts";
import { LEDGER } from "../migrate/ledger.ts";
import { UNFINISHED_COPY } from "../migrate/unfinished_copy.ts";
import { noPlaceFor, notCarriable } from "./refusals.ts";

/** One end of a copy: a database as it is seen by one session. */
export interface CopyEnd {
  readonly dialect: Dialect;
  /** Fit to be shown. */
  readonly location: string;
  readonly session: Pick<Session, "read">;
  readonly catalogue: Catalogue;
}

/** A table that is copied, as both ends have it. */
export interface TableCopy {
  readonly name: string;
  readonly source: RowLayout;
  readonly target: RowLayout;
}

/** What only the source has: a table that is none of Rosey's, or a column that somebody added to one of hers. */
export interface LeftBehind {
  readonly table: string;
  /** `undefined`: the table as a whole. */
  readonly column: string | undefined;
  /** Rows with something in it. */
  readonly rows: number;
}

/** How it is called in messages. */
export function leftBehindText({ table, column, rows }: LeftBehind): string {
  const what = column === undefined ? `table ${table}` : `column ${table}.${column}`;
  return `${what} (${rows} ${rows === 1 ? "row" : "rows"})`;
}

/** What a copy will do. */
export interface CopyPlan {
  readonly tables: readonly TableCopy[];
  readonly left: readonly LeftBehind[];
}

/** Tables that each database keeps for itself: they describe it, and are no part of the memory. */
const OF_THE_DATABASE: ReadonlySet<string> = new Set([LEDGER, UNFINISHED_COPY]);

/**
 * Plans a copy between databases of one version. Throws a `RoseyError` when the target has no place for something that
 * holds data (unless `leaveUnknown`), or when a table holds what no other database can.
 */
export async function planCopy(source: CopyEnd, target: CopyEnd, leaveUnknown: boolean): Promise<CopyPlan> {
  const tables: TableCopy[] = [];
  const left: LeftBehind[] = [];
  for (const table of source.catalogue.values()) {
    if (OF_THE_DATABASE.has(table.name)) continue;
    const counterpart = target.catalogue.get(table.name);
    if (counterpart === undefined) {
      left.push({ table: table.name, column: undefined, rows: await countRows(source, table.name) });
      continue;
    }
    for (const { name } of table.columns) {
      if (counterpart.columns.some((column) => column.name === name)) continue;
      left.push({ table: table.name, column: name, rows: await countRows(source, table.name, name) });
    }
    tables.push(await planTable(source, target, table, counterpart));
  }
  const lost = left.filter(({ rows }) => rows > 0);
  if (lost.length > 0 && !leaveUnknown) {
    throw noPlaceFor(source.location, target.location, lost.map(leftBehindText));
  }
  return { tables, left };
}

/** How many rows a table has, or how many of them have something in a column. */
export async function countRows(
  { session }: Pick<CopyEnd, "session">,
  table: string,
  column?: string,
): Promise<number> {
  const what = column === undefined ? "*" : quoted(column);
  const [row] = await session.read<{ rows: number }>({
    sql: `select count(${what}) as rows from ${quoted(table)}`,
    parameters: [],
  });
  return Number(row?.rows ?? 0);
}

async function planTable(
  source: CopyEnd,
  target: CopyEnd,
  from: LiveTable,
  to: LiveTable,
): Promise<TableCopy> {
  const common = (table: LiveTable, other: LiveTable): LiveTable => ({
    ...table,
    columns: table.columns.filter(({ name }) => other.columns.some((column) => column.name === name)),
  });
  const targetLayout = await readLayout(target.dialect, target.session, common(to, from));
  const sourceLayout = meantFor(
    targetLayout,
    source.dialect,
    await readLayout(source.dialect, source.session, common(from, to)),
  );
  const refuse = (why: string) => notCarriable(source.location, from.name, why);
  if (sourceLayout.key.length === 0) throw refuse("it has no primary key");
  if (sourceLayout.key.join() !== targetLayout.key.join()) {
    throw refuse("its primary key differs in the target");
  }
  sourceLayout.columns.forEach(({ name, kind, type }, index) => {
    const other = targetLayout.columns[index];
    if (kind === undefined || kind !== other?.kind) {
      throw refuse(
        `its column ${name} is ${type || "of no type"}, and ${other?.type || "of no type"} in the target`,
      );
    }
  });
  if (source.dialect === "sqlite") {
    const misfits = await findMisfits(source, sourceLayout, targetLayout);
    if (misfits.length > 0) {
      throw refuse(`it holds values that are not of their column's kind: ${misfits.join(", ")}`);
    }
  }
  return { name: from.name, source: sourceLayout, target: targetLayout };
}

/**
 * What SQLite calls a column binds nobody: old files say BOOLEAN, or an integer for what is a fraction. What counts is that
 * the values fit the target's column, which {@link findMisfits} looks at.
 */
function meantFor(target: RowLayout, dialect: Dialect, source: RowLayout): RowLayout {
  if (dialect !== "sqlite") return source;
  const columns = source.columns.map((column, index) => ({
    ...column,
    kind: target.columns[index]?.kind ?? column.kind,
  }));
  return { ...source, columns };
}

async function findMisfits(source: CopyEnd, layout: RowLayout, target: RowLayout): Promise<string[]> {
  const [counts = {}] = await source.session.read<Record<string, number | null>>(
    misfitsQuery(layout, target),
  );
  return layout.columns.flatMap(({ name }, index) => {
    const count = Number(counts[`v${index}`] ?? 0);
    return count === 0 ? [] : [`${name} (${count} ${count === 1 ? "row" : "rows"})`];
  });
}
