/**
 * Rows for every declared table.
 *
 * @module
 */
import type { Declarations } from "../../../db/drivers/declared_shapes.ts";
import type { Driver, Session } from "../../../db/drivers/driver.ts";
import type { SqlValue } from "../../../src/domain/memory.ts";
import type { ColumnDeclaration } from "../../../db/schema.ts";

/** Two rows for each table but the ledger, whose rows are its own, and those that can have only one. */
export async function fill(
  driver: Pick<Driver, "dialect">,
  session: Session,
  tables: Declarations,
): Promise<void> {
  for (const [name, { columns }] of Object.entries(tables)) {
    if (name === "rosey_migrations") continue;
    // What has a default may hold few values only.
    const filled = Object.entries(columns).filter(([, column]) => column.default === undefined);
    const isSingle = Object.values(columns).some(({ check }) => check === "id = 1");
    for (const number of isSingle ? [1] : [1, 2]) {
      const values = filled.map(([, column]) => valueOf(column, number));
      const places = values.map((_, at) => driver.dialect === "sqlite" ? "?" : `$${at + 1}`);
      const names = filled.map(([column]) => column).join(", ");
      await session.execute(`INSERT INTO ${name} (${names}) VALUES (${places.join(", ")})`, values);
    }
  }
}

function valueOf({ type }: ColumnDeclaration, number: number): SqlValue {
  if (type === "real") return number + 0.5;
  return type === "text" || type === "json" ? `"text ${number}"` : number;
}

/** All rows of these tables, without a column that was lost, in an order of their own. */
export async function allRows(
  driver: Pick<Driver, "read">,
  tables: Declarations,
  lost: { readonly table: string; readonly column?: string } | undefined,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, { columns }] of Object.entries(tables)) {
    if (lost?.table === name && lost.column === undefined) continue;
    const names = Object.keys(columns).filter((column) => lost?.table !== name || lost.column !== column);
    const rows = await driver.read<Record<string, unknown>>({
      sql: `SELECT ${names.join(", ")} FROM ${name}`,
      parameters: [],
    });
    found[name] = rows.map((row) => JSON.stringify(Object.entries(row))).sort();
  }
  return found;
}
