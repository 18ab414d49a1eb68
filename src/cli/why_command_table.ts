/**
 * `rosey why`: its flags.
 *
 * @module
 */

import { buildCommand } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const whyFlags = {
  target: textFlag("NAME", "Whom the command would be used on"),
  pm: switchFlag("By private message, not in the room"),
  ...databaseFlags,
  json: switchFlag("Print JSON"),
};

/** Flags of `why`. */
export type WhyFlags = FlagValues<typeof whyFlags>;

/** `rosey why`. */
export const why = buildCommand<WhyFlags, [command: string, user?: string], RoseyContext>({
  loader: async () => (await import("./commands/why.ts")).why,
  parameters: {
    flags: whyFlags,
    positional: {
      kind: "tuple",
      parameters: [
        { parse: String, placeholder: "COMMAND", brief: "A command of the room, with or without its prefix" },
        {
          parse: String,
          placeholder: "USER",
          brief: "Who would use it; Rosey herself when left out",
          optional: true,
        },
      ],
    },
  },
  docs: { brief: "Ask the running Rosey what stands in the way of a command, and what would mend it" },
});
