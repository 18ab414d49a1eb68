/**
 * The three limits of a CyTube server: lines of one connection, new connections of one address, and
 * frames of any kind. All take the time as an argument and own no timer.
 *
 * @module
 */

/** How many lines are let through: a burst at once, then `sustained` a second. */
export interface FloodRule {
  readonly burst: number;
  /** Lines a second once the burst is used up. */
  readonly sustained: number;
  /** Seconds of quiet that bring the burst back; `burst / sustained` unless given. */
  readonly cooldown?: number;
}

/** For chat and private messages everywhere (CyTube 3.86 as measured). */
export const CHAT_RULE: FloodRule = { burst: 20, sustained: 10, cooldown: 2 };
/** For queueing media below rank 2. */
export const QUEUE_RULE: FloodRule = { burst: 3, sustained: 1 };
/** For queueing media from rank 2 on, and for the leader. */
export const MODERATOR_QUEUE_RULE: FloodRule = { burst: 10, sustained: 2 };

/** One connection's counter of accepted lines: not a token bucket, but what CyTube really does. */
export class FloodLimiter {
  #count = 0;
  #lastMs = 0;

  /** Whether a line at `nowMs` gets through under `rule`; only an accepted line changes anything. */
  accept(rule: FloodRule, nowMs: number): boolean {
    const cooldownMs = (rule.cooldown ?? rule.burst / rule.sustained) * 1000;
    if (this.#lastMs < nowMs - cooldownMs) {
      this.#count = 1;
      this.#lastMs = nowMs;
      return true;
    }
    if (this.#count < rule.burst) {
      this.#count += 1;
      this.#lastMs = nowMs;
      return true;
    }
    if (nowMs - this.#lastMs < 1000 / rule.sustained) return false;
    this.#lastMs = nowMs;
    return true;
  }
}

/** A bucket that is refilled by whole tokens: a part of a token that has grown is lost at a refill. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #msPerToken: number;
  #tokens: number;
  #refilledMs: number;

  constructor(capacity: number, msPerToken: number, nowMs: number) {
    this.#capacity = capacity;
    this.#msPerToken = msPerToken;
    this.#tokens = capacity;
    this.#refilledMs = nowMs;
  }

  /** Takes a token if there is one. */
  take(nowMs: number): boolean {
    const grown = Math.floor((nowMs - this.#refilledMs) / this.#msPerToken);
    if (grown > 0) {
      this.#tokens = Math.min(this.#capacity, this.#tokens + grown);
      this.#refilledMs = nowMs;
    }
    if (this.#tokens === 0) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether it is as good as new, and need not be remembered. */
  isFull(nowMs: number): boolean {
    return (nowMs - this.#refilledMs) / this.#msPerToken >= this.#capacity - this.#tokens;
  }
}

/** New connections that one address may open at once (CyTube 3.86, not configurable there). */
export const CONNECTION_BURST = 5;
/** One more connection is allowed after this long. */
export const CONNECTION_REFILL_MS = 10_000;
/** Addresses whose bucket is remembered; beyond it the full ones are forgotten. */
const MAX_REMEMBERED_ADDRESSES = 1000;

/** The limit on new connections, by address. */
export class ConnectionLimiter {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Whether `address` may open a connection now. */
  accept(address: string, nowMs: number): boolean {
    if (this.#buckets.size >= MAX_REMEMBERED_ADDRESSES) this.#forgetFull(nowMs);
    let bucket = this.#buckets.get(address);
    if (bucket === undefined) {
      bucket = new TokenBucket(CONNECTION_BURST, CONNECTION_REFILL_MS, nowMs);
      this.#buckets.set(address, bucket);
    }
    return bucket.take(nowMs);
  }

  #forgetFull(nowMs: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (bucket.isFull(nowMs)) this.#buckets.delete(address);
    }
  }
}
