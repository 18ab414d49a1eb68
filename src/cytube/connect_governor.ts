/**
 * Keeps Rosey's own connects below the server's limit for one address: 5 at once, then one in 10 s (built into CyTube
 * 3.86, not configurable). The times are remembered across restarts, so that a crash loop is paced as well.
 *
 * @module
 */

import { type Clock, sleep } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import type { ClientLog } from "./log_port.ts";

/** Where connect times (milliseconds since 1970, oldest first) survive a restart. */
export interface ConnectLog {
  load(): Promise<readonly number[]>;
  save(times: readonly number[]): Promise<void>;
}

/** Connects that the server allows at once. */
export const CONNECT_BURST = 5;

/**
 * Time after which the server allows one more. It counts 10 s from the arrival; half a second is added because two
 * connects do not travel equally long.
 */
export const CONNECT_REFILL_MS = 10_500;

/** Connect times that are kept: more than the burst, so that a bucket that is never full again is recognised. */
const KEPT_TIMES = 16;

/**
 * How long reading or writing the times may hold a connect up. Where they are kept may be away for hours, and Rosey
 * stays in its room without it.
 */
const LOG_LIMIT_MS = 2000;

/** Grants connects one at a time. */
export class ConnectGovernor {
  readonly #clock: Clock;
  readonly #connects: ConnectLog;
  readonly #log: ClientLog;
  #times: readonly number[] | undefined;

  constructor(clock: Clock, connects: ConnectLog, log: ClientLog) {
    this.#clock = clock;
    this.#connects = connects;
    this.#log = log;
  }

  /** Resolves when a connect is allowed; it is counted before this resolves. Rejects when `signal` aborts. */
  async connectAllowed(signal: AbortSignal): Promise<void> {
    let times = this.#times ?? await this.#inTime("read", () => this.#connects.load()) ?? [];
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      times = times.map((time) => Math.min(time, now)).slice(-KEPT_TIMES);
      const waitMs = connectDelay(times, now);
      if (waitMs <= 0) break;
      await sleep(this.#clock, waitMs, signal);
    }
    const counted = [...times, this.#clock.now()].slice(-KEPT_TIMES);
    this.#times = counted;
    await this.#inTime("write", () => this.#connects.save(counted));
  }

  /** What `work` brings, or `undefined`, with a warning, if it fails or takes too long. */
  #inTime<Result>(verb: "read" | "write", work: () => Promise<Result>): Promise<Result | undefined> {
    return new Promise((resolve) => {
      const give = (problem: string) => {
        this.#log.warn(`could not ${verb} the times of earlier connects`, { problem });
        resolve(undefined);
      };
      const timer = this.#clock.after(LOG_LIMIT_MS, () => give(`no answer within ${LOG_LIMIT_MS} ms`));
      // Both outcomes are told through this promise; nobody waits for a late one.
      void Promise.try(work).then(resolve, (thrown) => give(errorText(thrown))).finally(() => timer.stop());
    });
  }
}

/**
 * How long to wait at `now` before the next connect, given the times of the earlier ones (ascending, none after `now`).
 * Mirrors the server's bucket, which gains whole tokens only and forgets the started one whenever it gains any.
 */
export function connectDelay(times: readonly number[], now: number): number {
  let refilledAt = times[0] ?? now;
  let tokens = times.length >= KEPT_TIMES ? 1 : CONNECT_BURST;
  const refill = (at: number) => {
    const gained = Math.floor((at - refilledAt) / CONNECT_REFILL_MS);
    if (gained <= 0) return;
    tokens = Math.min(CONNECT_BURST, tokens + gained);
    refilledAt = at;
  };
  for (const time of times) {
    refill(time);
    tokens = Math.max(0, tokens - 1);
  }
  refill(now);
  return tokens > 0 ? 0 : refilledAt + CONNECT_REFILL_MS - now;
}
