/**
 * The memory, opened for a moment by a command, beside the Rosey who runs with it or without her. Nothing is made and
 * nothing is migrated, and whoever runs stays the one that others are told of.
 *
 * @module
 */

import type { Clock } from "../src/domain/clock.ts";
import type { DatabaseTarget } from "../src/domain/database_target.ts";
import type { UnitSink } from "../src/domain/memory.ts";
import type { Driver } from "./drivers/driver.ts";
import { GroupCommit } from "./group_commit.ts";
import type { MigrationLine } from "./migrate/migration.ts";
import { openDriver } from "./open_driver.ts";
import { allWrites, openRepositories, type Repositories } from "./repositories/mod.ts";
import type { WriteCatalogue } from "./write_statements.ts";
import { requireCurrent } from "./transfer/require_current.ts";

/** How long a migration is waited for. */
const MIGRATION_WAIT_MS = 30_000;

/** What a visit needs. */
export interface VisitOptions {
  readonly target: DatabaseTarget;
  /** The core's line first, then those of the plugins. */
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
  /** What this machine calls itself. */
  readonly host: string;
  /** Statements beside the core's own. */
  readonly writes?: WriteCatalogue;
}

/** The memory of a visitor. */
export interface VisitedDatabase {
  readonly driver: Driver;
  readonly repositories: Repositories;
  readonly sink: UnitSink;
}

/** A visit that goes on until it is closed. */
export interface OpenVisit extends VisitedDatabase {
  /** Waits for what was handed to the sink, then leaves. */
  close(): Promise<void>;
}

/** Lets `use` read and change the memory. Throws as {@link openVisit} does. */
export async function visitDatabase<Result>(
  options: VisitOptions,
  use: (visited: VisitedDatabase) => Promise<Result>,
): Promise<Result> {
  const { close, ...visited } = await openVisit(options);
  try {
    return await use(visited);
  } finally {
    await close();
  }
}

/**
 * Begins a visit. Throws a `RoseyError` where `openDatabase` does, and also for a database that is empty or not there.
 */
export async function openVisit(
  { target, lines, clock, host, writes = allWrites() }: VisitOptions,
): Promise<OpenVisit> {
  const { driver, hold } = openDriver({ target, clock, writes, mayCreate: false, host });
  const leave = async () => {
    await driver.close();
    hold?.release();
  };
  try {
    await hold?.visit(MIGRATION_WAIT_MS);
    await requireCurrent(driver, lines);
    await driver.claim();
  } catch (error) {
    await leave();
    throw error;
  }
  // A visitor has nothing to tidy up that the next one would not.
  const sink = new GroupCommit(driver, () => undefined);
  return {
    driver,
    repositories: openRepositories(driver),
    sink,
    async close() {
      await sink.close();
      await leave();
    },
  };
}
