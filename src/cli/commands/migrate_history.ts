/**
 * `rosey migrate history`.
 *
 * @module
 */

import { LEDGER, type LedgerRow, readLedger } from "../../../db/migrate/ledger.ts";
import { readCatalogue } from "../../../db/drivers/catalogue.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { MigrateFlags } from "../migrate_command_table.ts";

/** Prints the ledger, oldest first; changes nothing. */
export async function migrateHistory(this: RoseyContext, flags: MigrateFlags): Promise<void> {
  const { host } = this;
  const { database: target } = await readDatabaseConfig(host, flags);
  await withDriver(target, { mayCreate: false }, async (driver) => {
    const { dialect, location } = driver;
    const hasLedger = (await readCatalogue(dialect, driver)).has(LEDGER);
    const rows = hasLedger ? await readLedger(dialect, driver) : [];
    host.out.write(
      flags.json === true
        ? jsonText({ database: location, history: rows.map(document) })
        : `${[`${location}:`, ...rows.map(line)].join("\n")}\n`,
    );
  });
}

function document({ appliedAt, ...row }: LedgerRow) {
  return { ...row, appliedAt: timeText(appliedAt) };
}

function line({ line, id, name, appliedAt, durationMs, appVersion, host, checksum }: LedgerRow): string {
  const by = `${durationMs} ms by ${appVersion} on ${host}`;
  return `  ${timeText(appliedAt)} ${line} ${id}_${name} ${by}, sha256 ${checksum.slice(0, 12)}`;
}

function timeText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace(".000", "");
}
