/**
 * A driver that goes on taking units while its database is away.
 *
 * ```
 * steady     units go to the database, reads are answered
 *   | a batch fails twice, or takes too long; a read fails twice
 * away       units go to the spill, reads are refused; now and then the database is asked again
 *   | it answers
 * replaying  the spill is stored, oldest first; newer units go behind it
 *   | little is left
 * handover   newer units wait until the rest is stored                      -> steady
 *
 * any failure of a replay -> away
 * ```
 *
 * A unit that was on its way when the database went may have been stored or not: it goes to the spill as well, and its
 * id tells when it comes again. A unit is durable in the spill or in the database before it is told to be; where the
 * spill cannot take it either, it waits.
 *
 * @module
 */

import type { Clock, Random } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { Driver, PoolUse, Query, Session, UnitOutcome } from "../drivers/driver.ts";
import { inTime, isAway, notAvailable } from "./away.ts";
import { Outage, type OutageWatch } from "./outage.ts";
import { Replay } from "./replay.ts";
import type { Spill, SpillDepth } from "./spill.ts";

/** So long a batch may take before the units behind it are put where a crash cannot reach them. */
const SLOW_MS = 2_000;
/** Once more at once: the server may have ended a connection that nobody used. */
const ATTEMPTS = 2;
/** How long a read of a file that cannot be written to may take. */
const READ_LIMIT_MS = 1_000;
/** When the spill is tried again that could not take a unit. */
const STUCK_PAUSE_MS = 1_000;
/** How long operations that hang may hold up the end. */
const CLOSE_LIMIT_MS = 3_000;

const SPILLED: UnitOutcome = { status: "spilled" };

/** What it is made from. */
export interface SpillingDriverOptions {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly random: Random;
  /** Without one, units wait for the database. */
  readonly spill: Spill | undefined;
  readonly watch: OutageWatch;
}

/** How the database is. */
export interface OutageCondition {
  readonly isAway: boolean;
  readonly spilled: SpillDepth;
}

/** See the top of this file. */
export class SpillingDriver implements Driver {
  readonly #driver: Driver;
  readonly #options: SpillingDriverOptions;
  readonly #replay: Replay;
  readonly #reads = new Set<(reason: RoseyError) => void>();
  readonly #stop = new AbortController();
  #outage: Outage | undefined;
  #healing: Promise<void> = Promise.resolve();

  constructor(options: SpillingDriverOptions) {
    this.#options = options;
    this.#driver = options.driver;
    this.#replay = new Replay({ ...options, signal: this.#stop.signal });
  }

  get dialect(): Driver["dialect"] {
    return this.#driver.dialect;
  }

  get location(): string {
    return this.#driver.location;
  }

  poolUse(): PoolUse | undefined {
    return this.#driver.poolUse?.();
  }

  get condition(): OutageCondition {
    const { spill } = this.#options;
    return { isAway: this.#outage !== undefined, spilled: spill?.depth ?? { units: 0, bytes: 0 } };
  }

  /** Stores what an earlier run has left in the spill. Throws a `RoseyError` when the database is away. */
  async recover(): Promise<number> {
    return this.condition.spilled.bytes === 0 ? 0 : await this.#replay.storeAll();
  }

  /** From now on nothing waits for the database to come back. */
  stopWaiting(): void {
    this.#stop.abort();
    this.#outage?.changed();
  }

  claim(): Promise<void> {
    return this.#driver.claim();
  }

  read<Row>(query: Query<Row>): Promise<Row[]> {
    const reason = this.#outage?.reason;
    if (reason === undefined) return this.#readSteadily(query);
    // A file that cannot be written to can be read.
    if (this.dialect === "sqlite") return this.#readQuickly(query, reason);
    return Promise.reject(notAvailable(this.location, reason));
  }

  async apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    for (;;) {
      const outcomes = this.#outage === undefined
        ? await this.#store(units)
        : await this.#keep(units, this.#outage);
      if (outcomes !== undefined) return outcomes;
    }
  }

  transaction<Result>(work: (session: Session) => Promise<Result>, waitMs: number): Promise<Result> {
    return this.#driver.transaction(work, waitMs);
  }

  snapshot<Result>(work: (session: Pick<Session, "read">) => Promise<Result>): Promise<Result> {
    const reason = this.#outage?.reason;
    if (reason === undefined || this.dialect === "sqlite") return this.#driver.snapshot(work);
    return Promise.reject(notAvailable(this.location, reason));
  }

  async rest(): Promise<void> {
    if (this.#outage === undefined) await this.#driver.rest();
  }

  /** What waits in the spill stays there. */
  async close(): Promise<void> {
    this.stopWaiting();
    await this.#healing;
    await this.#options.spill?.close();
    await inTime(this.#driver.close(), { clock: this.#options.clock, limitMs: CLOSE_LIMIT_MS });
  }

  /** `undefined` when the database is away. */
  async #store(units: readonly Unit[]): Promise<UnitOutcome[] | undefined> {
    const { clock } = this.#options;
    for (let attempt = 1;; attempt++) {
      try {
        const outcomes = await inTime(this.#driver.apply(units), { clock, limitMs: SLOW_MS });
        if (outcomes === undefined) this.#goAway(slow(this.location));
        return outcomes;
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown;
        if (attempt < ATTEMPTS && thrown.exit !== "databaseLocked") continue;
        this.#goAway(thrown);
        return undefined;
      }
    }
  }

  /** `undefined` when the outage is over, or may be. */
  async #keep(units: readonly Unit[], outage: Outage): Promise<UnitOutcome[] | undefined> {
    if (outage.handover !== undefined) {
      await outage.handover;
      return undefined;
    }
    const { spill, clock, watch } = this.#options;
    try {
      if (spill === undefined) throw outage.reason;
      // Nothing is awaited between the look at the handover and this: the replay finds these units.
      await spill.append(units);
      return units.map(() => SPILLED);
    } catch (thrown) {
      if (this.#stop.signal.aborted) throw lost(this.location, thrown);
      if (spill !== undefined) outage.stuck(() => watch.stuck(thrown));
      await inTime(outage.nextChange(), { clock, limitMs: STUCK_PAUSE_MS });
      return undefined;
    }
  }

  async #readSteadily<Row>(query: Query<Row>): Promise<Row[]> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#unlessAway(this.#driver.read<Row>(query));
      } catch (thrown) {
        if (!isAway(thrown) || thrown.code !== "database.unavailable") throw thrown;
        if (attempt < ATTEMPTS) continue;
        this.#goAway(thrown);
        throw notAvailable(this.location, thrown);
      }
    }
  }

  async #readQuickly<Row>(query: Query<Row>, reason: unknown): Promise<Row[]> {
    const { clock } = this.#options;
    try {
      const rows = await inTime(this.#driver.read<Row>(query), { clock, limitMs: READ_LIMIT_MS });
      if (rows !== undefined) return rows;
    } catch (thrown) {
      throw isAway(thrown) ? notAvailable(this.location, thrown) : thrown;
    }
    throw notAvailable(this.location, reason);
  }

  /** The answer, or a refusal as soon as the database is away. */
  #unlessAway<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#reads.add(reject);
      // Both outcomes go on to the caller.
      void answer.then(resolve, reject).finally(() => this.#reads.delete(reject));
    });
  }

  #goAway(reason: RoseyError): void {
    if (this.#outage !== undefined) return;
    const { clock, random, watch } = this.#options;
    const outage = new Outage({ reason, clock, random });
    this.#outage = outage;
    watch.away(reason);
    if (this.dialect !== "sqlite") {
      for (const reject of this.#reads) reject(notAvailable(this.location, reason));
    }
    this.#healing = this.#heal(outage);
  }

  /** Ends with the outage, or when nothing shall be waited for any more. Never rejects. */
  async #heal(outage: Outage): Promise<void> {
    while (await outage.pause(this.#stop.signal)) {
      try {
        const replayed = await this.#replay.storeAll(outage);
        this.#outage = undefined;
        outage.end();
        this.#options.watch.back({ lastedMs: outage.lastedMs, replayed });
        return;
      } catch (thrown) {
        // Its own reason, if it has one: the spill cannot be read, or a bug.
        if (!isAway(thrown)) outage.stuck(() => this.#options.watch.stuck(thrown));
        outage.failed();
      }
    }
  }
}

function slow(location: string): RoseyError {
  return new RoseyError(`Cannot use the database ${location}: it has not answered for ${SLOW_MS / 1000} s`, {
    code: "database.slow",
    hint: "Look for locks and load.",
    exit: "databaseUnavailable",
  });
}

function lost(location: string, cause: unknown): RoseyError {
  return new RoseyError(`Cannot store the last changes: ${location} is away, and they cannot be put aside`, {
    code: "memory.lost",
    hint: "Make room on the disk, and bring the database back.",
    exit: "databaseUnavailable",
    cause,
  });
}
