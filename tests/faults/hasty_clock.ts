/** The clock of this machine with shorter pauses, for tests in which what pauses is not what is tested. */
import { type Clock, systemClock } from "../../src/domain/clock.ts";

/** Every delay takes one in so many parts of its time. */
export function hastyClock(haste: number): Clock {
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() * haste,
    after: (delayMs, callback) => systemClock.after(delayMs / haste, callback),
    every: (periodMs, callback) => systemClock.every(periodMs / haste, callback),
  };
}
