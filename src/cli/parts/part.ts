/**
 * What the parts without a room have in common: `rosey database` and `rosey web`.
 *
 * @module
 */

import { openVisit } from "../../../db/visit_database.ts";
import { hostName } from "../../config/environment.ts";
import type { Config } from "../../config/load_config.ts";
import { type Clock, type Random, systemClock } from "../../domain/clock.ts";
import type { Logger } from "../../telemetry/log.ts";
import { chanceOf } from "../chance.ts";
import type { Host } from "../host.ts";
import { processLog } from "../process_log.ts";
import { programTables } from "../program_tables.ts";
import { readConfig } from "../read_config.ts";
import { waitForDatabase } from "../room/database_wait.ts";
import { untilStopped } from "../until_stopped.ts";

/** What a part is run with. */
export interface PartOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** What this machine calls itself. */
  readonly host: string;
  /** Ends the part in good order. */
  readonly signal: AbortSignal;
}

/** Runs a part in this process until it is told to end. */
export async function runPart(
  host: Host,
  flags: Parameters<typeof readConfig>[1],
  run: (options: PartOptions) => Promise<void>,
): Promise<void> {
  const config = await readConfig(host, flags);
  const clock = systemClock;
  await untilStopped(host, (signal) =>
    run({
      config,
      log: processLog(host, config, clock),
      clock,
      random: chanceOf(clock),
      host: hostName(host.environment),
      signal,
    }));
}

/** Opens a database as it is, which may be away for a while; `undefined` when the wait for it was ended. */
export function visitWhenThere({ config, clock, random, log, host, signal }: PartOptions) {
  const { database: target, settings } = config;
  return waitForDatabase(() => openVisit({ target, ...programTables(), clock, host }), {
    kind: target.kind,
    waitMs: settings.database_wait * 1000,
    clock,
    random,
    log,
    signal,
  });
}
