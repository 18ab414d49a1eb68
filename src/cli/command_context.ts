/**
 * What every command is given.
 *
 * @module
 */

import type { CommandContext, StricliProcess } from "@stricli/core";
import type { Host } from "./host.ts";

/** The `this` of a command's function. */
export interface RoseyContext extends CommandContext {
  readonly process: StricliProcess;
  readonly host: Host;
}
