/**
 * What stands at the path of an SQLite file, looked at before SQLite makes something there.
 *
 * @module
 */

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RoseyError } from "../../src/domain/errors.ts";

/** The path of a database that is in no file. */
export const IN_MEMORY = ":memory:";

const HEADER = "SQLite format 3\0";

/**
 * Whether a file with something in it is there. Throws a {@link RoseyError} when there is none and `mayCreate` is
 * false, or when there can be none.
 */
export function checkSqlitePath(path: string, mayCreate: boolean): boolean {
  if (path === IN_MEMORY) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) {
    throw unavailable(path, "it is a directory", "Name a file with --database.");
  }
  if (found !== undefined) return found.size > 0;
  const folder = dirname(resolve(path));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw unavailable(
      path,
      `there is no directory ${folder}`,
      "Make the directory, or name another file with --database.",
    );
  }
  if (mayCreate) return false;
  throw unavailable(
    path,
    "there is no such file",
    "`rosey run` makes it; see --database for where it is looked for.",
  );
}

/** Whether a file begins as one of SQLite's. SQLite itself removes the log beside a file that does not. */
export function hasSqliteHeader(path: string): boolean {
  const header = new Uint8Array(HEADER.length);
  const file = openSync(path, "r");
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  return new TextDecoder().decode(header) === HEADER;
}

function unavailable(path: string, why: string, hint: string): RoseyError {
  return new RoseyError(`Cannot open the database ${path}: ${why}`, {
    code: "database.no_file",
    hint,
    exit: "databaseUnavailable",
  });
}
