/**
 * The rows that name a person, page by page: others who read and write wait for no more than one page.
 *
 * @module
 */

import { type RawBuilder, sql } from "kysely";
import type { DatabaseReads } from "../../src/domain/memory.ts";
import { statementBuilder } from "../drivers/dialect.ts";
import { foldedName } from "../repositories/folded_name.ts";
import type { PeopleTable } from "./people_columns.ts";
import { fateOf, type Row, type RowFate } from "./person_in_row.ts";

const ROWS_PER_PAGE = 500;

/** A row that names the person. */
export interface NamingRow {
  readonly row: Row;
  readonly fate: RowFate;
}

/** The rows of a table that name somebody, in the order of their keys; no page is empty. */
export async function* rowsNaming(
  reads: DatabaseReads,
  table: PeopleTable,
  name: string,
): AsyncGenerator<NamingRow[]> {
  const db = statementBuilder(reads.dialect);
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const columns = sql.join(Object.keys(table.columns).map((column) => sql.ref(column)));
  let last: Row | undefined = undefined;
  for (;;) {
    const behind = last === undefined ? sql`` : sql`and (${key}) > (${valuesOf(table.key, last)})`;
    const rows: Row[] = await reads.read<Row>(
      sql`select ${columns} from ${sql.table(table.name)} where (${mayName(table, name)}) ${behind}
        order by ${key} limit ${sql.lit(ROWS_PER_PAGE)}`.compile(db),
    );
    const naming = rows.flatMap((row) => {
      const fate = fateOf(table, row, name);
      return fate === undefined ? [] : [{ row: { ...row }, fate }];
    });
    if (naming.length > 0) yield naming;
    last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_PAGE) return;
  }
}

/** The condition under which a row may name the person; `fateOf` knows for sure. */
function mayName({ columns, people }: PeopleTable, name: string): RawBuilder<unknown> {
  const folded = foldedName(name);
  return sql.join(
    Object.entries(people.columns).map(([column, fate]) => {
      const text = sql`lower(${sql.ref(column)})`;
      if (fate !== "mention" && fate !== "record") return sql`${text} = ${folded}`;
      const part = columns[column]?.type === "json" ? JSON.stringify(folded).slice(1, -1) : folded;
      return sql`${text} like ${`%${part.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
    }),
    sql` or `,
  );
}

/** The values of some columns of a row, as a list. */
export function valuesOf(columns: readonly string[], row: Row): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql`${row[column]}`));
}
