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
}

/** The memory of a visitor. */
export interface VisitedDatabase {
  readonly driver: Driver;
  readonly repositories: Repositories;
  readonly sink: UnitSink;
}

/**
 * Lets `use` read and change the memory. Throws a `RoseyError` where `openDatabase` does, and also for a database that
 * is empty or not there.
 */
export async function visitDatabase<Result>(
  { target, lines, clock, host }: VisitOptions,
  use: (visited: VisitedDatabase) => Promise<Result>,
): Promise<Result> {
  const { driver, hold } = openDriver({ target, clock, writes: allWrites(), mayCreate: false, host });
  try {
    await hold?.visit(MIGRATION_WAIT_MS);
    await requireCurrent(driver, lines);
    await driver.claim();
    // A visitor has nothing to tidy up that the next one would not.
    const sink = new GroupCommit(driver, () => undefined);
    try {
      return await use({ driver, repositories: openRepositories(driver), sink });
    } finally {
      await sink.close();
    }
  } finally {
    await driver.close();
    hold?.release();
  }
}
