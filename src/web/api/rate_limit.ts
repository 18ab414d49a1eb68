/**
 * How often somebody may ask: a bucket for each token, and one for each address that shows none.
 *
 * @module
 */

import type { Clock } from "../../domain/clock.ts";

/** A limit: so many at once, and so many a second after that. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Enough for a page that shows everything, for a script in a loop it is a brake. */
export const API_RATE_LIMIT: RateLimit = { burst: 60, perSecond: 20 };

/** Buckets that are remembered; beyond it those that are full again are forgotten, then the oldest. */
const BUCKETS_LIMIT = 10_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Counts in monotonic time. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, limit: RateLimit = API_RATE_LIMIT) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Takes one for `who`: `undefined` when they may go on, else the milliseconds until they may. */
  take(who: string): number | undefined {
    const nowMs = this.#clock.monotonic();
    const bucket = this.#filled(who, nowMs);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) * 1_000 / this.#limit.perSecond);
    bucket.tokens -= 1;
    return undefined;
  }

  #filled(who: string, nowMs: number): Bucket {
    const { burst, perSecond } = this.#limit;
    const known = this.#buckets.get(who);
    if (known !== undefined) {
      known.tokens = Math.min(burst, known.tokens + (nowMs - known.filledAtMs) * perSecond / 1_000);
      known.filledAtMs = nowMs;
      return known;
    }
    this.#forget(nowMs);
    const fresh = { tokens: burst, filledAtMs: nowMs };
    this.#buckets.set(who, fresh);
    return fresh;
  }

  #forget(nowMs: number): void {
    if (this.#buckets.size < BUCKETS_LIMIT) return;
    const { burst, perSecond } = this.#limit;
    for (const [who, { tokens, filledAtMs }] of this.#buckets) {
      if (tokens + (nowMs - filledAtMs) * perSecond / 1_000 >= burst) this.#buckets.delete(who);
    }
    for (const who of this.#buckets.keys()) {
      if (this.#buckets.size < BUCKETS_LIMIT) return;
      this.#buckets.delete(who);
    }
  }
}
