/**
 * The way back: the rows that were put aside return to their tables, and replaced values to their rows.
 *
 * @module
 */

import type { CodeContext } from "../../db/migrate/migration.ts";
import { TABLE_RULES, type TableRules } from "./column_rules.ts";
import { parseRow, quoted, type RowJson, valueSql } from "./exact_values.ts";

/** Rows that are in memory at a time. */
const ROWS_PER_PAGE = 500;

/** On PostgreSQL, whose columns cannot hold these rows, they wait here for the next way up. */
const KEPT = "quarantined_rows_kept";

/** What a row was put aside as. */
interface Quarantined {
  readonly id: number;
  readonly table_name: string;
  readonly row_id: string;
  readonly row_key: string | null;
  readonly original: string;
  readonly replacements: string | null;
}

/** Empties `quarantined_rows`. */
export async function giveMisfitsBack(context: CodeContext): Promise<void> {
  const { dialect, session, note, progress } = context;
  const [counted] = await session.read<{ rows: number }>({
    sql: "SELECT count(*) AS rows FROM quarantined_rows",
    parameters: [],
  });
  const total = counted?.rows ?? 0;
  if (total === 0) return;
  if (dialect === "postgres") {
    await session.execute(`CREATE TABLE ${KEPT} AS SELECT * FROM quarantined_rows`);
    note(`${total} quarantined rows stay in ${KEPT}: columns of PostgreSQL cannot hold them`);
    return;
  }
  await session.execute("PRAGMA ignore_check_constraints = ON");
  let done = 0;
  let returned = 0;
  // Values first: a name that stands in the place of another may be that of a row that is not back yet.
  for (const part of ["row_key IS NOT NULL", "row_key IS NULL"]) {
    for (let after = 0;;) {
      const page = await session.read<Quarantined>({
        sql: `SELECT id, table_name, CAST(row_id AS TEXT) AS row_id, row_key, original, replacements
          FROM quarantined_rows WHERE ${part} AND id > ? ORDER BY id LIMIT ${ROWS_PER_PAGE}`,
        parameters: [after],
      });
      if (page.length === 0) break;
      for (const quarantined of page) if (await giveBack(context, quarantined)) returned++;
      after = page.at(-1)?.id ?? after;
      done += page.length;
      progress({ what: "giving quarantined rows back", done, total });
    }
  }
  await session.execute("PRAGMA ignore_check_constraints = OFF");
  note(`${returned} quarantined rows are in their tables again`);
  if (returned < total) {
    note(`${total - returned} quarantined values are gone with rows that were removed in the meantime`);
  }
}

/** Takes over what an earlier way down had to leave behind. */
export async function takeKeptRows({ dialect, session }: CodeContext): Promise<void> {
  if (dialect !== "postgres") return;
  const [kept] = await session.read<{ name: string | null }>({
    sql: `SELECT CAST(to_regclass('${KEPT}') AS text) AS name`,
    parameters: [],
  });
  if (kept === undefined || kept.name === null) return;
  await session.execute(
    `INSERT INTO quarantined_rows
        (table_name, row_id, row_key, original, replacements, reason, quarantined_at)
      SELECT table_name, row_id, row_key, original, replacements, reason, quarantined_at FROM ${KEPT} ORDER BY id`,
  );
  await session.execute(`DROP TABLE ${KEPT}`);
}

async function giveBack(context: CodeContext, quarantined: Quarantined): Promise<boolean> {
  const rules = TABLE_RULES.find(({ table }) => table === quarantined.table_name);
  if (rules === undefined) {
    throw new Error(`a row of the unknown table ${quarantined.table_name} was put aside`);
  }
  const original = parseRow(quarantined.original);
  if (quarantined.row_key === null) return await insert(context, rules, quarantined.row_id, original);
  const replacements = parseRow(quarantined.replacements ?? "{}");
  return await restore(context, rules, quarantined.row_key, original, replacements);
}

async function insert(
  { session }: CodeContext,
  { table, columns }: TableRules,
  rowId: string,
  original: RowJson,
): Promise<boolean> {
  const there = await session.read<{ name: string }>({
    sql: "SELECT name FROM pragma_table_info(?)",
    parameters: [table],
  });
  const row = Object.entries(original).filter(([column]) => there.some(({ name }) => name === column));
  const values = row.map(([column, json]) => ({ column: quoted(column), ...valueSql(json) }));
  if (table === "api_tokens" && original["token"] !== null) {
    const revoked = values.find(({ column }) => column === '"revoked"');
    if (revoked !== undefined) Object.assign(revoked, { sql: "1", parameters: [] });
  }
  const taken = await session.read({
    sql: `SELECT 1 FROM ${table} WHERE rowid = ?`,
    parameters: [BigInt(rowId)],
  });
  const isNumbered = columns["id"] !== undefined;
  // A new number is better than no row, should somebody else have got this one.
  const chosen = isNumbered && taken.length > 0 ? values.filter(({ column }) => column !== '"id"') : values;
  if (!isNumbered && taken.length === 0) {
    chosen.unshift({ column: "rowid", sql: `CAST('${BigInt(rowId)}' AS INTEGER)`, parameters: [] });
  }
  await session.execute(
    `INSERT INTO ${table} (${chosen.map(({ column }) => column).join(", ")})
      VALUES (${chosen.map(({ sql }) => sql).join(", ")})`,
    chosen.flatMap(({ parameters }) => parameters),
  );
  return true;
}

/** A value that has changed since stays as it is now: it is the newer truth. */
async function restore(
  { session }: CodeContext,
  { table, key }: TableRules,
  rowKey: string,
  original: RowJson,
  replacements: RowJson,
): Promise<boolean> {
  // Tokens come back revoked and unusable, whatever they were.
  const columns = Object.keys(replacements).filter((name) => table !== "api_tokens" || name !== "revoked");
  const condition = table === "api_tokens" ? "substr(token, -64) = ?" : `${key} = ?`;
  const where = { sql: condition, parameter: key === "id" ? BigInt(rowKey) : rowKey };
  const found = await session.read({
    sql: `SELECT 1 FROM ${table} WHERE ${where.sql}`,
    parameters: [where.parameter],
  });
  if (found.length === 0) return false;
  if (columns.length === 0) return true;
  const values = columns.map((column) => {
    const name = quoted(column);
    const before = valueSql(replacements[column] ?? null);
    const then = valueSql(original[column] ?? null);
    return {
      sql: `${name} = CASE WHEN ${name} IS ${before.sql} THEN ${then.sql} ELSE ${name} END`,
      parameters: [...before.parameters, ...then.parameters],
    };
  });
  await session.execute(
    `UPDATE ${table} SET ${values.map(({ sql }) => sql).join(", ")} WHERE ${where.sql}`,
    [...values.flatMap(({ parameters }) => parameters), where.parameter],
  );
  return true;
}
