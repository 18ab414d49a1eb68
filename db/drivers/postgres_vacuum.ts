/**
 * VACUUM on a PostgreSQL server.
 *
 * @module
 */

import { readCatalogue } from "./catalogue.ts";
import { type PoolOptions, PostgresPool } from "./postgres_pool.ts";
import { sessionOn } from "./postgres_session.ts";
import { quoted } from "./table_rows.ts";

/** Vacuums and analyses every table, and answers how large the database was and is. */
export async function vacuumPostgres(
  options: PoolOptions,
): Promise<{ readonly beforeBytes: number; readonly afterBytes: number }> {
  const pool = new PostgresPool(options);
  try {
    return await pool.use(async (connection) => {
      const session = sessionOn(connection);
      const size = async () => {
        const [row] = await session.read<{ bytes: number }>({
          sql: "select pg_database_size(current_database()) as bytes",
          parameters: [],
        });
        return row?.bytes ?? 0;
      };
      const beforeBytes = await size();
      const tables = await readCatalogue("postgres", session);
      // The connection is this function's own. Behind PgBouncer it is not, and what is set there stays set.
      if (options.target.behindPgBouncer !== true) await session.execute("set statement_timeout = 0");
      for (const name of tables.keys()) await session.execute(`vacuum (analyze) ${quoted(name)}`);
      return { beforeBytes, afterBytes: await size() };
    });
  } finally {
    await pool.close();
  }
}
