/**
 * What a PostgreSQL server knows of damage in a database.
 *
 * @module
 */

import { errorText, RoseyError } from "../../src/domain/errors.ts";
import { readCatalogue } from "./catalogue.ts";
import type { Driver } from "./driver.ts";
import { quoted } from "./table_rows.ts";

/** Reads every row, and asks for indexes that are not valid and pages whose checksum failed. Nothing: it is sound. */
export async function postgresDamage(driver: Driver): Promise<string[]> {
  const damage = await driver.read<{ problem: string }>({
    sql: `select 'the index ' || indexrelid::regclass || ' is not valid: REINDEX it' as problem
        from pg_index where not indisvalid and indrelid in (
          select oid from pg_class where relnamespace = to_regnamespace(current_schema()))
      union all
      select checksum_failures || ' pages failed their checksum, the last at ' || checksum_last_failure
        from pg_stat_database where datname = current_database() and checksum_failures > 0`,
    parameters: [],
  });
  const lines = damage.map(({ problem }) => problem);
  for (const name of (await readCatalogue("postgres", driver)).keys()) {
    const sql = `select count(whole::text) from ${quoted(name)} as whole`;
    try {
      await driver.snapshot((session) => session.read({ sql, parameters: [] }));
    } catch (thrown) {
      if (!(thrown instanceof RoseyError) || thrown.code !== "database.statement") throw thrown;
      lines.push(`the table ${name} cannot be read: ${errorText(thrown)}`);
    }
  }
  return lines;
}
