/**
 * `rosey db check`.
 *
 * @module
 */

import { findingText } from "../../../db/migrate/check.ts";
import { checkSoundness, type SoundnessReport, worstOf } from "../../../db/transfer/check.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { DbFlags } from "../db_command_table.ts";

/** Prints what was found, and throws the worst of it. */
export async function checkDb(this: RoseyContext, flags: DbFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  await withDriver(target, { mayCreate: false }, async (driver) => {
    const report = await checkSoundness({ ...programFacts(host), driver, target });
    host.out.write(flags.json === true ? json(driver.location, report) : text(driver.location, report));
    const worst = worstOf(report, driver.location);
    if (worst !== undefined) throw worst;
  });
}

function json(database: string, report: SoundnessReport): string {
  const { damage, ledger, catalogue } = report;
  return jsonText({
    database,
    sound: worstOf(report, database) === undefined,
    damage,
    ledger: ledger === undefined ? null : { code: ledger.code, message: ledger.message },
    catalogue: catalogue?.tables.map(({ table, findings, repair }) => ({
      table,
      findings: findings.map(findingText),
      repair,
    })) ?? null,
  });
}

function text(database: string, { damage, ledger, catalogue }: SoundnessReport): string {
  const findings = catalogue?.tables.flatMap((table) => table.findings.map(findingText)) ?? [];
  return [
    `${database}:`,
    ...section("integrity", damage, "every page and row can be read"),
    ...damage.length > 0
      ? []
      : section("ledger", ledger === undefined ? [] : [ledger.message], "every migration is there"),
    ...catalogue === undefined ? [] : section("tables", findings, "as the migrations made them"),
    "",
  ].join("\n");
}

function section(name: string, problems: readonly string[], well: string): string[] {
  if (problems.length === 0) return [`  ${name.padEnd(9)} ok: ${well}`];
  return [`  ${name.padEnd(9)} ${problems.length} found:`, ...problems.map((problem) => `    ${problem}`)];
}
