/**
 * Finds the rows of an old file that hold what their columns may not, keeps each of them as it is in
 * `quarantined_rows`, and makes the rest fit: the value is replaced where something can stand in its place, else the
 * row is taken out.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { CodeContext } from "../../db/migrate/migration.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { misfit, suspicion, TABLE_RULES, type TableRules } from "./column_rules.ts";
import {
  exactColumns,
  type ExactValue,
  quoted,
  readValue,
  type RowJson,
  textValue,
  utf8Text,
  valueJson,
  valueSql,
} from "./exact_values.ts";

/** Rows that are looked at in one go: the event loop gets a turn after each. */
const ROWS_PER_PAGE = 10_000;
/** Of those, how many that may not fit are in memory at a time. */
const SUSPECTS_PER_READ = 500;

/** What stands in the place of a token: its owner may know it, this database never does. */
const UNUSABLE = "unusable.";

/** What is wrong with one row. */
interface Finding {
  readonly rowId: bigint;
  readonly row: ReadonlyMap<string, ExactValue>;
  readonly reasons: readonly string[];
  /** What each bad value becomes; `undefined` where the row has to go. */
  readonly replacements: ReadonlyMap<string, ExactValue> | undefined;
}

/** Puts everything aside that does not fit. For SQLite: PostgreSQL's columns hold nothing else. */
export async function putMisfitsAside(context: CodeContext): Promise<void> {
  const { session } = context;
  await refuseOtherEncodings(context);
  const sizes = new Map<string, number>();
  for (const { table } of TABLE_RULES) {
    const [counted] = await session.read<{ rows: number }>({
      sql: `SELECT count(*) AS rows FROM ${table}`,
      parameters: [],
    });
    sizes.set(table, counted?.rows ?? 0);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const rules of TABLE_RULES) {
    await forEachPage(context, rules.table, async (from, to, rows) => {
      await lookAt(context, rules, from, to);
      done += rows;
      context.progress({ what: `looking through ${rules.table}`, done, total });
    });
  }
}

/** The bytes of texts are looked at, and no Rosey-Robot ever made a file in another encoding. */
async function refuseOtherEncodings({ session }: CodeContext): Promise<void> {
  const [file] = await session.read<{ encoding: string }>({ sql: "PRAGMA encoding", parameters: [] });
  if (file?.encoding === "UTF-8") return;
  throw new RoseyError(`Cannot take this database over: its texts are in ${file?.encoding}, not in UTF-8`, {
    code: "migrate.encoding",
    hint: "Make a file in UTF-8 of it: sqlite3 OLD .dump | sqlite3 NEW",
    exit: "databaseRefused",
  });
}

/** Calls `visit` for consecutive ranges of row numbers, both ends included. */
async function forEachPage(
  { session }: CodeContext,
  table: string,
  visit: (from: bigint, to: bigint, rows: number) => Promise<void>,
): Promise<void> {
  let after: bigint | undefined;
  for (;;) {
    const beyond = after === undefined ? "" : "WHERE rowid > ?";
    const [page] = await session.read<{ first: string | null; last: string | null; rows: number }>({
      sql: `SELECT CAST(min(r) AS TEXT) AS first, CAST(max(r) AS TEXT) AS last, count(*) AS rows
        FROM (SELECT rowid AS r FROM ${table} ${beyond} ORDER BY rowid LIMIT ${ROWS_PER_PAGE})`,
      parameters: after === undefined ? [] : [after],
    });
    if (page === undefined || page.first === null || page.last === null) return;
    after = BigInt(page.last);
    await visit(BigInt(page.first), after, page.rows);
    await turnOfTheLoop();
  }
}

async function lookAt(context: CodeContext, rules: TableRules, from: bigint, to: bigint): Promise<void> {
  const names = await columnsOf(context, rules.table);
  const suspicions = Object.entries(rules.columns).map(([name, rule]) => suspicion(name, rule));
  const sql = `SELECT CAST(rowid AS TEXT) AS row_id, ${names.map(exactColumns).join(", ")}
    FROM ${rules.table} WHERE rowid >= ? AND rowid <= ? AND (${suspicions.join(" OR ")})
    ORDER BY rowid LIMIT ${SUSPECTS_PER_READ}`;
  for (let next = from; next <= to;) {
    const suspects = await context.session.read<Record<string, unknown>>({ sql, parameters: [next, to] });
    for (const suspect of suspects) {
      const row = new Map(names.map((name, index) => [name, readValue(suspect, index)]));
      const rowId = BigInt(String(suspect["row_id"]));
      const finding = await judge(context, rules, rowId, row);
      if (finding !== undefined) await putAside(context, rules, finding);
      next = rowId + 1n;
    }
    if (suspects.length < SUSPECTS_PER_READ) return;
  }
}

/** Every column that the table really has, also those of others. */
async function columnsOf({ session }: CodeContext, table: string): Promise<string[]> {
  const columns = await session.read<{ name: string }>({
    sql: "SELECT name FROM pragma_table_info(?)",
    parameters: [table],
  });
  return columns.map(({ name }) => name);
}

async function judge(
  context: CodeContext,
  rules: TableRules,
  rowId: bigint,
  row: ReadonlyMap<string, ExactValue>,
): Promise<Finding | undefined> {
  const reasons: string[] = [];
  const replacements = new Map<string, ExactValue>();
  let stays = true;
  for (const [name, rule] of Object.entries(rules.columns)) {
    const value = row.get(name);
    const found = value === undefined ? undefined : misfit(value, rule);
    if (found === undefined) continue;
    reasons.push(`${name} ${found.problem}`);
    if (found.instead === undefined) stays = false;
    else replacements.set(name, found.instead);
  }
  if (reasons.length === 0) return undefined;
  if (stays && await isKeyTaken(context, rules, replacements)) {
    stays = false;
    reasons.push(`another row has the ${rules.key} that would stand there`);
  }
  return { rowId, row, reasons, replacements: stays ? replacements : undefined };
}

async function isKeyTaken(
  { session }: CodeContext,
  { table, key }: TableRules,
  replacements: ReadonlyMap<string, ExactValue>,
): Promise<boolean> {
  const wanted = replacements.get(key);
  if (wanted === undefined) return false;
  const { sql, parameters } = valueSql(valueJson(wanted));
  const rows = await session.read({ sql: `SELECT 1 FROM ${table} WHERE ${key} = ${sql}`, parameters });
  return rows.length > 0;
}

async function putAside(context: CodeContext, rules: TableRules, finding: Finding): Promise<void> {
  const { session, now } = context;
  const { rowId, row, reasons, replacements } = finding;
  const replaced = replacements === undefined
    ? null
    : JSON.stringify(Object.fromEntries([...replacements].map(([name, value]) => [name, valueJson(value)])));
  await session.execute(
    `INSERT INTO quarantined_rows
      (table_name, row_id, row_key, original, replacements, reason, quarantined_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      rules.table,
      rowId,
      replacements === undefined ? null : keyOf(rules, row, replacements),
      JSON.stringify(originalOf(rules, row)),
      replaced,
      reasons.join("; "),
      now,
    ],
  );
  if (replacements === undefined) {
    await session.execute(`DELETE FROM ${rules.table} WHERE rowid = ?`, [rowId]);
    return;
  }
  const values = [...replacements].map(([name, value]) => ({ name, ...valueSql(valueJson(value)) }));
  await session.execute(
    `UPDATE ${rules.table} SET ${values.map(({ name, sql }) => `${quoted(name)} = ${sql}`).join(", ")}
      WHERE rowid = ?`,
    [...values.flatMap(({ parameters }) => parameters), rowId],
  );
}

/** The row as it was, but for a token: what it proves must not be kept anywhere. */
function originalOf(rules: TableRules, row: ReadonlyMap<string, ExactValue>): RowJson {
  return Object.fromEntries(
    [...row].map(([name, value]) => {
      const isSecret = rules.columns[name]?.holds === "secret" && value.kind !== "null";
      return [name, valueJson(isSecret ? textValue(UNUSABLE + tokenHash(value)) : value)];
    }),
  );
}

/** How the row is found when it shall get its values back: as it is called then. */
function keyOf(
  rules: TableRules,
  row: ReadonlyMap<string, ExactValue>,
  replacements: ReadonlyMap<string, ExactValue>,
): string {
  const value = replacements.get(rules.key) ?? row.get(rules.key);
  if (value === undefined) throw new Error(`the table ${rules.table} has lost its column ${rules.key}`);
  if (rules.columns[rules.key]?.holds === "secret") return tokenHash(value);
  if (value.kind === "integer") return String(value.value);
  const text = value.kind === "text" ? utf8Text(value.bytes) : undefined;
  if (text === undefined) throw new Error(`a row of ${rules.table} cannot be found by its ${rules.key}`);
  return text;
}

function tokenHash(value: ExactValue): string {
  const bytes = value.kind === "text" || value.kind === "blob"
    ? value.bytes
    : JSON.stringify(valueJson(value));
  return createHash("sha256").update(bytes).digest("hex");
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
