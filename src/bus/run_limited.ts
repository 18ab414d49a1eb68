/**
 * Running somebody else's code with a time limit, so that one that hangs blocks nobody.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { RoseyError } from "../domain/errors.ts";

/** What {@link runLimited} rejects with when the time is over. */
export class TimeLimitError extends RoseyError {
  override readonly name = "TimeLimitError";

  constructor(limitMs: number) {
    super(`not done within ${limitMs / 1000} s`, { code: "bus.time_limit", exit: "bug" });
  }
}

/** What {@link runLimited} needs beside the task. */
export interface RunLimit {
  readonly clock: Clock;
  readonly limitMs: number;
  /** Ends the task early: its own signal aborts, and waiting for it stops. */
  readonly stop: AbortSignal;
}

/**
 * Runs a task with a signal that aborts when the limit is over or `stop` aborts, and then waits no longer for it:
 * rejects with {@link TimeLimitError} or the reason of `stop`. What the task throws is passed on.
 */
export function runLimited<Result>(
  limit: RunLimit,
  task: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result> {
  const { clock, limitMs, stop } = limit;
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const giveUp = (reason: unknown) => {
      end();
      controller.abort(reason);
      reject(reason);
    };
    const onStop = () => giveUp(stop.reason);
    const timer = clock.after(limitMs, () => giveUp(new TimeLimitError(limitMs)));
    const end = () => {
      timer.stop();
      stop.removeEventListener("abort", onStop);
    };
    if (stop.aborted) return onStop();
    stop.addEventListener("abort", onStop, { once: true });
    // `new Promise` would swallow a late rejection of a task that was given up: it has been reported already.
    Promise.resolve().then(() => task(controller.signal)).then(
      (result) => {
        end();
        resolve(result);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}
