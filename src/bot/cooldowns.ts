/**
 * How often one user may use one command.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { nameKey } from "../domain/names.ts";

/** How many cool-downs are remembered; beyond it, those that are over are forgotten, then the oldest. */
export const COOLDOWNS_LIMIT = 10_000;

/** Whether a user may go on: `told` and `silent` say whether they have been told of the wait already. */
export type CooldownState =
  | { readonly kind: "free" }
  | { readonly kind: "told" | "silent"; readonly waitMs: number };

/** Counts in monotonic time, so that a clock that is set changes nothing. */
export class Cooldowns {
  readonly #clock: Clock;
  readonly #running = new Map<string, { endsMs: number; told: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Starts the cool-down of `what` for a user when none is running. The first attempt during one is `told`, so that it
   * can be answered politely once; further ones are `silent`.
   */
  take(user: string, what: string, cooldownMs: number): CooldownState {
    const nowMs = this.#clock.monotonic();
    const key = `${nameKey(user)} ${what}`;
    const running = this.#running.get(key);
    if (running === undefined || running.endsMs <= nowMs) {
      this.#running.delete(key);
      this.#forget(nowMs);
      this.#running.set(key, { endsMs: nowMs + cooldownMs, told: false });
      return { kind: "free" };
    }
    const kind = running.told ? "silent" : "told";
    running.told = true;
    return { kind, waitMs: running.endsMs - nowMs };
  }

  /** How long a user has to wait for `what`; 0 when they need not. Starts and tells nothing. */
  waitMs(user: string, what: string): number {
    const endsMs = this.#running.get(`${nameKey(user)} ${what}`)?.endsMs ?? 0;
    return Math.max(0, endsMs - this.#clock.monotonic());
  }

  #forget(nowMs: number): void {
    if (this.#running.size < COOLDOWNS_LIMIT) return;
    for (const [key, { endsMs }] of this.#running) if (endsMs <= nowMs) this.#running.delete(key);
    for (const key of this.#running.keys()) {
      if (this.#running.size < COOLDOWNS_LIMIT) return;
      this.#running.delete(key);
    }
  }
}
