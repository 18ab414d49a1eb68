/**
 * The pace of one connection's chat and private messages: the mirror of the server's limit, with the margin that the
 * echoes show to be needed.
 *
 * @module
 */

import { type Echo, JitterMeter } from "./jitter.ts";
import { ChatLimiter, type FloodLimit } from "./limiter.ts";

/** Keeps lines from being refused by a flood limit. Times are Rosey's monotonic clock, in milliseconds. */
export class Pacing {
  readonly #limiter = new ChatLimiter();
  #jitter = new JitterMeter();
  #pausedUntilMs = -Infinity;

  /** A new connection: nothing of the old one counts. */
  reset(): void {
    this.#limiter.reset();
    this.#jitter = new JitterMeter();
    this.#pausedUntilMs = -Infinity;
  }

  /** How long until a line is taken for certain; whole milliseconds, 0 for now. */
  waitMs(nowMs: number, limit: FloodLimit): number {
    const freeAtMs = this.#limiter.nextSendAt(nowMs, 1, limit, this.#jitter.marginMs) ?? nowMs;
    return Math.max(0, Math.ceil(Math.max(freeAtMs, this.#pausedUntilMs) - nowMs));
  }

  sent(nowMs: number, limit: FloodLimit): void {
    this.#limiter.sent(nowMs, 1, limit, this.#jitter.marginMs);
  }

  /** The line came back, with the server's time on it. */
  echoed(echo: Echo): void {
    this.#limiter.acceptedLate(this.#jitter.echoed(echo));
  }

  /** The line was taken at some time since it was written: believed to be now. */
  takenSince(sentAtMs: number, nowMs: number): void {
    this.#limiter.acceptedLate(nowMs - sentAtMs);
  }

  /** The server refused a line and named a wait. */
  refused(nowMs: number, waitMs: number): void {
    this.#limiter.refused(nowMs);
    this.#jitter.refused();
    this.#pausedUntilMs = nowMs + waitMs + this.#jitter.marginMs;
  }

  /** The limit changed while a line was on its way: it is unknown which one that line was judged by. */
  limitChanged(): void {
    this.#limiter.doubt();
  }
}
