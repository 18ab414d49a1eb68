/**
 * One life of a process: everything that it does to the outside goes through here, and at any such step it may end, as
 * by kill -9: before the step, or after it and before its answer.
 *
 * @module
 */

import type { Driver } from "../../db/drivers/driver.ts";
import type { Clock, Timer } from "../../src/domain/clock.ts";
import type { SimulatedClock } from "./simulated_clock.ts";

/** See the module. */
export class Life {
  readonly #clock: SimulatedClock;
  readonly #timers = new Set<Timer>();
  readonly #mourners: (() => void)[] = [];
  #steps = 0;
  #lastStep: number;
  #isOver = false;

  /** `lastStep`: the step at which it ends, counted from 1; `Infinity` for one that is not ended so. */
  constructor(clock: SimulatedClock, lastStep: number) {
    this.#clock = clock;
    this.#lastStep = lastStep;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** It shall end at the nth step from now. */
  endIn(steps: number): void {
    this.#lastStep = this.#steps + steps;
  }

  /** Called once, when it ends. */
  whenOver(mourner: () => void): void {
    this.#mourners.push(mourner);
  }

  /** Ends it: nothing that it began goes on. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) timer.stop();
    this.#timers.clear();
    for (const mourner of this.#mourners) mourner();
  }

  /** One step towards the outside; false: the process has ended, and it is not done. */
  step(): boolean {
    this.#clock.touch();
    if (this.#isOver) return false;
    this.#steps += 1;
    if (this.#steps === this.#lastStep) this.end();
    return !this.#isOver;
  }

  /** Something outside is asked for, and answers, while there is a life to do so. */
  async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (!this.step()) return await never();
    const answer = await work();
    return this.step() ? answer : await never();
  }

  /** Time as this process sees it. */
  get clock(): Clock {
    return {
      now: () => this.#clock.now(),
      monotonic: () => this.#clock.monotonic(),
      after: (delayMs, callback) => {
        const timer = this.#clock.after(delayMs, () => {
          this.#timers.delete(own);
          callback();
        });
        const own = this.#own(timer);
        return own;
      },
      every: (periodMs, callback) => this.#own(this.#clock.every(periodMs, callback)),
    };
  }

  /** The database as this process sees it. */
  driver(driver: Driver): Driver {
    return {
      dialect: driver.dialect,
      location: driver.location,
      claim: () => this.ask(() => driver.claim()),
      read: (query) => this.ask(() => driver.read(query)),
      apply: (units) => this.ask(() => driver.apply(units)),
      transaction: (work, waitMs) => this.ask(() => driver.transaction(work, waitMs)),
      snapshot: (work) => this.ask(() => driver.snapshot(work)),
      rest: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  #own(timer: Timer): Timer {
    if (this.#isOver) timer.stop();
    const own: Timer = {
      stop: () => {
        timer.stop();
        this.#timers.delete(own);
      },
    };
    this.#timers.add(own);
    return own;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
