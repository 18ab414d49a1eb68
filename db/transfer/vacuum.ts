/**
 * Room that removed rows left, given back.
 *
 * @module
 */

import { statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Clock } from "../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { vacuumPostgres } from "../drivers/postgres_vacuum.ts";
import { holdSqliteAlone } from "../drivers/sqlite_alone.ts";
import { damagedFile, sqliteDamage } from "../drivers/sqlite_damage.ts";
import { checkSqlitePath, IN_MEMORY } from "../drivers/sqlite_path.ts";
import { rebuildSqlite } from "../drivers/sqlite_rebuild.ts";
import { removeSqlite, swapSqlite } from "../drivers/sqlite_swap.ts";

/** What is vacuumed. */
export interface VacuumOptions {
  readonly target: DatabaseTarget;
  readonly clock: Clock;
  /** Hears how many rows have been written, of how many. */
  readonly onRows?: (done: number, total: number) => void;
}

/** What it brought. */
export interface VacuumReport {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** Where the old file is; PostgreSQL has none. */
  readonly aside: string | undefined;
}

/**
 * Writes an SQLite file anew and puts it in the place of the old one; Rosey must not run. On PostgreSQL it lets the server
 * tidy up, whoever works meanwhile. Throws a `RoseyError`, and changes nothing, when it cannot.
 */
export async function vacuum({ target, clock, onRows }: VacuumOptions): Promise<VacuumReport> {
  if (target.kind === "postgres") {
    return { ...await vacuumPostgres({ target, clock }), aside: undefined };
  }
  const { path } = target;
  if (path === IN_MEMORY || !checkSqlitePath(path, false)) {
    throw new RoseyError(`Cannot vacuum ${path}: there is nothing in it`, {
      code: "vacuum.empty",
      hint: "Name a database that holds something.",
      exit: "usage",
    });
  }
  using held = holdSqliteAlone(path);
  const beforeBytes = statSync(path).size;
  checkSpace(path, beforeBytes);
  const next = `${path}.vacuumed`;
  removeSqlite(next);
  try {
    rebuildSqlite(held.file, next, onRows);
    const damage = sqliteDamage(next);
    if (damage.length > 0) throw damagedFile(next, damage);
    const afterBytes = statSync(next).size;
    return { beforeBytes, afterBytes, aside: swapSqlite({ path, next, held, nowMs: clock.now() }) };
  } finally {
    removeSqlite(next);
  }
}

function checkSpace(path: string, neededBytes: number): void {
  const folder = dirname(resolve(path));
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > neededBytes) return;
  throw new RoseyError(`Cannot vacuum ${path}: ${folder} has no room for ${neededBytes} bytes`, {
    code: "vacuum.no_space",
    hint: "Make room on the disk; nothing was changed.",
    exit: "databaseUnavailable",
  });
}
