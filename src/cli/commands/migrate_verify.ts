/**
 * `rosey migrate verify`.
 *
 * @module
 */

import { openForMigration } from "../../../db/open_database.ts";
import { type VerifiedPromise, verifyMigrations } from "../../../db/migrate/verify.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig } from "../database_access.ts";
import type { MigrateFlags } from "../migrate_command_table.ts";

/** Prints each promise of each applied migration; throws when one is broken. Changes nothing. */
export async function migrateVerify(this: RoseyContext, flags: MigrateFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  const facts = programFacts(host);
  const { driver, migrator, close } = openForMigration({ ...facts, target, mayCreate: false });
  try {
    const promises = await verifyMigrations(driver, facts.lines, await migrator.status());
    const broken = promises.filter(({ brokenRows, failed }) => brokenRows > 0 || failed !== undefined);
    host.out.write(
      flags.json === true
        ? jsonText({ database: driver.location, promises })
        : [`${driver.location}:`, ...promises.map(line), ""].join("\n"),
    );
    if (broken.length > 0) {
      throw new RoseyError(
        `The database ${driver.location} breaks ${broken.length} of ${promises.length} promises of its migrations`,
        {
          code: "migrate.promise_broken",
          hint: "Somebody changed rows by hand. `rosey migrate check` looks at the tables themselves.",
          exit: "drift",
        },
      );
    }
  } finally {
    await close();
  }
}

function line({ id, name, promise, brokenRows, failed }: VerifiedPromise): string {
  const result = failed ?? (brokenRows === 0 ? undefined : `${brokenRows} rows break it`);
  return `  ${result === undefined ? "holds " : "BROKEN"} ${id}_${name}: ${promise}${
    result === undefined ? "" : ` (${result})`
  }`;
}
