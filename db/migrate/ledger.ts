/**
 * The table in which a database says which migrations it has had.
 *
 * @module
 */

import type { Selectable } from "kysely";
import type { SqlValue } from "../../src/domain/memory.ts";
import { createTable } from "../drivers/ddl.ts";
import { type Dialect, statementBuilder } from "../drivers/dialect.ts";
import type { Session } from "../drivers/driver.ts";
import { type Database, TABLES } from "../schema.ts";

/** The table's name. */
export const LEDGER = "rosey_migrations";

/** A migration that the database has had. */
export interface LedgerRow {
  readonly line: string;
  readonly id: string;
  readonly name: string;
  readonly checksum: string;
  /** Unix seconds. */
  readonly appliedAt: number;
  readonly durationMs: number;
  readonly appVersion: string;
  readonly host: string;
}

/** The statement that makes the table. */
export function createLedger(dialect: Dialect): string {
  return createTable(dialect, LEDGER, TABLES[LEDGER]);
}

/** Every row, oldest first. */
export async function readLedger(dialect: Dialect, session: Pick<Session, "read">): Promise<LedgerRow[]> {
  const query = statementBuilder(dialect).selectFrom(LEDGER)
    .selectAll().orderBy("line").orderBy("id").compile();
  const rows = await session.read<Selectable<Database[typeof LEDGER]>>(query);
  return rows.map((row) => ({
    line: row.line,
    id: row.id,
    name: row.name,
    checksum: row.checksum,
    appliedAt: row.applied_at,
    durationMs: row.duration_ms,
    appVersion: row.app_version,
    host: row.host,
  }));
}

/** Notes a migration that is about to run. */
export function noteApplied(dialect: Dialect, session: Session, row: LedgerRow): Promise<void> {
  return run(session, insertRow(dialect, row));
}

function insertRow(dialect: Dialect, { appliedAt, durationMs, appVersion, ...rest }: LedgerRow) {
  return statementBuilder(dialect).insertInto(LEDGER)
    .values({ ...rest, applied_at: appliedAt, duration_ms: durationMs, app_version: appVersion }).compile();
}

/** Notes how long it took. */
export function noteDuration(
  dialect: Dialect,
  session: Session,
  row: Pick<LedgerRow, "line" | "id" | "durationMs">,
): Promise<void> {
  return run(session, setDuration(dialect, row));
}

function setDuration(
  dialect: Dialect,
  { line, id, durationMs }: Pick<LedgerRow, "line" | "id" | "durationMs">,
) {
  return statementBuilder(dialect).updateTable(LEDGER)
    .set({ duration_ms: durationMs }).where("line", "=", line).where("id", "=", id).compile();
}

/** The texts of what is noted around a migration: before it, and after it. */
export function ledgerStatements(dialect: Dialect): { readonly before: string; readonly after: string } {
  const row: LedgerRow = {
    line: "",
    id: "",
    name: "",
    checksum: "",
    appliedAt: 0,
    durationMs: 0,
    appVersion: "",
    host: "",
  };
  return { before: insertRow(dialect, row).sql, after: setDuration(dialect, row).sql };
}

/** Forgets a migration that is about to be undone. */
export function noteUndone(
  dialect: Dialect,
  session: Session,
  { line, id }: Pick<LedgerRow, "line" | "id">,
): Promise<void> {
  return run(
    session,
    statementBuilder(dialect).deleteFrom(LEDGER).where("line", "=", line).where("id", "=", id).compile(),
  );
}

function run(session: Session, { sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
  return session.execute(sql, parameters.map(sqlValue));
}

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`The ledger holds texts and numbers, not ${typeof value}`);
}
