/**
 * Opens the memory: the driver, the version check, the queue and the repositories, in the order in which they must
 * come. A database that is not Rosey's, or not of this version, is never changed by looking at it.
 *
 * @module
 */

import type { Clock, Random } from "../src/domain/clock.ts";
import type { DatabaseTarget } from "../src/domain/database_target.ts";
import { RoseyError } from "../src/domain/errors.ts";
import type { Driver } from "./drivers/driver.ts";
import type { FileHold } from "./drivers/file_hold.ts";
import { GroupCommit, type GroupCommitLimits } from "./group_commit.ts";
import type { MigrationLine, MigrationProgress } from "./migrate/migration.ts";
import { LOCK_WAIT_MS, type MigrationStep, Migrator, type StatementProgress } from "./migrate/migrator.ts";
import { foreignDatabase, migrationsPending, standingRefusal } from "./migrate/refusals.ts";
import type { DatabaseState } from "./migrate/state.ts";
import type { TakeoverReport } from "./migrate/takeover_report.ts";
import { refuseUnfinishedCopy } from "./migrate/unfinished_copy.ts";
import { openDriver } from "./open_driver.ts";
import type { OutageWatch } from "./outage/outage.ts";
import { type CommitWatch, timedStorage } from "./timed_storage.ts";
import { Spill, type SpillOptions } from "./outage/spill.ts";
import { SpillingDriver } from "./outage/spilling_driver.ts";
import { allWrites, openRepositories, type Repositories } from "./repositories/mod.ts";
import type { WriteCatalogue } from "./write_statements.ts";

/** What every way of opening needs. */
export interface DatabaseOptions {
  readonly target: DatabaseTarget;
  /** The core's line first, then those of the plugins. */
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
  /** Both for the ledger of migrations. */
  readonly appVersion: string;
  readonly host: string;
  /** Told where the backup is that was made before a migration. */
  readonly onBackup?: (path: string) => void;
  /** False: migrations of an SQLite file make no backup. */
  readonly backup?: boolean;
  /** How long a migration waits for another process that migrates. */
  readonly lockWaitMs?: number;
  /** Told of each statement of a migration before it runs. */
  readonly onStatement?: (progress: StatementProgress) => void;
  /** Told now and then during a long migration. */
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Told what whoever migrates should know. */
  readonly onNote?: (text: string) => void;
  /** Told what became of an old bot's file that was taken over. */
  readonly onTakeover?: (report: TakeoverReport) => void;
}

/** How the memory is opened for use. */
export interface OpenDatabaseOptions extends DatabaseOptions {
  /** Brings the database up to this program's version first; without it, one that is behind is refused. */
  readonly migrate: boolean;
  /** Statements of plugins beside the core's own. */
  readonly writes?: WriteCatalogue;
  /** Hears of housekeeping that failed; nothing is lost by it. */
  readonly report: (thrown: unknown) => void;
  /** Hears of each transaction. */
  readonly committed?: CommitWatch | undefined;
  /** Limits of what waits to be stored. */
  readonly queue?: Partial<GroupCommitLimits>;
  /** What is done while the database is away; without it, units fail then. */
  readonly outage?: OutageOptions;
}

/** How times without a database are bridged. */
export interface OutageOptions {
  readonly random: Random;
  /** Where units wait on the disk; without it they wait in the queue alone. */
  readonly spill: SpillOptions | undefined;
  readonly watch: OutageWatch;
}

/** The memory, ready for use. */
export interface OpenDatabase {
  readonly driver: Driver;
  readonly repositories: Repositories;
  readonly sink: GroupCommit;
  /** What bridges the times without the database, if that was asked for. Its `recover` must be called once. */
  readonly spilling: SpillingDriver | undefined;
  /** What opening applied: everything for a new database. */
  readonly applied: readonly MigrationStep[];
  /** Waits for what was handed to the sink, then gives the database up. */
  close(): Promise<void>;
}

/** A database opened for `rosey migrate`. */
export interface MigrationAccess {
  readonly migrator: Migrator;
  readonly driver: Driver;
  close(): Promise<void>;
}

/**
 * Opens the memory for use. A missing or empty one is made. Throws a `RoseyError`: `migrationsPending` for one that is
 * behind or an old bot's, `databaseNewer`, `drift`, `databaseRefused` for a file that is something else,
 * `databaseUnavailable` for one that cannot be opened or written.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const access = openAccess(options, true, options.writes ?? allWrites());
  try {
    const applied = await bringUp(access, options.migrate);
    await access.hold?.share(LOCK_WAIT_MS);
    // Another process may have changed the file before it was held.
    await bringUp(access, false);
    await access.driver.claim();
    const spilling = options.outage && await spillingDriver(access.driver, options.clock, options.outage);
    const driver = spilling ?? access.driver;
    const { committed } = options;
    const storage = committed === undefined ? driver : timedStorage(driver, options.clock, committed);
    const sink = new GroupCommit(storage, options.report, options.queue);
    return {
      driver,
      repositories: openRepositories(driver),
      sink,
      spilling,
      applied,
      close: async () => {
        spilling?.stopWaiting();
        await sink.close();
        await driver.close();
        access.hold?.release();
      },
    };
  } catch (thrown) {
    await access.close();
    throw thrown;
  }
}

async function spillingDriver(
  driver: Driver,
  clock: Clock,
  { random, spill, watch }: OutageOptions,
): Promise<SpillingDriver> {
  const opened = spill && await Spill.open(spill);
  return new SpillingDriver({ driver, clock, random, spill: opened, watch });
}

/** Opens a database to look at its version or to change it. With `mayCreate` a missing file is made. */
export function openForMigration(
  options: DatabaseOptions & { readonly mayCreate: boolean },
): MigrationAccess {
  return openAccess(options, options.mayCreate, new Map());
}

interface HeldAccess extends MigrationAccess {
  readonly hold: FileHold | undefined;
}

function openAccess(options: DatabaseOptions, mayCreate: boolean, writes: WriteCatalogue): HeldAccess {
  const { target, clock, lines, appVersion, host, onBackup, lockWaitMs } = options;
  const opened = openDriver({ target, clock, writes, mayCreate, host });
  const { driver, backUp, examine, hold, lockHolder } = opened;
  const beforeChange = async ({ kind }: DatabaseState) => {
    await hold?.alone(lockWaitMs ?? LOCK_WAIT_MS);
    const refusal = kind === "v050" ? examine() : undefined;
    if (refusal !== undefined) throw refusal;
    const copy = options.backup === false ? undefined : await backUp();
    if (copy !== undefined) onBackup?.(copy);
  };
  const explainDamage = (thrown: unknown) =>
    thrown instanceof RoseyError && thrown.code === "database.damaged" && thrown.cause !== undefined
      ? examine(thrown.cause) ?? thrown
      : thrown;
  const told = {
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(options.onNote === undefined ? {} : { onNote: options.onNote }),
    ...(options.onTakeover === undefined ? {} : { onTakeover: options.onTakeover }),
    ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
    ...(lockWaitMs === undefined ? {} : { lockWaitMs }),
  };
  const migrator = new Migrator({
    driver,
    lines,
    clock,
    appVersion,
    host,
    beforeChange,
    explainDamage,
    lockHolder,
    ...told,
  });
  const close = async () => {
    await driver.close();
    hold?.release();
  };
  return { driver, migrator, hold, close };
}

async function bringUp({ driver, migrator }: MigrationAccess, migrate: boolean): Promise<MigrationStep[]> {
  const state = await migrator.state();
  refuseUnfinishedCopy(driver.location, state.catalogue);
  if (state.kind === "foreign") throw foreignDatabase(driver.location, state);
  const statuses = await migrator.status();
  const refusal = standingRefusal(driver.location, statuses);
  if (refusal !== undefined) throw refusal;
  const pending = statuses.filter(({ standing }) => standing === "pending");
  if (pending.length === 0) return [];
  if (state.kind !== "empty" && !migrate) throw migrationsPending(driver.location, state, pending);
  return await migrator.up();
}
