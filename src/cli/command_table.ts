/**
 * Every command: its flags, its help, and where its code is.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import { audit } from "./audit_command_table.ts";
import type { RoseyContext } from "./command_context.ts";
import { db } from "./db_command_table.ts";
import { migrate } from "./migrate_command_table.ts";
import { outbox, say } from "./outbox_command_table.ts";
import {
  databasePartFlags,
  type FlagValues,
  roomFlags,
  sandboxFlags,
  switchFlag,
  textFlag,
  webPartFlags,
} from "./setting_flags.ts";
import { token } from "./token_command_table.ts";
import { user } from "./user_command_table.ts";
import { why } from "./why_command_table.ts";

const startFlags = { ...roomFlags, ...sandboxFlags };

const sandboxCommandFlags = {
  ...sandboxFlags,
  keep: textFlag("FILE", "Keep channels, playlists and ranks in this file from one start to the next"),
  seed: textFlag("NUMBER", "Make everything that is left to chance repeatable"),
  drop: textFlag("CHANCE", "Lose frames, from 0 (none) to 1 (all)"),
  duplicate: textFlag("CHANCE", "Send frames twice, from 0 (none) to 1 (all)"),
  delay: textFlag("MS", "Hold each frame back for so many milliseconds"),
  refuse: textFlag("TEXT", "Refuse connections with this text"),
};

const showFlags = { ...startFlags, json: switchFlag("Print JSON") };

/** Flags of `start`. */
export type StartFlags = FlagValues<typeof startFlags>;
/** Flags of `run`. */
export type RunFlags = FlagValues<typeof roomFlags>;
/** Flags of `database`. */
export type DatabasePartFlags = FlagValues<typeof databasePartFlags>;
/** Flags of `web`. */
export type WebPartFlags = FlagValues<typeof webPartFlags>;
/** Flags of `sandbox`. */
export type SandboxFlags = FlagValues<typeof sandboxCommandFlags>;
/** Flags of `config show`. */
export type ConfigShowFlags = FlagValues<typeof showFlags>;
/** Flags of commands that only print. */
export type PrintFlags = FlagValues<{ readonly json: ReturnType<typeof switchFlag> }>;

type NoFlags = Readonly<Record<never, never>>;

const start = buildCommand<StartFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/start.ts")).start,
  parameters: { flags: startFlags },
  docs: {
    brief: "Try Rosey: a room on this machine with her in it; with --channel, a room on the site",
    fullDescription: [
      "Without a channel: starts a sandbox, a room on this machine, with Rosey in it and a database of its own.",
      "With one: joins it, and brings its database up to date first.",
    ].join("\n"),
  },
});

const run = buildCommand<RunFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/run.ts")).run,
  parameters: { flags: roomFlags },
  docs: { brief: "Join the configured channel and stay in it" },
});

const database = buildCommand<DatabasePartFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/database.ts")).database,
  parameters: { flags: databasePartFlags },
  docs: {
    brief:
      "Answer other programs over NATS from the memory, without a room; beside rosey run or while it is away",
    fullDescription: [
      "Answers requests over NATS (rosey.db...) from the memory of a room, without joining it. It may run beside",
      "`rosey run`, several times, and be started again whenever: whoever is there answers. It makes no database and",
      "migrates none.",
    ].join("\n"),
  },
});

const web = buildCommand<WebPartFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/web.ts")).web,
  parameters: { flags: webPartFlags },
  docs: {
    brief:
      "Serve the page and the HTTP API from the memory, without a room; beside rosey run or while it is away",
    fullDescription: [
      "Serves the page and the HTTP API from the memory of a room, without joining it. It may run beside `rosey run`,",
      "on another port, and be started again whenever. What is queued is said by the bot; plugins are switched where she",
      "is. It makes no database and migrates none.",
    ].join("\n"),
  },
});

const sandbox = buildCommand<SandboxFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/sandbox.ts")).sandbox,
  parameters: { flags: sandboxCommandFlags },
  docs: { brief: "Start the sandbox alone: a CyTube-like room on this machine, without Rosey" },
});

const config = buildRouteMap({
  routes: {
    show: buildCommand<ConfigShowFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/config.ts")).showConfig,
      parameters: { flags: showFlags },
      docs: { brief: "Show every setting, where it comes from, and no password" },
    }),
    reference: buildCommand<NoFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/config.ts")).printReference,
      parameters: { flags: {} },
      docs: { brief: "Print the tables of docs/CONFIG.md" },
    }),
  },
  docs: { brief: "Show the configuration" },
});

const exitCodes = buildCommand<PrintFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/exit_codes.ts")).printExitCodes,
  parameters: { flags: { json: switchFlag("Print JSON") } },
  docs: { brief: "Print every exit code and its meaning" },
});

const version = buildCommand<PrintFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/version.ts")).printVersion,
  parameters: { flags: { json: switchFlag("Print JSON") } },
  docs: { brief: "Print the version" },
});

/** The commands by name, in the order of the help. */
export const commands = {
  start,
  run,
  database,
  web,
  sandbox,
  say,
  outbox,
  audit,
  token,
  user,
  why,
  migrate,
  db,
  config,
  "exit-codes": exitCodes,
  version,
};
