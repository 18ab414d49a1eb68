/**
 * Why a database is not migrated, or not used, as it is.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Catalogue } from "../drivers/catalogue.ts";
import type { Driver } from "../drivers/driver.ts";
import { type Migration, titleOf } from "./migration.ts";
import type { DatabaseState, MigrationStanding, MigrationStatus } from "./state.ts";

/** The database is something else's. */
export function foreignDatabase(location: string, state: DatabaseState): RoseyError {
  const tables = [...state.catalogue.keys()];
  const shown = tables.slice(0, 5).join(", ") + (tables.length > 5 ? ", ..." : "");
  return new RoseyError(`Cannot use the database ${location}: it holds other tables (${shown})`, {
    code: "database.foreign",
    hint: "It belongs to another program. Name another database with --database.",
    exit: "databaseRefused",
  });
}

/** The database needs migrations before it is used. */
export function migrationsPending(
  location: string,
  state: DatabaseState,
  pending: readonly MigrationStatus[],
): RoseyError {
  const what = state.kind === "v050"
    ? "it was made by Rosey-Robot v0.5.0 or before"
    : `it is behind this program by ${pending.length} (${pending.map(titleOf).join(", ")})`;
  return new RoseyError(`Cannot use the database ${location}: ${what}`, {
    code: "database.migrations_pending",
    hint: "Run `rosey migrate up` (it makes a backup first), or start with --migrate.",
    exit: "migrationsPending",
  });
}

/** Why a database is not as this program has it: another program's, of another text, newer, or behind. */
export function notCurrent(
  location: string,
  state: DatabaseState,
  statuses: readonly MigrationStatus[],
): RoseyError | undefined {
  if (state.kind === "foreign") return foreignDatabase(location, state);
  const pending = statuses.filter(({ standing }) => standing === "pending");
  return standingRefusal(location, statuses) ??
    (pending.length === 0 ? undefined : migrationsPending(location, state, pending));
}

/** The first reason, if any, why this database cannot be brought to another version. */
export function standingRefusal(
  location: string,
  statuses: readonly MigrationStatus[],
  options: { readonly outOfOrder?: boolean } = {},
): RoseyError | undefined {
  const named = (standing: MigrationStanding) =>
    statuses.filter((status) => status.standing === standing)
      .map((status) => `${titleOf(status)} (line ${status.line})`).join(", ");
  const newer = named("newer");
  if (newer !== "") {
    return new RoseyError(`Cannot use the database ${location}: a newer Rosey made it (${newer})`, {
      code: "database.newer",
      hint: "Use that version of Rosey or a later one, or undo its migrations with it: `rosey migrate down`.",
      exit: "databaseNewer",
    });
  }
  const changed = named("changed");
  if (changed !== "") {
    const texts = statuses.filter(({ standing }) => standing === "changed").map(differenceOf).join("; ");
    return drift(location, `${changed} ran there with another text than this program has: ${texts}`);
  }
  const renamed = statuses.filter(({ standing }) => standing === "renamed")
    .map((status) => `${titleOf(status)} (line ${status.line}) ran there as ${status.applied?.name ?? ""}`);
  if (renamed.length > 0) return drift(location, renamed.join(", "));
  const unknown = named("unknown");
  if (unknown !== "") {
    return drift(location, `${unknown} ran there, and this program does not know it`);
  }
  const late = options.outOfOrder === true ? "" : named("late");
  if (late !== "") {
    return new RoseyError(
      `Cannot migrate the database ${location}: ${late} is older than a migration that ran already`,
      {
        code: "migrate.late",
        hint: "See that it fits behind the later ones, then apply it with --out-of-order.",
        exit: "drift",
      },
    );
  }
  return undefined;
}

/** Half way, nothing would say whose file it was, and the way back could not give it back. */
export function takenOverWhole(location: string, to: string): RoseyError {
  return new RoseyError(
    `Cannot migrate the database ${location} to ${to}: an old bot's file is taken over whole`,
    {
      code: "migrate.takeover_whole",
      hint: "Run `rosey migrate up` without --to; `rosey migrate down --to v0.5.0` is the way back.",
      exit: "usage",
    },
  );
}

/** Tables of a plugin that is not in this program would stay in the file, and its ledger with them. */
export function refuseOrphans(location: string, statuses: readonly MigrationStatus[]): void {
  const orphans = [
    ...new Set(statuses.filter(({ standing }) => standing === "orphan").map(({ line }) => line)),
  ];
  if (orphans.length === 0) return;
  throw new RoseyError(
    `Cannot leave the database ${location} as the old bot made it: it has tables of plugins that this program ` +
      `does not have (${orphans.join(", ")})`,
    {
      code: "migrate.orphans_in_the_way",
      hint: "Take them down with a build that has the plugin: `rosey migrate down --all --line NAME`.",
      exit: "drift",
    },
  );
}

/** Somebody's own tables may have a name that a plugin of a newer program needs. */
export function refuseTakenNames(
  { dialect, location }: Pick<Driver, "dialect" | "location">,
  live: Catalogue,
  { line, migration }: { readonly line: string; readonly migration: Migration },
): void {
  const taken = migration.up[dialect].flatMap((statement) => {
    const [, table = ""] = /^\s*CREATE TABLE (\w+)/i.exec(statement) ?? [];
    return live.has(table) ? [table] : [];
  });
  if (taken.length === 0) return;
  throw new RoseyError(
    `Cannot migrate the database ${location}: the plugin ${line} needs the name of a table that is there and ` +
      `not its own: ${taken.join(", ")}`,
    {
      code: "migrate.name_taken",
      hint: "Rename it in the database (ALTER TABLE ... RENAME TO ...), then run this again.",
      exit: "databaseRefused",
    },
  );
}

/** Another process migrates, and did not end in time. */
export function lockedBy(location: string, holder: string, cause: unknown): RoseyError {
  return new RoseyError(`Cannot change the database ${location}: another process changes it, ${holder}`, {
    code: "database.locked",
    hint: "Wait for it, or give it more time with --lock-timeout.",
    exit: "databaseLocked",
    cause,
  });
}

function differenceOf({ applied, checksum }: MigrationStatus): string {
  const short = (sha256: string | undefined) => `sha256 ${sha256?.slice(0, 12) ?? "unknown"}`;
  const when = applied === undefined ? "" : new Date(applied.appliedAt * 1000).toISOString().slice(0, 10);
  const there = `${short(applied?.checksum)} there, on ${when} by ${applied?.appVersion ?? "unknown"}`;
  return `${there}, and ${short(checksum)} here`;
}

function drift(location: string, why: string): RoseyError {
  return new RoseyError(`Cannot use the database ${location}: ${why}`, {
    code: "migrate.drift",
    hint: "Use the build of Rosey that made it; `rosey migrate check` tells whether the tables differ too.",
    exit: "drift",
  });
}
