/**
 * Holding back the calls of one function, with the very edges that the server's `usercount` has.
 *
 * @module
 */

import type { Clock, Timer } from "../../domain/clock.ts";

/**
 * The first call goes through at once and the last of the others when the pause is over. After a pause that
 * ended with a call, the next goes through at once only if nothing was asked for during a whole pause
 * (measured on CyTube 3.86); otherwise it waits a whole pause itself.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #run: () => void;
  #askedMs = Number.NEGATIVE_INFINITY;
  #ranMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #isPending = false;

  constructor(clock: Clock, pauseMs: number, run: () => void) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
    this.#run = run;
  }

  /** Asks for a run: now, or later together with what others ask for. */
  call(): void {
    const now = this.#clock.now();
    const isDue = this.#isDue(now);
    this.#askedMs = now;
    this.#isPending = true;
    if (isDue || this.#timer === undefined) this.#wait(this.#pauseMs);
    if (isDue) this.#invoke(now);
  }

  /** Drops what is held back. */
  end(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#isPending = false;
  }

  #isDue(now: number): boolean {
    return now - this.#askedMs >= this.#pauseMs || now - this.#ranMs >= this.#pauseMs;
  }

  #wait(delayMs: number): void {
    this.#timer?.stop();
    this.#timer = this.#clock.after(delayMs, () => {
      this.#timer = undefined;
      const now = this.#clock.now();
      if (!this.#isDue(now)) this.#wait(this.#remaining(now));
      else if (this.#isPending) this.#invoke(now);
    });
  }

  #remaining(now: number): number {
    return this.#pauseMs - Math.max(now - this.#askedMs, now - this.#ranMs);
  }

  #invoke(now: number): void {
    this.#isPending = false;
    this.#ranMs = now;
    this.#run();
  }
}
