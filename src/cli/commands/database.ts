/**
 * `rosey database`: the memory for other programs, without a room.
 *
 * @module
 */

import { hostName } from "../../config/environment.ts";
import { systemClock } from "../../domain/clock.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import type { DatabasePartFlags } from "../command_table.ts";
import { runDatabase } from "../parts/run_database.ts";
import { processLog } from "../process_log.ts";
import { readConfig } from "../read_config.ts";
import { untilStopped } from "../until_stopped.ts";

/** Answers requests over NATS until the process is told to end. */
export async function database(this: RoseyContext, flags: DatabasePartFlags): Promise<void> {
  const { host } = this;
  const config = await readConfig(host, flags);
  const clock = systemClock;
  await untilStopped(host, (signal) =>
    runDatabase({
      config,
      log: processLog(host, config, clock),
      clock,
      random: chanceOf(clock),
      host: hostName(host.environment),
      signal,
      onServing: (subjects) => host.out.write(`Rosey answers ${subjects} subjects over NATS\n`),
    }));
}
