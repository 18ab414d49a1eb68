/** A copy of a memory in another database, for tests of what is read from it there. */
import type { Driver } from "../../db/drivers/driver.ts";
import { type TableDeclaration, tableNames, TABLES } from "../../db/schema.ts";

/** Rows of one table in one statement: what JSON takes and a test waits for. */
const ROWS_PER_STATEMENT = 1_000;

/**
 * Copies every row from SQLite to an empty PostgreSQL database, but those that no table of ours may hold: without the
 * name that is their key, or with half a person in a count.
 */
export async function copyMemory(from: Driver, to: Driver): Promise<void> {
  await to.transaction(async (session) => {
    for (const table of tableNames()) {
      if (table === "rosey_migrations") continue;
      const { columns, primaryKey }: TableDeclaration = TABLES[table];
      const key = primaryKey?.[0] ?? Object.entries(columns).find(([, column]) => "key" in column)?.[0] ?? "";
      const found = await from.read<Record<string, unknown>>({
        sql: `select * from ${table} where ${key} is not null order by ${key}`,
        parameters: [],
      });
      const rows = found.filter((row) =>
        Object.entries(row).every(([name, value]) =>
          columns[name]?.type !== "integer64" || value === null || Number.isInteger(value)
        )
      );
      if (columns[key]?.key !== "primary" && rows.length > 0) {
        await session.execute(
          `select setval(pg_get_serial_sequence('${table}', '${key}'), ${rows.at(-1)?.[key]})`,
        );
      }
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        const json = JSON.stringify(
          rows.slice(start, start + ROWS_PER_STATEMENT),
          (_, value: unknown) => typeof value === "string" ? value.replaceAll("\0", "\u2400") : value,
        );
        await session.execute(
          `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::text::jsonb)`,
          [json],
        );
      }
    }
  }, 1_000);
}
