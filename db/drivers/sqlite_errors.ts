/**
 * What SQLite's errors mean for Rosey.
 *
 * @module
 */

import { errorText, RoseyError } from "../../src/domain/errors.ts";

/** SQLite's primary result codes that Rosey tells apart; extended codes carry them in their low byte. */
const CODE = {
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  schema: 17,
  notADatabase: 26,
} as const;

/** Codes that tell of the database as a whole, whatever statement met them. */
const OF_THE_DATABASE: ReadonlySet<number> = new Set(Object.values(CODE));

/** Another process holds the lock: worth another try. */
export function isBusy(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === CODE.busy || code === CODE.locked;
}

/** Something had to be written first, through a connection that may only read. */
export function isReadOnly(thrown: unknown): boolean {
  return primaryCode(thrown) === CODE.readonly;
}

/** Whether the error is about the statement and its values, not about the database. */
export function isOfTheStatement(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === undefined ? thrown instanceof TypeError : !OF_THE_DATABASE.has(code);
}

/** An integer beyond 2^53 was read as a number. */
export function isBeyondNumbers(thrown: unknown): boolean {
  return thrown instanceof RangeError && "code" in thrown && thrown.code === "ERR_OUT_OF_RANGE";
}

/** What is thrown to the rest of Rosey in the place of `thrown`; what SQLite did not throw stays as it is. */
export function sqliteError(thrown: unknown, location: string): unknown {
  const code = primaryCode(thrown);
  const failed = (why: string, options: { code: string; hint: string; exit: RoseyError["exit"] }) =>
    new RoseyError(`Cannot use the database ${location}: ${why}`, { ...options, cause: thrown });
  switch (code) {
    case undefined:
      return thrown;
    case CODE.notADatabase:
      return failed("the file is not an SQLite database", {
        code: "database.not_a_database",
        hint:
          "Name another file with --database, or move this one away and a new one is made. If it was a database, " +
          `put a good backup in its place, or try: sqlite3 ${location} ".recover" | sqlite3 salvaged.db`,
        exit: "databaseRefused",
      });
    case CODE.corrupt:
      return failed("the file is damaged", {
        code: "database.damaged",
        hint: 'Put the newest file of "backups" beside it in its place.',
        exit: "databaseRefused",
      });
    case CODE.busy:
    case CODE.locked:
      return failed("another process holds it", {
        code: "database.locked",
        hint: "Stop the other program that writes to this file, or wait for it.",
        exit: "databaseLocked",
      });
    case CODE.readonly:
      return failed("it is not writable", {
        code: "database.not_writable",
        hint:
          "Give this user write permission on the file and its directory, or name another with --database.",
        exit: "databaseUnavailable",
      });
    case CODE.full:
      return failed("the disk is full", {
        code: "database.full",
        hint: "Make room on the disk.",
        exit: "databaseUnavailable",
      });
    default:
      return failed(errorText(thrown), {
        code: OF_THE_DATABASE.has(code) ? "database.unavailable" : "database.statement",
        hint: "See the message of SQLite.",
        exit: OF_THE_DATABASE.has(code) ? "databaseUnavailable" : "bug",
      });
  }
}

function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || thrown.code !== "ERR_SQLITE_ERROR") {
    return undefined;
  }
  if ("errcode" in thrown && typeof thrown.errcode === "number") return thrown.errcode & 0xff;
  // Opening is the one operation of ours whose errors carry no number.
  return CODE.cannotOpen;
}
