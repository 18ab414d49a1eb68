/**
 * `rosey migrate check`.
 *
 * @module
 */

import { openForMigration } from "../../../db/open_database.ts";
import { checkDatabase, type CheckReport, findingText, isOfTheLedger } from "../../../db/migrate/check.ts";
import type { Migrator } from "../../../db/migrate/migrator.ts";
import { notCurrent } from "../../../db/migrate/refusals.ts";
import { type DatabaseState, isLedgerLost } from "../../../db/migrate/state.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig } from "../database_access.ts";
import type { MigrateFlags } from "../migrate_command_table.ts";

/** Prints what was found; throws when something is to be mended, or when migrations wait. Changes nothing. */
export async function migrateCheck(this: RoseyContext, flags: MigrateFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  const facts = programFacts(host);
  const { driver, migrator, close } = openForMigration({ ...facts, target, mayCreate: false });
  try {
    const state = await stateOf(migrator);
    const refusal = state && notCurrent(driver.location, state, await migrator.status());
    // Statements that mend tables are nothing for an old bot's file, or another program's.
    if (state?.kind !== "ours" && refusal !== undefined) throw refusal;
    const report = await checkDatabase({ ...facts, driver });
    host.out.write(flags.json === true ? json(driver.location, report) : text(driver.location, report));
    if (report.drifted) throw drift(driver.location, report);
    if (refusal !== undefined) throw refusal;
  } finally {
    await close();
  }
}

/** Nothing where the ledger is lost: that is one of the things that a check finds. */
async function stateOf(migrator: Migrator): Promise<DatabaseState | undefined> {
  try {
    return await migrator.state();
  } catch (thrown) {
    if (isLedgerLost(thrown)) return undefined;
    throw thrown;
  }
}

function drift(location: string, { tables }: CheckReport): RoseyError {
  const count = tables.flatMap(({ findings }) => findings.filter(({ harmless }) => !harmless)).length;
  return new RoseyError(
    `The database ${location} is not as its migrations made it: ${count} ${
      count === 1 ? "thing" : "things"
    } to mend`,
    {
      code: "migrate.drift_found",
      hint: "Look at the SQL above and run it, or put a backup in the place of the database.",
      exit: "drift",
    },
  );
}

function json(database: string, { tables, drifted }: CheckReport): string {
  return jsonText({
    database,
    drifted,
    findings: tables.flatMap(({ findings }) => findings),
    repair: tables.flatMap(({ repair }) => repair),
  });
}

function text(database: string, { tables, drifted }: CheckReport): string {
  const findings = tables.flatMap(({ findings }) => findings);
  const harmful = findings.filter(({ harmless }) => !harmless);
  const others = findings.filter(({ harmless }) => harmless);
  const repair = tables.flatMap(({ repair }) => repair.map((statement) => `${statement};`));
  return [
    `${database}: ${drifted ? "not as declared" : "as declared"}`,
    ...harmful.map((finding) => `  ${findingText(finding)}`),
    ...others.map((finding) => `  ${findingText(finding)} (somebody's own; left alone)`),
    ...(repair.length === 0 ? [] : ["", "-- to mend it:", ...repair]),
    ...(harmful.some(isOfTheLedger) ? ["", "-- then, for the ledger: rosey migrate adopt"] : []),
    "",
  ].join("\n");
}
