/**
 * What is damaged in an SQLite file, in SQLite's own words.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import { isReadOnly, sqliteError } from "./sqlite_errors.ts";

/** Lines that are told of one file. */
const LINES_MAX = 10;

/**
 * What SQLite says of values rather than of the file. Old files hold such values, and they can all be read.
 */
const OF_VALUES = /^(?:NULL|NUMERIC|TEXT) value in |^CHECK constraint failed in /;

/** Reads the whole file. Answers nothing when it is sound. Throws a {@link RoseyError} when it cannot be looked at. */
export function sqliteDamage(path: string): string[] {
  return examine(path, true);
}

function examine(path: string, readOnly: boolean): string[] {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path, { readOnly });
    return file.prepare("PRAGMA integrity_check(100)").all()
      .flatMap((row) => String(row["integrity_check"]).split("\n"))
      .filter((line) => line !== "ok" && line !== "" && !/^\*\*\*/.test(line) && !OF_VALUES.test(line))
      .slice(0, LINES_MAX);
  } catch (thrown) {
    // A writer was killed: what it had not finished is undone first, as every reader does it.
    if (isReadOnly(thrown)) {
      if (readOnly) return examine(path, false);
      throw sqliteError(thrown, path);
    }
    return [errorText(thrown)];
  } finally {
    file?.close();
  }
}

/** The refusal of a damaged file: what is damaged, and how to save what can be read. */
export function damagedFile(path: string, damage: readonly string[], cause?: unknown): RoseyError {
  const lines = damage.length === 0 ? "" : `:\n  ${damage.join("\n  ")}`;
  return new RoseyError(`Cannot use the database ${path}: the file is damaged${lines}`, {
    code: "database.damaged",
    hint: "It was not changed. Put a good backup in its place, or save what can be read: " +
      `sqlite3 ${path} ".recover" | sqlite3 salvaged.db`,
    exit: "databaseRefused",
    ...(cause === undefined ? {} : { cause }),
  });
}
