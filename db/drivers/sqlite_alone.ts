/**
 * An SQLite file that no other process has open.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { RoseyError } from "../../src/domain/errors.ts";
import { isBusy, sqliteError } from "./sqlite_errors.ts";

/** The file, held: whoever opens it meanwhile waits. */
export interface HeldFile extends Disposable {
  /** For reading; given up by disposing, which may be done twice. */
  readonly file: DatabaseSync;
}

/**
 * Takes a file for this process alone, with nothing left beside it: what stood in its log is in it. Throws a
 * {@link RoseyError} that ends with `databaseLocked` while another process has it open, be it idle.
 */
export function holdSqliteAlone(path: string): HeldFile {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    // In this mode SQLite asks for the whole file, which whoever reads it through the log holds a part of.
    file.prepare("PRAGMA locking_mode = EXCLUSIVE").all();
    const [mode] = file.prepare("PRAGMA journal_mode = DELETE").all();
    if (mode?.["journal_mode"] === "wal") throw inUse(path);
    file.prepare("BEGIN EXCLUSIVE").run();
    return {
      file,
      [Symbol.dispose]: () => {
        if (file.isOpen) file.close();
      },
    };
  } catch (thrown) {
    file.close();
    throw isBusy(thrown) ? inUse(path, thrown) : sqliteError(thrown, path);
  }
}

/**
 * Whether another process has a file open. Of a file that is not in write-ahead mode only one at work is seen. What else
 * is wrong with it is for whoever opens it next.
 */
export function isSqliteInUse(path: string): boolean {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    file.prepare("PRAGMA locking_mode = EXCLUSIVE").all();
    file.prepare("BEGIN EXCLUSIVE").run();
    return false;
  } catch (thrown) {
    return isBusy(thrown);
  } finally {
    file?.close();
  }
}

function inUse(path: string, cause?: unknown): RoseyError {
  return new RoseyError(`Cannot take the database ${path}: another process has it open`, {
    code: "database.locked",
    hint: "Stop Rosey, and whatever else uses the file, then try again.",
    exit: "databaseLocked",
    ...(cause === undefined ? {} : { cause }),
  });
}
