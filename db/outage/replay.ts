/**
 * How the units of a spill come into the database.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { Driver } from "../drivers/driver.ts";
import { inTime } from "./away.ts";
import type { Outage, OutageWatch } from "./outage.ts";
import type { OldestFile, Spill } from "./spill.ts";

/** Units in one transaction. */
const BATCH_UNITS = 500;
/** How long a batch may take before it is begun anew; what it stored meanwhile is known by its id. */
const BATCH_LIMIT_MS = 10_000;
/** When so few units wait, newer ones wait for them instead of going behind them. */
const HANDOVER_UNITS = 500;

/** What a replay needs. */
export interface ReplayOptions {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly spill: Spill | undefined;
  readonly watch: Pick<OutageWatch, "refused" | "damaged">;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Stores spilled units in their order. */
export class Replay {
  readonly #options: ReplayOptions;

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  /**
   * Stores all that is in the spill, and answers how many units that were. In an outage, a handover begins before the
   * end, and the spill is empty when this resolves. Throws a `RoseyError` when the database is away.
   */
  async storeAll(outage?: Outage): Promise<number> {
    const { spill } = this.#options;
    // What is asked first holds nobody up.
    await this.#apply([]);
    let replayed = 0;
    for (;;) {
      if ((spill?.depth.units ?? 0) <= HANDOVER_UNITS) outage?.beginHandover();
      const file = await spill?.oldest();
      if (file === undefined || spill === undefined) return replayed;
      await this.#storeFile(file, spill, outage);
      await spill.drop(file);
      replayed += file.units.length;
      outage?.progressed();
    }
  }

  async #storeFile({ path, units, damaged }: OldestFile, spill: Spill, outage?: Outage): Promise<void> {
    for (let start = 0; start < units.length; start += BATCH_UNITS) {
      const batch = units.slice(start, start + BATCH_UNITS);
      const outcomes = await this.#apply(batch);
      for (const [index, outcome] of outcomes.entries()) {
        const unit = batch[index];
        if (outcome.status !== "refused" || unit === undefined) continue;
        await spill.setAside(unit);
        this.#options.watch.refused(outcome.error);
      }
      outage?.progressed();
    }
    if (damaged.length > 0) this.#options.watch.damaged({ path, lines: damaged });
  }

  async #apply(units: readonly Unit[]) {
    const { driver, clock, signal } = this.#options;
    const outcomes = await inTime(driver.apply(units), { clock, limitMs: BATCH_LIMIT_MS, signal });
    if (outcomes !== undefined) return outcomes;
    throw new RoseyError(
      `Cannot store what was put aside for ${driver.location}: ${errorText(signal.reason ?? "no answer")}`,
      { code: "database.slow", hint: "Look for locks and load.", exit: "databaseUnavailable" },
    );
  }
}
