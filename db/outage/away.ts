/**
 * What it means that the database is away, and when it is asked again.
 *
 * @module
 */

import { type Clock, type Random, sleep } from "../../src/domain/clock.ts";
import { errorText, RoseyError } from "../../src/domain/errors.ts";

/** How long it takes at least until the database is asked again; it doubles with each failure. */
const FIRST_PAUSE_MS = 250;
/** How long it takes at most: an outage is over for Rosey so long after it is over for the database. */
const LAST_PAUSE_MS = 4_000;

/** Ways to end that are about the database as a whole: what was to be stored can be stored later. */
const OF_THE_DATABASE: ReadonlySet<string> = new Set([
  "databaseUnavailable",
  "databaseLocked",
  "databaseRefused",
]);

/** Whether nothing can be stored at the moment; anything else thrown is about the unit, or a bug. */
export function isAway(thrown: unknown): thrown is RoseyError {
  return thrown instanceof RoseyError && OF_THE_DATABASE.has(thrown.exit);
}

/** What a read is refused with while the database is away. */
export function notAvailable(location: string, cause: unknown): RoseyError {
  return new RoseyError(`Cannot read from the database ${location}: it is away (${errorText(cause)})`, {
    code: "database.away",
    hint: "Rosey tries it again by herself; /healthz says when it is back.",
    exit: "databaseUnavailable",
    cause,
  });
}

/** How long to wait after so many failures: between half and all of a pause that doubles. */
export function pauseMs(failures: number, random: Random): number {
  const whole = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole * (0.5 + random() / 2));
}

/** The answer of something that may hang, or `undefined` when it did not come within `limitMs`. */
export async function inTime<Answer>(
  answer: Promise<Answer>,
  { clock, limitMs, signal }: {
    readonly clock: Clock;
    readonly limitMs: number;
    /** Ends the wait early; the answer is then `undefined` too. */
    readonly signal?: AbortSignal;
  },
): Promise<Answer | undefined> {
  const over = new AbortController();
  const limit = sleep(
    clock,
    limitMs,
    signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]),
  );
  try {
    return await Promise.race([answer, limit.then(() => undefined, () => undefined)]);
  } finally {
    over.abort();
    // Nobody waits for a late answer: what it was to do is done anew, and known by its id.
    void answer.catch(() => undefined);
  }
}
