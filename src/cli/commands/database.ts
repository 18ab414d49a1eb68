/**
 * `rosey database`: the memory for other programs, without a room.
 *
 * @module
 */

import type { RoseyContext } from "../command_context.ts";
import type { DatabasePartFlags } from "../command_table.ts";
import { runPart } from "../parts/part.ts";
import { runDatabase } from "../parts/run_database.ts";

/** Answers requests over NATS until the process is told to end. */
export async function database(this: RoseyContext, flags: DatabasePartFlags): Promise<void> {
  const { host } = this;
  const onServing = (subjects: number) => host.out.write(`Rosey answers ${subjects} subjects over NATS\n`);
  await runPart(host, flags, (options) => runDatabase({ ...options, onServing }));
}
