/**
 * A memory of exactly this program's version.
 *
 * @module
 */

import type { Driver } from "../drivers/driver.ts";
import type { MigrationLine } from "../migrate/migration.ts";
import { foreignDatabase, migrationsPending, standingRefusal } from "../migrate/refusals.ts";
import { compareWithLedger, readState } from "../migrate/state.ts";
import { refuseUnfinishedCopy } from "../migrate/unfinished_copy.ts";

/** Throws a `RoseyError` for every other database. Changes nothing. */
export async function requireCurrent(driver: Driver, lines: readonly MigrationLine[]): Promise<void> {
  const state = await readState(driver.dialect, driver);
  refuseUnfinishedCopy(driver.location, state.catalogue);
  if (state.kind === "foreign") throw foreignDatabase(driver.location, state);
  const statuses = compareWithLedger(driver.dialect, lines, state.kind === "ours" ? state.ledger : []);
  const refusal = standingRefusal(driver.location, statuses);
  if (refusal !== undefined) throw refusal;
  const pending = statuses.filter(({ standing }) => standing === "pending");
  if (pending.length > 0) throw migrationsPending(driver.location, state, pending);
}
