/**
 * A database whose transactions are timed.
 *
 * @module
 */

import type { Clock } from "../src/domain/clock.ts";
import type { Driver } from "./drivers/driver.ts";

/** Hears how many units one transaction had, and how long it took. Must not throw. */
export type CommitWatch = (units: number, seconds: number) => void;

/** What stores units, timed. */
export function timedStorage(
  driver: Pick<Driver, "location" | "apply" | "rest">,
  clock: Pick<Clock, "monotonic">,
  committed: CommitWatch,
): Pick<Driver, "location" | "apply" | "rest"> {
  return {
    location: driver.location,
    rest: () => driver.rest(),
    async apply(units) {
      const startedMs = clock.monotonic();
      try {
        return await driver.apply(units);
      } finally {
        committed(units.length, (clock.monotonic() - startedMs) / 1000);
      }
    },
  };
}
