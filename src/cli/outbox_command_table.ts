/**
 * `rosey say` and `rosey outbox`: their flags and their help.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const plainFlags = { ...databaseFlags, json: switchFlag("Print JSON") };

const sayFlags = {
  class: textFlag(
    "CLASS",
    "message (default: waits an hour at most), or announcement (a day; said at least once)",
  ),
  key: textFlag("KEY", "The same key again says nothing: it is the same request"),
  wait: switchFlag("Wait until it is said, a minute at most; the exit code tells: 0 said, 4 not, 5 not yet"),
  ...plainFlags,
};

const listFlags = {
  state: textFlag("STATE", "Only what is queued, sending, in_doubt, parked, sent, rejected, expired or dead"),
  producer: textFlag("NAME", "Only what this one wants said: a plugin, cli, or token: and its beginning"),
  limit: textFlag("NUMBER", "The newest so many (default 50)"),
  ...plainFlags,
};

const retryFlags = { parked: switchFlag("Everything that is parked"), ...plainFlags };

/** Flags of `say`. */
export type SayFlags = FlagValues<typeof sayFlags>;
/** Flags of `outbox list`. */
export type OutboxListFlags = FlagValues<typeof listFlags>;
/** Flags of `outbox retry`. */
export type OutboxRetryFlags = FlagValues<typeof retryFlags>;
/** Flags of `outbox show` and `outbox drop`. */
export type OutboxFlags = FlagValues<typeof plainFlags>;

const number = { parse: String, placeholder: "ID", brief: "Its number in the list" } as const;

/** `rosey say`. */
export const say = buildCommand<SayFlags, string[], RoseyContext>({
  loader: async () => (await import("./commands/say.ts")).say,
  parameters: {
    flags: sayFlags,
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { parse: String, placeholder: "TEXT", brief: "What to say; several words become one text" },
    },
  },
  docs: {
    brief: "Say something in the room: kept until it is said, also while Rosey does not run",
    fullDescription: [
      "Puts a text into the outbox and prints its number. A Rosey who runs on this machine says it as soon as the",
      "server allows; otherwise it waits for her, until it expires. A text that starts with - goes behind --.",
    ].join("\n"),
  },
});

const list = buildCommand<OutboxListFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/outbox.ts")).listOutbox,
  parameters: { flags: listFlags },
  docs: { brief: "List what is to be said and done and what was, the newest first" },
});

const show = buildCommand<OutboxFlags, [id: string], RoseyContext>({
  loader: async () => (await import("./commands/outbox.ts")).showOutboxLine,
  parameters: { flags: plainFlags, positional: { kind: "tuple", parameters: [number] } },
  docs: { brief: "Show everything that is known of one line, or act" },
});

const retry = buildCommand<OutboxRetryFlags, [id?: string], RoseyContext>({
  loader: async () => (await import("./commands/outbox.ts")).retryOutboxLine,
  parameters: {
    flags: retryFlags,
    positional: { kind: "tuple", parameters: [{ ...number, optional: true }] },
  },
  docs: {
    brief: "Queue something again that is parked, rejected, expired or dead",
    fullDescription: [
      "Queue something again that is parked, rejected, expired or dead. Parked is what may have been said already: only",
      "a person can tell by looking into the room.",
    ].join("\n"),
  },
});

const drop = buildCommand<OutboxFlags, [id: string], RoseyContext>({
  loader: async () => (await import("./commands/outbox.ts")).dropOutboxLine,
  parameters: { flags: plainFlags, positional: { kind: "tuple", parameters: [number] } },
  docs: { brief: "Give up something that is queued, parked or in doubt: it will not be said" },
});

/** `rosey outbox`. */
export const outbox = buildRouteMap({
  routes: { list, show, retry, drop },
  docs: { brief: "Look after what is to be said and done" },
});
