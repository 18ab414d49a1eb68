/**
 * `rosey migrate adopt`.
 *
 * @module
 */

import { adoptDatabase, type Recognition } from "../../../db/migrate/adopt.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { MigrateFlags } from "../migrate_command_table.ts";

/** Says what the database is; writes the ledger of one that has lost it. */
export async function migrateAdopt(this: RoseyContext, flags: MigrateFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  await withDriver(target, { mayCreate: false }, async (driver) => {
    const recognition = await adoptDatabase({ ...programFacts(host), driver });
    host.out.write(
      flags.json === true
        ? jsonText({ database: driver.location, ...recognition })
        : `${driver.location}: ${text(recognition)}\n`,
    );
  });
}

function text(recognition: Recognition): string {
  switch (recognition.kind) {
    case "empty":
      return "empty; `rosey migrate up` fills it";
    case "ours":
      return "Rosey's, and its ledger is in order; nothing was changed";
    case "stamped":
      return ["Rosey's; its ledger was written anew:", ...recognition.migrations].join("\n  ");
    case "v050": {
      const { file, rows } = recognition;
      const lists = [
        ["lacks", file.completed],
        ["not ours, stays as it is", file.leftAlone],
        ["left by a migration that failed, will be set aside as", file.setAside],
      ] as const;
      return [
        `made by ${file.description}; nothing was changed, \`rosey migrate up\` takes it over`,
        ...lists.filter(([, names]) => names.length > 0).map(([title, names]) =>
          `${title}: ${names.join(", ")}`
        ),
        ...Object.entries(rows).map(([table, count]) => `${table}: ${count} rows`),
      ].join("\n  ");
    }
  }
}
