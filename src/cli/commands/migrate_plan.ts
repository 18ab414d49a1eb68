/**
 * `rosey migrate plan`.
 *
 * @module
 */

import { openForMigration } from "../../../db/open_database.ts";
import { planText, planUp } from "../../../db/migrate/plan.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig } from "../database_access.ts";
import type { MigratePlanFlags } from "../migrate_command_table.ts";

/** Prints what `migrate up` would run, and nothing else on standard output; changes nothing. */
export async function migratePlan(this: RoseyContext, flags: MigratePlanFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  const access = openForMigration({ ...programFacts(host), target, mayCreate: false });
  try {
    const plan = await planUp(access.migrator, access.driver, {
      ...(flags.to === undefined ? {} : { to: flags.to }),
      outOfOrder: flags["out-of-order"] ?? false,
    });
    host.out.write(
      flags.json === true ? jsonText({ database: access.driver.location, ...plan }) : planText(plan),
    );
    if (plan.steps.length === 0 && flags.json !== true) {
      host.err.write(`${access.driver.location}: nothing to do\n`);
    }
  } finally {
    await access.close();
  }
}
