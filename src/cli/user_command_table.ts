/**
 * `rosey user`: its flags and its help.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag } from "./setting_flags.ts";

const exportFlags = { ...databaseFlags, json: switchFlag("Print JSON, as it does anyway") };

const forgetFlags = {
  yes: switchFlag("Forget; without it, it is only said what would go"),
  ...databaseFlags,
  json: switchFlag("Print JSON"),
};

/** Flags of `user export`. */
export type UserExportFlags = FlagValues<typeof exportFlags>;
/** Flags of `user forget`. */
export type UserForgetFlags = FlagValues<typeof forgetFlags>;

const name = {
  parse: String,
  placeholder: "NAME",
  brief: "Whom; upper and lower case do not matter",
} as const;

const exportUser = buildCommand<UserExportFlags, [name: string], RoseyContext>({
  loader: async () => (await import("./commands/user.ts")).exportUser,
  parameters: { flags: exportFlags, positional: { kind: "tuple", parameters: [name] } },
  docs: { brief: "Print everything that is kept of somebody, as one JSON document" },
});

const forget = buildCommand<UserForgetFlags, [name: string], RoseyContext>({
  loader: async () => (await import("./commands/user.ts")).forgetUser,
  parameters: { flags: forgetFlags, positional: { kind: "tuple", parameters: [name] } },
  docs: {
    brief: "Forget somebody: say what would go, and do it with --yes",
    fullDescription: [
      "Removes somebody's lines, numbers, quotes and votes, and the private messages to them. The audit keeps what was",
      "done, and says [forgotten] instead of the name. Works beside a running Rosey, who remembers anew whoever comes again.",
    ].join("\n"),
  },
});

/** `rosey user`. */
export const user = buildRouteMap({
  routes: { export: exportUser, forget },
  docs: { brief: "Give out, or forget, what is kept of somebody" },
});
