/**
 * Time and chance, as the rest of Rosey is allowed to see them: through an object that a test can replace.
 *
 * @module
 */

/** A timer that was started and can be stopped; stopping twice is harmless. */
export interface Timer {
  /** Stops the timer: its callback will not be called again. */
  stop(): void;
}

/** The time of day and the timers of this process. */
export interface Clock {
  /** Milliseconds since 1970, as this machine believes. Never compare it with a time of the CyTube server. */
  now(): number;
  /** Milliseconds that only ever grow, for measuring durations. */
  monotonic(): number;
  /** Calls `callback` once, after `delayMs`. */
  after(delayMs: number, callback: () => void): Timer;
  /** Calls `callback` every `periodMs`, the first time after one period. */
  every(periodMs: number, callback: () => void): Timer;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const id = setTimeout(callback, delayMs);
    return { stop: () => clearTimeout(id) };
  },
  every(periodMs, callback) {
    const id = setInterval(callback, periodMs);
    return { stop: () => clearInterval(id) };
  },
};

/** A random number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      timer.stop();
      reject(signal?.reason);
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** A clock that stands still until it is told to move: the clock of every simulated room and of most tests. */
export class ManualClock implements Clock {
  readonly #origin: number;
  #nowMs: number;
  #nextId = 0;
  readonly #waiting = new Map<
    number,
    { dueMs: number; periodMs: number | undefined; callback: () => void }
  >();

  constructor(startMs = 1_763_841_600_000) {
    this.#origin = startMs;
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs - this.#origin;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#start(delayMs, undefined, callback);
  }

  every(periodMs: number, callback: () => void): Timer {
    return this.#start(periodMs, periodMs, callback);
  }

  /** Moves the time forward, calling each due timer in order of its time, at its time. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const due = this.#earliest(endMs);
      if (due === undefined) break;
      const [id, timer] = due;
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      if (timer.periodMs === undefined) this.#waiting.delete(id);
      else timer.dueMs += Math.max(1, timer.periodMs);
      timer.callback();
    }
    this.#nowMs = endMs;
  }

  /** As {@link advance}, but lets promises settle before and after every due timer. */
  async advanceAsync(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await settle();
    for (let due = this.#earliest(endMs); due !== undefined; due = this.#earliest(endMs)) {
      this.advance(Math.max(0, due[1].dueMs - this.#nowMs));
      await settle();
    }
    this.#nowMs = endMs;
  }

  /** How many timers are waiting: what a test of leaks asserts on. */
  get pendingTimers(): number {
    return this.#waiting.size;
  }

  #start(delayMs: number, periodMs: number | undefined, callback: () => void): Timer {
    const id = this.#nextId++;
    this.#waiting.set(id, { dueMs: this.#nowMs + Math.max(0, delayMs), periodMs, callback });
    return { stop: () => void this.#waiting.delete(id) };
  }

  #earliest(limitMs: number) {
    let found: [number, { dueMs: number; periodMs: number | undefined; callback: () => void }] | undefined;
    for (const entry of this.#waiting) {
      if (entry[1].dueMs <= limitMs && (found === undefined || entry[1].dueMs < found[1].dueMs)) {
        found = entry;
      }
    }
    return found;
  }
}

/** Lets every promise that is ready go on: a turn of the event loop, not a wait for a time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A repeatable stream of random numbers (mulberry32), so that one seed is one run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
