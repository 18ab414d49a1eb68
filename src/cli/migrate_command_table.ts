/**
 * The commands of `rosey migrate`: the version of the database, and whether it is as it should be.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const plainFlags = { ...databaseFlags, json: switchFlag("Print JSON") };

const target = {
  to: textFlag("NUMBER", "The last migration to apply; all when left out"),
  "out-of-order": switchFlag("Apply also those that are older than one that ran already"),
};

const change = {
  "no-backup": switchFlag("Make no copy of an SQLite file first"),
  "lock-timeout": textFlag("SECONDS", "How long to wait for another process that migrates; 30 when left out"),
};

const upFlags = { ...plainFlags, ...target, ...change };

const planFlags = { ...plainFlags, ...target };

const downFlags = {
  ...plainFlags,
  ...change,
  steps: textFlag("COUNT", "How many to take back; 1 when nothing is said"),
  to: textFlag("NUMBER", "The migration that shall be the newest; v0.5.0 leaves an old bot's file"),
  all: switchFlag("Take all back"),
  line: textFlag("NAME", "Whose migrations: core, or a plugin's; core when left out"),
};

const newFlags = {
  ...plainFlags,
  "from-diff": switchFlag("Fill it with what makes the database what is declared"),
  line: textFlag("NAME", "Whose migration: core, or a plugin's; core when left out"),
};

const waitFlags = { ...plainFlags, timeout: textFlag("SECONDS", "How long to wait; 60 when left out") };

/** Flags of commands that only look. */
export type MigrateFlags = FlagValues<typeof plainFlags>;
/** Flags of `migrate up`. */
export type MigrateUpFlags = FlagValues<typeof upFlags>;
/** Flags of `migrate down`. */
export type MigrateDownFlags = FlagValues<typeof downFlags>;
/** Flags of `migrate plan`. */
export type MigratePlanFlags = FlagValues<typeof planFlags>;
/** Flags of `migrate new`. */
export type MigrateNewFlags = FlagValues<typeof newFlags>;
/** Flags of `migrate wait`. */
export type MigrateWaitFlags = FlagValues<typeof waitFlags>;

/** All of them. */
export const migrate = buildRouteMap({
  routes: {
    up: buildCommand<MigrateUpFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate.ts")).migrateUp,
      parameters: { flags: upFlags },
      docs: { brief: "Bring the database to this program's version; a backup is made first" },
    }),
    down: buildCommand<MigrateDownFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate.ts")).migrateDown,
      parameters: { flags: downFlags, aliases: { n: "steps" } },
      docs: { brief: "Take migrations back, with what only they had a place for; a backup is made first" },
    }),
    status: buildCommand<MigrateFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate.ts")).migrateStatus,
      parameters: { flags: plainFlags },
      docs: { brief: "Show which migrations the database has and which wait" },
    }),
    history: buildCommand<MigrateFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_history.ts")).migrateHistory,
      parameters: { flags: plainFlags },
      docs: { brief: "Show what ran when, for how long, from which version, on which machine" },
    }),
    plan: buildCommand<MigratePlanFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_plan.ts")).migratePlan,
      parameters: { flags: planFlags },
      docs: { brief: "Print the SQL that `migrate up` would run now" },
    }),
    check: buildCommand<MigrateFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_check.ts")).migrateCheck,
      parameters: { flags: plainFlags },
      docs: { brief: "Name everything that is not as declared, and the SQL that mends it" },
    }),
    new: buildCommand<MigrateNewFlags, [name: string], RoseyContext>({
      loader: async () => (await import("./commands/migrate_new.ts")).migrateNew,
      parameters: {
        flags: newFlags,
        positional: {
          kind: "tuple",
          parameters: [{
            parse: String,
            placeholder: "NAME",
            brief: "What it does, in a few words: add_nick",
          }],
        },
      },
      docs: { brief: "Write a new migration, in the source tree" },
    }),
    adopt: buildCommand<MigrateFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_adopt.ts")).migrateAdopt,
      parameters: { flags: plainFlags },
      docs: {
        brief: "Recognise a database by its tables, and write its ledger if that is lost; convert nothing",
      },
    }),
    verify: buildCommand<MigrateFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_verify.ts")).migrateVerify,
      parameters: { flags: plainFlags },
      docs: { brief: "Ask whether what the applied migrations brought about still holds" },
    }),
    wait: buildCommand<MigrateWaitFlags, [], RoseyContext>({
      loader: async () => (await import("./commands/migrate_wait.ts")).migrateWait,
      parameters: { flags: waitFlags },
      docs: { brief: "Wait until the database can be reached" },
    }),
  },
  docs: { brief: "Change the version of the database" },
});
