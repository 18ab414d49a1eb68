/**
 * One SQLite file in the place of another, without a moment in which there is none.
 *
 * @module
 */

import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import type { HeldFile } from "./sqlite_alone.ts";
import { newBackupPath } from "./sqlite_backup.ts";

/** What SQLite keeps beside a file that was not closed in good order. */
const COMPANIONS = ["-wal", "-shm", "-journal"];

/**
 * Puts `next` in the place of `path`, and what was there into `backups/` beside it. Answers where that is; `undefined`
 * when nothing was there. `held` is the hold on `path`, so that nobody writes to it meanwhile; the caller gives it up.
 */
export function swapSqlite(
  { path, next, held, nowMs }: {
    readonly path: string;
    readonly next: string;
    readonly held: HeldFile | undefined;
    readonly nowMs: number;
  },
): string | undefined {
  try {
    // Windows renames nothing that is open.
    if (Deno.build.os === "windows") held?.[Symbol.dispose]();
    syncFile(next);
    const aside = existsSync(path) ? newBackupPath(path, nowMs, "replaced") : undefined;
    if (aside !== undefined) {
      linkOrMove(path, aside);
      for (const companion of COMPANIONS) {
        if (existsSync(path + companion)) renameSync(path + companion, aside + companion);
      }
    }
    renameSync(next, path);
    syncFile(dirname(path));
    return aside;
  } catch (thrown) {
    throw new RoseyError(`Cannot put a new file in the place of ${path}: ${errorText(thrown)}`, {
      code: "database.not_writable",
      hint: "Rosey's user must be able to write to the folder and to backups in it.",
      exit: "databaseUnavailable",
      cause: thrown,
    });
  }
}

/** Removes a file that was to become a database, with what SQLite made beside it. */
export function removeSqlite(path: string): void {
  for (const companion of ["", ...COMPANIONS]) rmSync(path + companion, { force: true });
}

/** A second name keeps the first in its place until the new file takes it; some file systems have no second names. */
function linkOrMove(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch {
    renameSync(path, aside);
  }
}

/** So that a power failure finds what was written. */
function syncFile(path: string): void {
  if (Deno.build.os === "windows") return;
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
