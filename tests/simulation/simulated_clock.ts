/**
 * Time in a simulated world: it jumps from one event to the next, and everything that an event brings about is over
 * before the next one comes. One seed is one run.
 *
 * @module
 */

import type { Clock, Timer } from "../../src/domain/clock.ts";

/** Turns of the event loop in which nothing happened: then nothing will. */
const QUIET_TURNS = 3;

interface Waiting {
  readonly order: number;
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly callback: () => void;
}

/** See the module. */
export class SimulatedClock implements Clock {
  readonly #originMs: number;
  readonly #waiting = new Set<Waiting>();
  #nowMs: number;
  #nextOrder = 0;
  #activity = 0;

  constructor(originMs = 1_763_841_600_000) {
    this.#originMs = originMs;
    this.#nowMs = originMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs - this.#originMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#start(delayMs, undefined, callback);
  }

  every(periodMs: number, callback: () => void): Timer {
    return this.#start(periodMs, Math.max(1, periodMs), callback);
  }

  /** Something happens that others may wait for: a write, a read, a frame. */
  touch(): void {
    this.#activity += 1;
  }

  /** Lets time go on until a moment, or until `until` says so. */
  async run(forMs: number, until: () => boolean = () => false): Promise<void> {
    const endMs = this.#nowMs + forMs;
    await this.settle();
    while (!until()) {
      const next = this.#earliest();
      if (next === undefined || next.dueMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      if (next.periodMs === undefined) this.#waiting.delete(next);
      else next.dueMs += next.periodMs;
      next.callback();
      await this.settle();
    }
    if (!until()) this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let quiet = 0, seen = this.#activity; quiet < QUIET_TURNS; quiet++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#activity === seen) continue;
      seen = this.#activity;
      quiet = 0;
    }
  }

  #start(delayMs: number, periodMs: number | undefined, callback: () => void): Timer {
    const dueMs = this.#nowMs + Math.max(0, delayMs);
    const waiting = { order: this.#nextOrder++, dueMs, periodMs, callback };
    this.#waiting.add(waiting);
    return { stop: () => void this.#waiting.delete(waiting) };
  }

  #earliest(): Waiting | undefined {
    let found: Waiting | undefined;
    for (const waiting of this.#waiting) {
      const isSooner = found === undefined || waiting.dueMs < found.dueMs ||
        waiting.dueMs === found.dueMs && waiting.order < found.order;
      if (isSooner) found = waiting;
    }
    return found;
  }
}
