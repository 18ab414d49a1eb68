/**
 * Why a memory is not moved.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";

/** The target lacks a table or column that holds data. */
export function noPlaceFor(source: string, target: string, lost: readonly string[]): RoseyError {
  return new RoseyError(`Cannot copy ${source} to ${target}: there is no place for ${lost.join(", ")}`, {
    code: "copy.no_place",
    hint: "They are none of Rosey's. Save them by your own means, then copy without them by --leave-unknown.",
    exit: "databaseRefused",
  });
}

/** A table cannot be carried as it is. */
export function notCarriable(source: string, table: string, why: string): RoseyError {
  return new RoseyError(`Cannot copy the table ${table} of ${source}: ${why}`, {
    code: "copy.not_carriable",
    hint: "See `rosey db check`; correct the rows, or the table, and copy again.",
    exit: "databaseRefused",
  });
}

/** The target holds rows that a copy would mix with its own. */
export function targetNotEmpty(
  target: string,
  filled: readonly { table: string; rows: number }[],
): RoseyError {
  const shown = filled.slice(0, 4).map(({ table, rows }) => `${table} ${rows}`).join(", ");
  return new RoseyError(
    `Cannot copy to ${target}: it holds rows already (${shown}${filled.length > 4 ? ", ..." : ""})`,
    {
      code: "copy.target_not_empty",
      hint: "Name an empty database; or let the copy take the place of what is there with --force.",
      exit: "databaseRefused",
    },
  );
}

/** The two databases are of different versions. */
export function versionsDiffer(
  source: string,
  target: string,
  versions: { readonly source: string; readonly target: string },
): RoseyError {
  return new RoseyError(
    `Cannot copy ${source} (version ${versions.source}) to ${target} (version ${versions.target}): ` +
      "their versions differ",
    {
      code: "copy.versions_differ",
      hint: "Bring both to one version with `rosey migrate up`, or name an empty database.",
      exit: "migrationsPending",
    },
  );
}

/** What is to be copied is no memory of this program's. */
export function notAMemory(location: string, why: string): RoseyError {
  return new RoseyError(`Cannot copy from ${location}: ${why}`, {
    code: "copy.not_a_memory",
    hint: "An old bot's file is brought to this version first: `rosey migrate up --database FILE`.",
    exit: "migrationsPending",
  });
}

/** The target is an old bot's. */
export function oldBotsDatabase(target: string): RoseyError {
  return new RoseyError(`Cannot copy to ${target}: it was made by Rosey-Robot v0.5.0 or before`, {
    code: "copy.target_not_empty",
    hint: "Name an empty database.",
    exit: "databaseRefused",
  });
}

/** A copy from somewhere else, or of another version, was begun there and not finished. */
export function otherCopyUnfinished(target: string, begun: string): RoseyError {
  return new RoseyError(`Cannot copy to ${target}: a copy of ${begun} was begun there and not finished`, {
    code: "copy.other_unfinished",
    hint: "Finish that one, or begin anew with --force.",
    exit: "databaseRefused",
  });
}

/** Two processes copy to one target. */
export function copiedByAnother(target: string): RoseyError {
  return new RoseyError(`Cannot copy to ${target}: another process copies to it`, {
    code: "copy.concurrent",
    hint: "Wait for the other process.",
    exit: "databaseLocked",
  });
}

/** What arrived is not what was there. */
export function copyDiffers(source: string, target: string, tables: readonly string[]): RoseyError {
  return new RoseyError(`The copy of ${source} in ${target} differs in ${tables.join(", ")}`, {
    code: "copy.differs",
    hint: "Something wrote to one of them between two runs. Stop Rosey, and begin anew with --force.",
    exit: "databaseRefused",
  });
}
