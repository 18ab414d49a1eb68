/**
 * How late the event loop is: the time by which a timer comes later than it was asked for. Whatever blocks the loop (a
 * long query, a greedy expression) is seen here.
 *
 * @module
 */

import { Gauge, Histogram, type Registry } from "prom-client";
import type { Clock, Timer } from "../../domain/clock.ts";

/** How often it is measured. */
const PERIOD_MS = 500;

const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Measures until it is stopped. */
export class LoopLag {
  readonly #clock: Clock;
  readonly #lag: Histogram;
  readonly #worst: Gauge;
  #timer: Timer;
  #dueMs: number;
  #worstSeconds = 0;

  constructor(registry: Registry, clock: Clock) {
    this.#clock = clock;
    this.#lag = new Histogram({
      name: "rosey_event_loop_lag_seconds",
      help: "By how much timers come late",
      buckets: BUCKETS,
      registers: [registry],
    });
    this.#worst = new Gauge({
      name: "rosey_event_loop_lag_worst_seconds",
      help: "The worst lag since this was read last",
      registers: [registry],
      collect: () => this.#tellWorst(),
    });
    this.#dueMs = clock.monotonic() + PERIOD_MS;
    this.#timer = clock.after(PERIOD_MS, () => this.#measure());
  }

  stop(): void {
    this.#timer.stop();
  }

  #measure(): void {
    const nowMs = this.#clock.monotonic();
    const seconds = Math.max(0, nowMs - this.#dueMs) / 1000;
    this.#lag.observe(seconds);
    this.#worstSeconds = Math.max(this.#worstSeconds, seconds);
    this.#dueMs = nowMs + PERIOD_MS;
    this.#timer = this.#clock.after(PERIOD_MS, () => this.#measure());
  }

  #tellWorst(): void {
    this.#worst.set(this.#worstSeconds);
    this.#worstSeconds = 0;
  }
}
