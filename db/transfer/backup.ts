/**
 * Copies of a memory in one file, made while it is in use.
 *
 * @module
 */

import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { backupSqlite, copySqlite } from "../drivers/sqlite_backup.ts";
import { checkSqlitePath, IN_MEMORY } from "../drivers/sqlite_path.ts";
import { removeSqlite } from "../drivers/sqlite_swap.ts";
import { openDriver } from "../open_driver.ts";
import { copyDatabase, type CopyOptions } from "./copy_database.ts";

/** What a backup is made of, and where it goes. */
export interface BackupOptions
  extends Pick<CopyOptions, "lines" | "clock" | "appVersion" | "host" | "leaveUnknown" | "onProgress"> {
  readonly target: DatabaseTarget;
  /** A new file. Left out: `backups/` beside an SQLite file, where the newest five are kept; else in the working folder. */
  readonly file: string | undefined;
}

/** A backup that was made. */
export interface BackupReport {
  readonly file: string;
  readonly sizeBytes: number;
  /** `copy`: the pages of an SQLite file. `portable`: the rows of another database, written to an SQLite file. */
  readonly method: "copy" | "portable";
}

/**
 * Backs a memory up as it is at one moment. Throws a `RoseyError` when the file is there already, when there is no room,
 * or when the copy is not equal to what was copied.
 */
export async function backUp(options: BackupOptions): Promise<BackupReport> {
  const { target, clock } = options;
  if (options.file !== undefined) checkNewFile(options.file);
  switch (target.kind) {
    case "sqlite": {
      if (target.path === IN_MEMORY || !checkSqlitePath(target.path, false)) {
        throw refusal(
          `Cannot back ${target.path} up: there is nothing in it`,
          "Name a database that holds something.",
        );
      }
      const file = options.file ?? await backupSqlite(target.path, clock.now());
      if (options.file !== undefined) await copySqlite(target.path, file);
      return { file, sizeBytes: statSync(file).size, method: "copy" };
    }
    case "postgres": {
      const file = options.file ?? defaultFile(target.database, clock.now());
      await writePortable(options, file);
      return { file, sizeBytes: statSync(file).size, method: "portable" };
    }
  }
}

/** The file takes its name when it is whole. */
async function writePortable({ target, clock, ...options }: BackupOptions, file: string): Promise<void> {
  const partial = `${file}.partial`;
  removeSqlite(partial);
  const source = openDriver({ target, clock, writes: new Map(), mayCreate: false }).driver;
  const copy = openDriver({
    target: { kind: "sqlite", path: partial },
    clock,
    writes: new Map(),
    mayCreate: true,
  }).driver;
  try {
    await copyDatabase({ ...options, clock, source, target: copy, force: false });
    await copy.close();
    renameSync(partial, file);
  } finally {
    await copy.close();
    await source.close();
    removeSqlite(partial);
  }
}

function defaultFile(database: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const file = join("backups", `${database.replace(/[^\w.-]/g, "_")}-${stamp}.db`);
  mkdirSync("backups", { recursive: true });
  checkNewFile(file);
  return file;
}

function checkNewFile(file: string): void {
  if (existsSync(file)) {
    throw refusal(
      `Cannot write a backup to ${file}: it is there already`,
      "Name a new file; backups replace nothing.",
    );
  }
  const folder = dirname(resolve(file));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw refusal(
    `Cannot write a backup to ${file}: there is no directory ${folder}`,
    "Make the directory first.",
  );
}

function refusal(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "backup.refused", hint, exit: "usage" });
}
