/**
 * `rosey run`: the bot in the configured channel.
 *
 * @module
 */

import { hostName } from "../../config/environment.ts";
import type { Config } from "../../config/load_config.ts";
import { systemClock } from "../../domain/clock.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import { stateDirectory } from "../../config/state_directory.ts";
import { readConfig } from "../read_config.ts";
import type { RunFlags } from "../command_table.ts";
import type { Host } from "../host.ts";
import { processLog } from "../process_log.ts";
import { type RoomPlan, sitePlan } from "../room/room_plan.ts";
import { runRoom } from "../room/run_room.ts";
import { traceOf } from "../trace_of.ts";
import { untilStopped } from "../until_stopped.ts";

/** Joins the configured channel and stays. */
export async function run(this: RoseyContext, flags: RunFlags): Promise<void> {
  const { host } = this;
  const config = await readConfig(host, flags);
  await stayInRoom(host, config, sitePlan(config));
}

/** Runs the room of a plan with the clock and the chance of this machine, until the process is told to end. */
export async function stayInRoom(host: Host, config: Config, plan: RoomPlan): Promise<void> {
  const clock = systemClock;
  const log = processLog(host, config, clock);
  if (plan.user === undefined) log.warn("no user is configured: Rosey only watches, and cannot answer");
  const trace = await traceOf(host);
  await untilStopped(host, (signal) => {
    const onServing = (address: string) => host.out.write(`Rosey: ${address}/healthz\n`);
    return runRoom({
      plan,
      config,
      log,
      clock,
      random: chanceOf(clock),
      host: hostName(host.environment),
      stateFolder: stateDirectory(host),
      trace,
      signal,
      onServing,
    });
  });
}
