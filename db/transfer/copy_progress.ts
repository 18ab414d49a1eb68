/**
 * How far a copy has got, kept in its target, so that one that was interrupted goes on where it stood. Written in the
 * transaction that adds the rows: what it says is so.
 *
 * @module
 */

import { z } from "zod";
import type { SqlValue } from "../../src/domain/memory.ts";
import { COLUMN_TYPES, type Dialect, statementBuilder } from "../drivers/dialect.ts";
import type { Session } from "../drivers/driver.ts";
import type { CarriedRow } from "../drivers/table_rows.ts";
import { UNFINISHED_COPY } from "../migrate/unfinished_copy.ts";

/** How far one table has got. */
export interface TableProgress {
  readonly rows: number;
  /** The key of the newest row; `undefined` before the first. */
  readonly lastKey: CarriedRow | undefined;
  readonly isComplete: boolean;
}

interface ProgressRow {
  readonly table_name: string;
  readonly source: string;
  readonly rows_copied: number;
  readonly last_key: string | null;
  readonly is_complete: number;
}

const Key = z.array(z.union([z.string(), z.number(), z.null()]));

/** The row that says where the copy is from; a table cannot have this name. */
const HEADER = "";

/** Notes that a copy begins. */
export async function beginProgress(
  dialect: Dialect,
  session: Session,
  { source, tables }: { readonly source: string; readonly tables: readonly string[] },
): Promise<void> {
  const { text, integer64, boolean01 } = COLUMN_TYPES[dialect];
  await session.execute(
    `create table ${UNFINISHED_COPY} (table_name ${text} primary key, source ${text} not null,
      rows_copied ${integer64} not null, last_key ${text}, is_complete ${boolean01} not null)`,
  );
  for (const table of [HEADER, ...tables]) {
    await run(
      session,
      builder(dialect).insertInto(UNFINISHED_COPY)
        .values({ table_name: table, source, rows_copied: 0, last_key: null, is_complete: 0 }).compile(),
    );
  }
}

/** Where the copy is from that was begun there. */
export async function progressSource(dialect: Dialect, session: Pick<Session, "read">): Promise<string> {
  const [header] = await session.read<{ source: string }>(
    builder(dialect).selectFrom(UNFINISHED_COPY).select("source").where("table_name", "=", HEADER).compile(),
  );
  return header?.source ?? "";
}

/** How far a table has got; `undefined` for one that was not planned when the copy began. */
export async function tableProgress(
  dialect: Dialect,
  session: Pick<Session, "read">,
  table: string,
): Promise<TableProgress | undefined> {
  const [row] = await session.read<ProgressRow>(
    builder(dialect).selectFrom(UNFINISHED_COPY).selectAll().where("table_name", "=", table).compile(),
  );
  return row && {
    rows: Number(row.rows_copied),
    lastKey: row.last_key === null ? undefined : Key.parse(JSON.parse(row.last_key)),
    isComplete: row.is_complete === 1,
  };
}

/** Notes how far a table has got. */
export function noteProgress(
  dialect: Dialect,
  session: Session,
  table: string,
  { rows, lastKey, isComplete }: TableProgress,
): Promise<void> {
  return run(
    session,
    builder(dialect).updateTable(UNFINISHED_COPY)
      .set({
        rows_copied: rows,
        last_key: lastKey === undefined ? null : JSON.stringify(lastKey),
        is_complete: isComplete ? 1 : 0,
      })
      .where("table_name", "=", table).compile(),
  );
}

/** Forgets the copy: the target is a memory now, or is empty again. */
export async function endProgress(session: Session): Promise<void> {
  await session.execute(`drop table ${UNFINISHED_COPY}`);
}

function builder(dialect: Dialect) {
  return statementBuilder(dialect).withTables<{ [UNFINISHED_COPY]: ProgressRow }>();
}

function run(session: Session, { sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
  return session.execute(sql, parameters.map(sqlValue));
}

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  throw new TypeError(`The progress of a copy is texts and numbers, not ${typeof value}`);
}
