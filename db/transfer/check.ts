/**
 * Whether a database is sound: its file or server, its ledger, its tables, and what they hold.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Driver } from "../drivers/driver.ts";
import { postgresDamage } from "../drivers/postgres_damage.ts";
import { sqliteDamage } from "../drivers/sqlite_damage.ts";
import { IN_MEMORY } from "../drivers/sqlite_path.ts";
import { checkDatabase, type CheckReport } from "../migrate/check.ts";
import type { MigrationLine } from "../migrate/migration.ts";
import { foreignDatabase, migrationsPending, standingRefusal } from "../migrate/refusals.ts";
import { compareWithLedger, readState } from "../migrate/state.ts";
import { refuseUnfinishedCopy } from "../migrate/unfinished_copy.ts";

/** What is checked, and by what. */
export interface SoundnessOptions {
  readonly driver: Driver;
  readonly target: DatabaseTarget;
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
}

/** What was found. */
export interface SoundnessReport {
  /** In the words of the database; none when it is sound. */
  readonly damage: readonly string[];
  /** What the ledger has against its use. */
  readonly ledger: RoseyError | undefined;
  /** How the tables differ from what the ledger promises; not looked at where that cannot be told. */
  readonly catalogue: CheckReport | undefined;
}

/** Reads the whole database; changes nothing. */
export async function checkSoundness(options: SoundnessOptions): Promise<SoundnessReport> {
  const { driver, target, lines, clock } = options;
  const damage = await damageOf(driver, target);
  if (damage.length > 0) return { damage, ledger: undefined, catalogue: undefined };
  const ledger = await ledgerRefusal(options);
  // The tables of a version that is not known here cannot be told.
  const isKnown = ledger === undefined || ledger.code === "database.migrations_pending";
  return { damage, ledger, catalogue: isKnown ? await checkDatabase({ driver, lines, clock }) : undefined };
}

/** The worst of what was found; `undefined` when all is well. */
export function worstOf(
  { damage, ledger, catalogue }: SoundnessReport,
  location: string,
): RoseyError | undefined {
  if (damage.length > 0) {
    return new RoseyError(`The database ${location} is damaged`, {
      code: "database.damaged",
      hint: "Restore the newest backup: `rosey db restore FILE --force`.",
      exit: "databaseRefused",
    });
  }
  if (catalogue?.drifted !== true) return ledger;
  const tables = catalogue.tables.filter(({ repair }) => repair.length > 0).map(({ table }) => table);
  return new RoseyError(`The tables of ${location} are not what its migrations made: ${tables.join(", ")}`, {
    code: "database.drift",
    hint: "`rosey migrate check` names each difference, with the statements that repair it.",
    exit: "drift",
  });
}

function damageOf(driver: Driver, target: DatabaseTarget): Promise<readonly string[]> {
  if (target.kind === "postgres") return postgresDamage(driver);
  return Promise.resolve(target.path === IN_MEMORY ? [] : sqliteDamage(target.path));
}

async function ledgerRefusal({ driver, lines }: SoundnessOptions): Promise<RoseyError | undefined> {
  const state = await readState(driver.dialect, driver);
  try {
    refuseUnfinishedCopy(driver.location, state.catalogue);
  } catch (thrown) {
    if (thrown instanceof RoseyError) return thrown;
    throw thrown;
  }
  if (state.kind === "foreign") return foreignDatabase(driver.location, state);
  if (state.kind === "empty") {
    return new RoseyError(`The database ${driver.location} is empty`, {
      code: "database.empty",
      hint: "`rosey run` and `rosey migrate up` make the tables.",
      exit: "migrationsPending",
    });
  }
  const statuses = compareWithLedger(driver.dialect, lines, state.kind === "ours" ? state.ledger : []);
  const refusal = standingRefusal(driver.location, statuses);
  if (refusal !== undefined) return refusal;
  const pending = statuses.filter(({ standing }) => standing === "pending");
  if (pending.length === 0) return undefined;
  const error = migrationsPending(driver.location, state, pending);
  if (state.kind !== "v050") return error;
  const { message, exit, hint = "" } = error;
  return new RoseyError(message, { code: "database.old_bots", exit, hint });
}
