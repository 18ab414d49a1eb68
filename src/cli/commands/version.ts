/**
 * `rosey version`.
 *
 * @module
 */

import type { RoseyContext } from "../command_context.ts";
import type { PrintFlags } from "../command_table.ts";
import { version } from "../version.ts";

/** Prints the version, and with `--json` what it runs on. */
export function printVersion(this: RoseyContext, { json }: PrintFlags): void {
  const text = json === true
    ? JSON.stringify({ version, deno: Deno.version.deno, target: Deno.build.target })
    : `rosey ${version}`;
  this.host.out.write(`${text}\n`);
}
