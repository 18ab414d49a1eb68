/**
 * Copies of an SQLite file, made while it is in use.
 *
 * @module
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { RoseyError } from "../../src/domain/errors.ts";
import { sqliteError } from "./sqlite_errors.ts";

/** Copies that are kept of one file; the oldest go first. */
const BACKUPS_KEPT = 5;

/** How long the file may be held by a writer that writes no log. */
const READ_WAIT_MS = 5_000;

/** Pages that are copied before the event loop gets a turn: 4 MiB. */
const PAGES_PER_TURN = 1_000;

/**
 * Copies the file at `path` into `backups/` beside it, and removes all but the newest copies. Answers where the copy
 * is. Throws a {@link RoseyError} when there is no room for it, or when the copy is not sound.
 */
export async function backupSqlite(path: string, nowMs: number): Promise<string> {
  const copy = newBackupPath(path, nowMs);
  await copySqlite(path, copy);
  for (const old of backupsOf(path).slice(0, -BACKUPS_KEPT)) rmSync(old);
  return copy;
}

/**
 * Copies the file at `path` to the new file `copy`, as it is at one moment: others may go on writing. Throws a
 * {@link RoseyError} when there is no room for it, or when the copy is not sound.
 */
export async function copySqlite(path: string, copy: string): Promise<void> {
  checkSpace(path, dirname(copy));
  const partial = `${copy}.partial`;
  // What a killed process left there would be taken for a part of the new one.
  removePartial(partial);
  // A copy may hold an old bot's tokens as they are: it is for its owner's eyes.
  writeFileSync(partial, "", { mode: 0o600 });
  // Not for reading alone: what a killed writer left unfinished must be undone before anything is read.
  const source = new DatabaseSync(path, { timeout: READ_WAIT_MS });
  try {
    // Without a transaction the copy begins anew whenever somebody writes, and in a busy room never ends.
    source.prepare("BEGIN").run();
    source.prepare("SELECT 1 FROM sqlite_master").all();
    await backup(source, partial, { rate: PAGES_PER_TURN });
    checkCopy(partial);
    renameSync(partial, copy);
  } catch (thrown) {
    throw sqliteError(thrown, path);
  } finally {
    source.close();
    removePartial(partial);
  }
}

function removePartial(path: string): void {
  for (const companion of ["", "-wal", "-shm", "-journal"]) rmSync(path + companion, { force: true });
}

/** A path in `backups/` beside `path` that is not taken; the folder is made. `mark` tells it from copies that may go. */
export function newBackupPath(path: string, nowMs: number, mark?: string): string {
  const folder = folderOf(path);
  mkdirSync(folder, { recursive: true });
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  return freeName(folder, prefixOf(path) + (mark === undefined ? stamp : `${mark}-${stamp}`));
}

/** The copies of the file at `path`, oldest first. */
export function backupsOf(path: string): string[] {
  const folder = folderOf(path);
  const prefix = prefixOf(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && /^\d{8}T\d{6}(_\d+)?\.db$/.test(name.slice(prefix.length)))
    .sort()
    .map((name) => join(folder, name));
}

function folderOf(path: string): string {
  return join(dirname(path), "backups");
}

function prefixOf(path: string): string {
  return `${basename(path).replace(/\.[^.]*$/, "")}-`;
}

function freeName(folder: string, stem: string): string {
  const taken = new Set(readdirSync(folder));
  let name = `${stem}.db`;
  for (let count = 2; taken.has(name); count++) name = `${stem}_${count}.db`;
  return join(folder, name);
}

function checkSpace(path: string, folder: string): void {
  const neededBytes = statSync(path).size;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > neededBytes) return;
  throw new RoseyError(`Cannot back ${path} up: ${folder} has no room for ${neededBytes} bytes`, {
    code: "backup.no_space",
    hint: "Make room on the disk; nothing was changed.",
    exit: "databaseUnavailable",
  });
}

function checkCopy(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    const found = copy.prepare("PRAGMA quick_check(1)").all()[0]?.["quick_check"];
    if (found === "ok") return;
    throw new RoseyError(`Cannot back the database up: its copy is damaged (${String(found)})`, {
      code: "backup.damaged",
      hint: "The database itself may be damaged; nothing was changed.",
      exit: "databaseRefused",
    });
  } finally {
    copy.close();
  }
}
