/**
 * `rosey token`: its flags and its help.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const plainFlags = { ...databaseFlags, json: switchFlag("Print JSON") };

const createFlags = {
  name: textFlag("NAME", "What it is for, such as phone; it is revoked by this name"),
  scope: textFlag(
    "SCOPES",
    "What it is good for, with commas between: say, read, storage:PROGRAM; admin for everything",
  ),
  expires: textFlag("TIME", "How long it is good, such as 90d; until it is revoked when left out"),
  ...plainFlags,
};

const listFlags = { all: switchFlag("Also those that were revoked"), ...plainFlags };

/** Flags of `token create`. */
export type TokenCreateFlags = FlagValues<typeof createFlags>;
/** Flags of `token list`. */
export type TokenListFlags = FlagValues<typeof listFlags>;
/** Flags of `token revoke`. */
export type TokenRevokeFlags = FlagValues<typeof plainFlags>;

const create = buildCommand<TokenCreateFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/token.ts")).createToken,
  parameters: { flags: createFlags },
  docs: {
    brief: "Make a key of the HTTP API, and print it: the only time that it is shown",
    fullDescription: [
      "Makes a key of the HTTP API. The key stands alone on stdout, so that it can go into a pipe or a file; the database",
      "keeps only what proves it.",
    ].join("\n"),
  },
});

const list = buildCommand<TokenListFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/token.ts")).listTokens,
  parameters: { flags: listFlags },
  docs: { brief: "List the keys of the HTTP API, the newest first" },
});

const revoke = buildCommand<TokenRevokeFlags, [which: string], RoseyContext>({
  loader: async () => (await import("./commands/token.ts")).revokeToken,
  parameters: {
    flags: plainFlags,
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        placeholder: "TOKEN",
        brief: "Its name, its first 8 characters, or all of it",
      }],
    },
  },
  docs: { brief: "Revoke a key of the HTTP API: it opens nothing any more, at once" },
});

/** `rosey token`. */
export const token = buildRouteMap({
  routes: { create, list, revoke },
  docs: { brief: "Make, list and revoke keys of the HTTP API" },
});
