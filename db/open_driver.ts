/**
 * From where the memory lies to the driver of it.
 *
 * @module
 */

import type { Clock } from "../src/domain/clock.ts";
import type { DatabaseTarget } from "../src/domain/database_target.ts";
import type { RoseyError } from "../src/domain/errors.ts";
import type { Driver } from "./drivers/driver.ts";
import { FileHold } from "./drivers/file_hold.ts";
import { postgresLockHolder } from "./drivers/lock_holder.ts";
import { openPostgres } from "./drivers/postgres.ts";
import { openSqlite } from "./drivers/sqlite.ts";
import { backupSqlite } from "./drivers/sqlite_backup.ts";
import { damagedFile, sqliteDamage } from "./drivers/sqlite_damage.ts";
import { checkSqlitePath, IN_MEMORY } from "./drivers/sqlite_path.ts";
import type { WriteCatalogue } from "./write_statements.ts";

/** How a driver is opened. */
export interface OpenDriverOptions {
  readonly target: DatabaseTarget;
  readonly clock: Clock;
  readonly writes: WriteCatalogue;
  /** Whether a missing SQLite file is made. */
  readonly mayCreate: boolean;
  /** What this machine calls itself; for those who change the file. */
  readonly host?: string;
}

/** An open driver, and what is needed around it. */
export interface OpenDriver {
  readonly driver: Driver;
  /** Reads the whole file; answers why it must be refused, when it is damaged. `cause` is what was thrown, if anything. */
  examine(cause?: unknown): RoseyError | undefined;
  /** Makes a copy and answers where it is; `undefined` where there is nothing that could be copied so. */
  backUp(): Promise<string | undefined>;
  /** This process's claim to the file; a server keeps order by itself. */
  readonly hold: FileHold | undefined;
  /** Who changes the tables right now, in words. */
  lockHolder(): Promise<string | undefined>;
}

/** Opens the driver of a target without changing the database. Throws a {@link RoseyError} when that fails. */
export function openDriver(
  { target, clock, writes, mayCreate, host = "unknown" }: OpenDriverOptions,
): OpenDriver {
  switch (target.kind) {
    case "sqlite": {
      const { path } = target;
      const holdsSomething = checkSqlitePath(path, mayCreate);
      const hold = new FileHold({ path, clock, host });
      return {
        driver: openSqlite({ path, clock, writes }),
        examine: (cause) => path === IN_MEMORY ? undefined : examineFile(path, cause),
        backUp: async () =>
          holdsSomething && path !== IN_MEMORY ? await backupSqlite(path, clock.now()) : undefined,
        hold,
        lockHolder: () => Promise.resolve(hold.holder()),
      };
    }
    case "postgres": {
      const driver = openPostgres({ target, clock, writes });
      return {
        driver,
        examine: () => undefined,
        backUp: () => Promise.resolve(undefined),
        hold: undefined,
        lockHolder: () => postgresLockHolder(driver),
      };
    }
  }
}

function examineFile(path: string, cause: unknown): RoseyError | undefined {
  const damage = sqliteDamage(path);
  return damage.length === 0 ? undefined : damagedFile(path, damage, cause);
}
