/**
 * A backup in the place of a memory.
 *
 * @module
 */

import { existsSync, realpathSync, statSync } from "node:fs";
import type { DatabaseTarget, PostgresTarget } from "../../src/domain/database_target.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { type HeldFile, holdSqliteAlone } from "../drivers/sqlite_alone.ts";
import { copySqlite } from "../drivers/sqlite_backup.ts";
import { sqliteDamage } from "../drivers/sqlite_damage.ts";
import { checkSqlitePath, hasSqliteHeader } from "../drivers/sqlite_path.ts";
import { removeSqlite, swapSqlite } from "../drivers/sqlite_swap.ts";
import { foreignDatabase, standingRefusal } from "../migrate/refusals.ts";
import { compareWithLedger, type DatabaseState, readState } from "../migrate/state.ts";
import { refuseUnfinishedCopy } from "../migrate/unfinished_copy.ts";
import { openDriver } from "../open_driver.ts";
import { copyDatabase, type CopyOptions } from "./copy_database.ts";

/** What is restored, and to where. */
export interface RestoreOptions
  extends
    Pick<CopyOptions, "lines" | "clock" | "appVersion" | "host" | "force" | "leaveUnknown" | "onProgress"> {
  /** An SQLite file: a backup of either database, or an old bot's file. */
  readonly file: string;
  readonly target: DatabaseTarget;
}

/** What was restored. */
export interface RestoreReport {
  /** Where the file is that was there before. */
  readonly aside: string | undefined;
  /** The newest migration that the restored memory has had; `undefined` for an old bot's file. */
  readonly version: string | undefined;
}

/**
 * Restores a backup. Throws a `RoseyError`, and changes nothing, when the backup is damaged or no memory of this program's,
 * when the target holds something and `force` is not given, or when another process has it open.
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { file, target } = options;
  if (!checkSqlitePath(file, false)) throw unfit(file, "it is empty");
  const damage = sqliteDamage(file);
  if (damage.length > 0) throw unfit(file, `it is damaged:\n  ${damage.join("\n  ")}`);
  const state = await stateOf(options);
  const version = state.kind === "ours" ? state.ledger.at(-1)?.id : undefined;
  if (target.kind === "postgres") {
    await restoreToServer(options, target);
    return { aside: undefined, version };
  }
  return { aside: await restoreFile(options, target.path), version };
}

async function stateOf({ file, clock, lines }: RestoreOptions): Promise<DatabaseState> {
  const { driver } = openDriver({
    target: { kind: "sqlite", path: file },
    clock,
    writes: new Map(),
    mayCreate: false,
  });
  try {
    const state = await readState("sqlite", driver);
    refuseUnfinishedCopy(file, state.catalogue);
    if (state.kind === "empty") throw unfit(file, "it is empty");
    if (state.kind === "foreign") throw foreignDatabase(file, state);
    const refusal = state.kind === "ours"
      ? standingRefusal(file, compareWithLedger("sqlite", lines, state.ledger), { outOfOrder: true })
      : undefined;
    if (refusal !== undefined) throw refusal;
    return state;
  } finally {
    await driver.close();
  }
}

async function restoreFile(
  { file, force, clock }: RestoreOptions,
  path: string,
): Promise<string | undefined> {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (existsSync(path) && realpathSync(path) === realpathSync(file)) {
    throw unfit(file, "it is the database itself");
  }
  if (size > 0 && !force) throw occupied(file, path);
  checkSqlitePath(path, true);
  using held = size > 0 ? holdUnlessDamaged(path) : undefined;
  const next = `${path}.restoring`;
  removeSqlite(next);
  try {
    await copySqlite(file, next);
    return swapSqlite({ path, next, held, nowMs: clock.now() });
  } finally {
    removeSqlite(next);
  }
}

/** A file that cannot even be locked is what backups are for. */
function holdUnlessDamaged(path: string): HeldFile | undefined {
  if (!hasSqliteHeader(path)) return undefined;
  try {
    return holdSqliteAlone(path);
  } catch (thrown) {
    if (thrown instanceof RoseyError && thrown.exit === "databaseRefused") return undefined;
    throw thrown;
  }
}

async function restoreToServer(options: RestoreOptions, target: PostgresTarget): Promise<void> {
  const { file, clock } = options;
  const open = (place: DatabaseTarget) =>
    openDriver({ target: place, clock, writes: new Map(), mayCreate: false }).driver;
  const source = open({ kind: "sqlite", path: file });
  const server = open(target);
  try {
    await copyDatabase({ ...options, source, target: server });
  } finally {
    await server.close();
    await source.close();
  }
}

function unfit(file: string, why: string): RoseyError {
  return new RoseyError(`Cannot restore ${file}: ${why}`, {
    code: "restore.unfit",
    hint: "Nothing was changed. Name another backup; `rosey db info` lists them.",
    exit: "databaseRefused",
  });
}

function occupied(file: string, path: string): RoseyError {
  return new RoseyError(`Cannot restore ${file} to ${path}: there is a database already`, {
    code: "restore.occupied",
    hint: "Give --force to put the backup in its place; what is there now is kept in backups/ beside it.",
    exit: "usage",
  });
}
