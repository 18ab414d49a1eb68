/**
 * The commands of `rosey db`: moving a memory, backups, and keeping house.
 *
 * @module
 */

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const json = switchFlag("Print JSON");
const leaveUnknown = switchFlag("Leave tables and columns behind that are none of Rosey's");

const plainFlags = { ...databaseFlags, json };

const copyFlags = {
  ...plainFlags,
  force: switchFlag("Take the place of the rows that TO holds"),
  "leave-unknown": leaveUnknown,
};

const backupFlags = { ...plainFlags, "leave-unknown": leaveUnknown };

const restoreFlags = {
  ...plainFlags,
  force: switchFlag("Take the place of the database that is there; a file is kept in backups/"),
  "leave-unknown": leaveUnknown,
};

const pruneFlags = {
  ...plainFlags,
  "keep-chat": textFlag("TIME", "Remove lines of chat that are older, such as 150h"),
  "keep-counts": textFlag("TIME", "Remove samples of how many were there that are older, such as 30d"),
  "keep-sent": textFlag("TIME", "Remove lines that were said or given up longer ago, such as 7d"),
  "keep-tokens": textFlag("TIME", "Remove keys that were revoked longer ago, such as 90d"),
  yes: switchFlag("Remove them; without it, only say how many there are"),
};

/** Flags of `db check`, `db info` and `db vacuum`. */
export type DbFlags = FlagValues<typeof plainFlags>;
/** Flags of `db copy`. */
export type DbCopyFlags = FlagValues<typeof copyFlags>;
/** Flags of `db backup`. */
export type DbBackupFlags = FlagValues<typeof backupFlags>;
/** Flags of `db restore`. */
export type DbRestoreFlags = FlagValues<typeof restoreFlags>;
/** Flags of `db prune`. */
export type DbPruneFlags = FlagValues<typeof pruneFlags>;

const copy = buildCommand<DbCopyFlags, [from: string, to?: string], RoseyContext>({
  loader: async () => (await import("./commands/db_copy.ts")).copyDb,
  parameters: {
    flags: copyFlags,
    positional: {
      kind: "tuple",
      parameters: [
        { parse: String, placeholder: "FROM", brief: "The database to copy: sqlite:PATH, or postgres://..." },
        {
          parse: String,
          placeholder: "TO",
          brief: "An empty database, or none yet; the configured one when left out",
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: "Copy a memory to another database of either kind",
    fullDescription: [
      "Copies a memory to another database of either kind, and reads both back to see that they are equal.",
      "A copy that was interrupted goes on where it stood when it is started again.",
      "An address with a password is better left out: name it by DATABASE_URL, as TO.",
    ].join("\n"),
  },
});

const backup = buildCommand<DbBackupFlags, [file?: string], RoseyContext>({
  loader: async () => (await import("./commands/db_backup.ts")).backUpDb,
  parameters: {
    flags: backupFlags,
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        placeholder: "FILE",
        brief: "A new file; backups/ beside the database when left out",
        optional: true,
      }],
    },
  },
  docs: { brief: "Back the database up to one file, while Rosey runs" },
});

const restore = buildCommand<DbRestoreFlags, [file: string], RoseyContext>({
  loader: async () => (await import("./commands/db_backup.ts")).restoreDb,
  parameters: {
    flags: restoreFlags,
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, placeholder: "FILE", brief: "The backup" }],
    },
  },
  docs: { brief: "Put a backup in the place of the database; Rosey must not run" },
});

const check = buildCommand<DbFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/db_check.ts")).checkDb,
  parameters: { flags: plainFlags },
  docs: { brief: "Read the whole database and say whether it is sound" },
});

const info = buildCommand<DbFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/db_info.ts")).showDbInfo,
  parameters: { flags: plainFlags },
  docs: { brief: "Show what is in the database, in figures" },
});

const prune = buildCommand<DbPruneFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/db_prune.ts")).pruneDb,
  parameters: { flags: pruneFlags },
  docs: { brief: "Remove old rows: says how many, and removes them with --yes" },
});

const vacuum = buildCommand<DbFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/db_vacuum.ts")).vacuumDb,
  parameters: { flags: plainFlags },
  docs: { brief: "Give back the room that removed rows left; for a file Rosey must not run" },
});

/** `rosey db`. */
export const db = buildRouteMap({
  routes: { copy, backup, restore, check, info, prune, vacuum },
  docs: { brief: "Move, back up, check and tidy the database" },
});
