/**
 * `rosey start`: the first thing that somebody tries.
 *
 * @module
 */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config/load_config.ts";
import { hostName } from "../../config/environment.ts";
import { stateDirectory } from "../../config/state_directory.ts";
import { systemClock } from "../../domain/clock.ts";
import { type DatabaseTarget, describeTarget } from "../../domain/database_target.ts";
import { errorText, RoseyError } from "../../domain/errors.ts";
import { SANDBOX_BOT, SANDBOX_CHANNEL } from "../../sandbox/default_setup.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import { readConfig } from "../read_config.ts";
import type { StartFlags } from "../command_table.ts";
import type { Host } from "../host.ts";
import { processLog } from "../process_log.ts";
import { sandboxPlan, sitePlan } from "../room/room_plan.ts";
import { runRoom } from "../room/run_room.ts";
import { SANDBOX_DATABASE, startSandbox } from "../sandbox_room.ts";
import { traceOf } from "../trace_of.ts";
import { untilStopped } from "../until_stopped.ts";
import { stayInRoom } from "./run.ts";

/** Joins the configured channel, or opens a sandbox with Rosey in it. */
export async function start(this: RoseyContext, flags: StartFlags): Promise<void> {
  const { host } = this;
  const config = await readConfig(host, flags);
  if (config.settings.channel === undefined) await tryInSandbox(host, config);
  else await stayInRoom(host, config, { ...sitePlan(config), migrate: true });
}

async function tryInSandbox(host: Host, config: Config): Promise<void> {
  const clock = systemClock;
  const random = chanceOf(clock);
  const log = processLog(host, config, clock);
  const databasePath = join(await ownFolder(host), SANDBOX_DATABASE);
  const trace = await traceOf(host);
  await untilStopped(host, async (signal) => {
    await using parts = new AsyncDisposableStack();
    const port = config.settings.sandbox_port;
    const { sandbox } = parts.adopt(await startSandbox({ clock, random, port }), (room) => room.stop());
    const { url } = sandbox;
    const plan = sandboxPlan(config, { url, channel: SANDBOX_CHANNEL, account: SANDBOX_BOT, databasePath });
    const onServing = (address: string) =>
      host.out.write(greeting({ url, address, database: plan.database }));
    await runRoom({
      plan,
      config,
      log,
      clock,
      random,
      host: hostName(host.environment),
      stateFolder: stateDirectory(host),
      trace,
      signal,
      onServing,
    });
  });
}

/** The folder for the sandbox's memory; made if it is not there. */
async function ownFolder({ environment, windows, workingDirectory }: Host): Promise<string> {
  const folder = stateDirectory({ environment, windows, workingDirectory });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    throw new RoseyError(`cannot make the folder ${folder} for the sandbox's memory: ${errorText(error)}`, {
      code: "sandbox.state_folder",
      hint: "Set XDG_STATE_HOME to a folder that you may write, or name a file with --database sqlite:PATH.",
      exit: "databaseUnavailable",
      cause: error,
    });
  }
}

function greeting(
  { url, address, database }: { url: string; address: string; database: DatabaseTarget },
): string {
  return [
    `The sandbox:  ${url}/`,
    `Rosey:        ${address}/healthz`,
    `Her memory:   ${describeTarget(database)}`,
    "",
    "Open the first address in a browser, pick a name, and type !help or !stats. Ctrl+C ends it.",
    "",
  ].join("\n");
}
