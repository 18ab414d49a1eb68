/**
 * `rosey db vacuum`.
 *
 * @module
 */

import { vacuum, type VacuumReport } from "../../../db/transfer/vacuum.ts";
import { systemClock } from "../../domain/clock.ts";
import { describeTarget } from "../../domain/database_target.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, readDatabaseConfig, sizeText } from "../database_access.ts";
import type { DbFlags } from "../db_command_table.ts";
import { progressBar } from "../progress_bar.ts";

/** Gives room back, and says how much. */
export async function vacuumDb(this: RoseyContext, flags: DbFlags): Promise<void> {
  const { host } = this;
  const { database } = await readDatabaseConfig(host, flags);
  const bar = progressBar(host.err);
  const report = await vacuum({
    target: database,
    clock: systemClock,
    onRows: (done, total) => bar.show({ what: "write anew", done, total }),
  }).finally(() => bar.clear());
  const place = describeTarget(database);
  host.out.write(
    flags.json === true
      ? jsonText({ database: place, ...report, aside: report.aside ?? null })
      : text(place, report),
  );
}

function text(database: string, { beforeBytes, afterBytes, aside }: VacuumReport): string {
  const kept = aside === undefined ? "" : `The old file: ${aside}. Remove it when all is well.\n`;
  return `${database}: ${sizeText(beforeBytes)} before, ${sizeText(afterBytes)} after\n${kept}`;
}
