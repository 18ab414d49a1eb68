/**
 * The commands of the core, which no plugin can take away.
 *
 * @module
 */

import { makeCommand } from "./command_registry.ts";
import type { RegisteredCommand } from "./command_registry.ts";
import { cancelCommand, confirmCommand } from "./confirmations.ts";
import { helpCommand } from "./help.ts";
import type { HelpOptions } from "./help.ts";
import { pluginCommand } from "./plugin_command.ts";
import type { PluginCommandOptions } from "./plugin_command.ts";
import { whyCommand } from "./why.ts";
import type { WhyOptions } from "./why.ts";

/** Under whose name they stand in help and docs. */
const CORE = "core";

/** All of them. */
export function coreCommands(
  options: HelpOptions & WhyOptions & PluginCommandOptions,
): readonly RegisteredCommand[] {
  return [
    makeCommand(CORE, helpCommand(options)),
    makeCommand(CORE, whyCommand(options)),
    makeCommand(CORE, confirmCommand),
    makeCommand(CORE, cancelCommand),
    makeCommand(CORE, pluginCommand(options)),
  ];
}
