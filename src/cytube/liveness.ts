/**
 * Finds a line that looks open and is dead. The library notices after 145 s (25 s between pings and 120 s of grace, as
 * measured); a bot that is deaf for two minutes has lost the room long before.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";

/** Silence after which a line is dead: one ping of the server (every 25 s) and a good deal of delay. */
export const SILENCE_LIMIT_MS = 40_000;

/** What is added to the server's ping interval where that is longer than usual. */
const PING_GRACE_MS = 15_000;

/** Watches one connection. */
export class LivenessWatch {
  readonly #clock: Clock;
  readonly #onDead: (silentMs: number) => void;
  #limitMs = SILENCE_LIMIT_MS;
  #lastActivity: number;
  #timer: Timer;

  /** `onDead` is called once, when nothing was heard for too long. */
  constructor(clock: Clock, onDead: (silentMs: number) => void) {
    this.#clock = clock;
    this.#onDead = onDead;
    this.#lastActivity = clock.monotonic();
    this.#timer = clock.after(this.#limitMs, () => this.#check());
  }

  /** Something was heard. */
  activity(): void {
    this.#lastActivity = this.#clock.monotonic();
  }

  /** Adapts to a server that pings more rarely than CyTube's default. */
  pingInterval(intervalMs: number): void {
    this.#limitMs = Math.max(SILENCE_LIMIT_MS, intervalMs + PING_GRACE_MS);
  }

  stop(): void {
    this.#timer.stop();
  }

  #check(): void {
    const silentMs = this.#clock.monotonic() - this.#lastActivity;
    if (silentMs >= this.#limitMs) return this.#onDead(silentMs);
    this.#timer = this.#clock.after(this.#limitMs - silentMs, () => this.#check());
  }
}
