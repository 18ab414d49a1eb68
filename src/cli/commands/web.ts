/**
 * `rosey web`: the page and the HTTP API, without a room.
 *
 * @module
 */

import { hostName } from "../../config/environment.ts";
import { systemClock } from "../../domain/clock.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import type { WebPartFlags } from "../command_table.ts";
import { runWeb } from "../parts/run_web.ts";
import { processLog } from "../process_log.ts";
import { readConfig } from "../read_config.ts";
import { untilStopped } from "../until_stopped.ts";

/** Serves until the process is told to end. */
export async function web(this: RoseyContext, flags: WebPartFlags): Promise<void> {
  const { host } = this;
  const config = await readConfig(host, flags);
  const clock = systemClock;
  await untilStopped(host, (signal) =>
    runWeb({
      config,
      log: processLog(host, config, clock),
      clock,
      random: chanceOf(clock),
      host: hostName(host.environment),
      signal,
      onServing: (address) => host.out.write(`Rosey: ${address}/\n`),
    }));
}
