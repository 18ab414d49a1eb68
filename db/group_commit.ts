/**
 * The queue in front of the database. What waits when a commit ends goes into the next one, together: one durable
 * transaction for many events when many come, and none is held back by a timer when few do.
 *
 * @module
 */

import { RoseyError } from "../src/domain/errors.ts";
import type { Unit, UnitSink } from "../src/domain/memory.ts";
import type { Driver } from "./drivers/driver.ts";

/** Limits of the queue. */
export interface GroupCommitLimits {
  /** Units that may wait. */
  readonly unitsMax: number;
  /** What they may weigh, counted as text. */
  readonly bytesMax: number;
  /** Units in one transaction: it holds the event loop up while SQLite works. */
  readonly batchMax: number;
}

/** Enough for ten minutes of a very busy room without a database. */
const DEFAULT_LIMITS: GroupCommitLimits = { unitsMax: 30_000, bytesMax: 64 * 1024 * 1024, batchMax: 500 };

/** What the queue needs of a database. */
type Storage = Pick<Driver, "location" | "apply" | "rest">;

interface Waiting {
  readonly unit: Unit;
  readonly sizeBytes: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/** The {@link UnitSink} of a database. */
export class GroupCommit implements UnitSink {
  readonly #driver: Storage;
  readonly #limits: GroupCommitLimits;
  readonly #report: (thrown: unknown) => void;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #accepted = 0;
  #settled = 0;
  #refused = 0;
  #flushes: { readonly upTo: number; resolve(): void }[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  /** `report` hears of housekeeping that failed; no unit is lost by it. */
  constructor(driver: Storage, report: (thrown: unknown) => void, limits: Partial<GroupCommitLimits> = {}) {
    this.#driver = driver;
    this.#report = report;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** How full the queue is. */
  get depth(): { readonly units: number; readonly bytes: number } {
    return { units: this.#waiting.length, bytes: this.#waitingBytes };
  }

  /** How many units were not taken since the start, because the queue was full. */
  get refused(): number {
    return this.#refused;
  }

  /** Rejects with a `RoseyError` at once when the queue is full or closed. */
  commit(unit: Unit): Promise<void> {
    const sizeBytes = sizeOf(unit);
    const refused = this.#refusal(sizeBytes);
    if (refused !== undefined) return Promise.reject(refused);
    this.#accepted++;
    this.#waitingBytes += sizeBytes;
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ unit, sizeBytes, resolve, reject });
    });
    this.#running ??= this.#run();
    return done;
  }

  flush(): Promise<void> {
    if (this.#settled === this.#accepted) return Promise.resolve();
    return new Promise((resolve) => this.#flushes.push({ upTo: this.#accepted, resolve }));
  }

  /** Takes no more units, and resolves when the last one is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    for (;;) {
      // Frames that have arrived meanwhile are handled first, and what they write joins this batch.
      await turnOfTheLoop();
      if (this.#waiting.length > 0) {
        await this.#commitBatch(this.#waiting.splice(0, this.#limits.batchMax));
        continue;
      }
      await this.#rest();
      if (this.#waiting.length === 0) break;
    }
    this.#running = undefined;
  }

  async #rest(): Promise<void> {
    try {
      await this.#driver.rest();
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  async #commitBatch(batch: readonly Waiting[]): Promise<void> {
    for (const { sizeBytes } of batch) this.#waitingBytes -= sizeBytes;
    try {
      const outcomes = await this.#driver.apply(batch.map(({ unit }) => unit));
      batch.forEach((waiting, index) => {
        const outcome = outcomes[index];
        if (outcome?.status === "refused") waiting.reject(outcome.error);
        else waiting.resolve();
      });
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    }
    this.#settled += batch.length;
    const reached = this.#flushes.filter(({ upTo }) => upTo <= this.#settled);
    this.#flushes = this.#flushes.filter(({ upTo }) => upTo > this.#settled);
    for (const { resolve } of reached) resolve();
  }

  #refusal(sizeBytes: number): RoseyError | undefined {
    if (this.#closed) {
      return new RoseyError("Cannot store anything more: the memory is closed", {
        code: "memory.closed",
        exit: "bug",
      });
    }
    const { unitsMax, bytesMax } = this.#limits;
    if (this.#waiting.length < unitsMax && this.#waitingBytes + sizeBytes <= bytesMax) return undefined;
    this.#refused++;
    return new RoseyError(
      `Cannot store anything more: ${this.#waiting.length} changes (${this.#waitingBytes} bytes) wait for ` +
        this.#driver.location,
      {
        code: "memory.queue_full",
        hint: "Look at the database: it is away or too slow.",
        exit: "databaseUnavailable",
      },
    );
  }
}

function sizeOf({ id, writes }: Unit): number {
  let size = id.length;
  for (const { statement, parameters } of writes) {
    size += statement.length;
    for (const value of parameters) size += typeof value === "string" ? value.length * 2 : 8;
  }
  return size;
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
