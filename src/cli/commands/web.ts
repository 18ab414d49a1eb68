/**
 * `rosey web`: the page and the HTTP API, without a room.
 *
 * @module
 */

import type { RoseyContext } from "../command_context.ts";
import type { WebPartFlags } from "../command_table.ts";
import { runPart } from "../parts/part.ts";
import { runWeb } from "../parts/run_web.ts";

/** Serves until the process is told to end. */
export async function web(this: RoseyContext, flags: WebPartFlags): Promise<void> {
  const { host } = this;
  const onServing = (address: string) => host.out.write(`Rosey: ${address}/\n`);
  await runPart(host, flags, (options) => runWeb({ ...options, onServing }));
}
