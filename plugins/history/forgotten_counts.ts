/**
 * Counts of which the samples are forgotten, from the sums of their hours.
 *
 * @module
 */

import type { UserCountHistoryRepository } from "../../db/repositories/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { countsBetween, HOUR, type HourCounts, type Span } from "./hours.ts";

/** The samples that are left. */
export type LeftSamples = Pick<UserCountHistoryRepository, "oldest" | "buckets">;

/** What was forgotten of a span. */
export interface ForgottenCounts {
  /** Oldest first. Of an hour that is forgotten in part, what is not left in samples; its peaks are the hour's. */
  readonly hours: readonly HourCounts[];
  /** Where samples begin. */
  readonly until: number;
}

/** The hours of a span that were counted before the oldest sample that is left. */
export async function forgottenCounts(
  database: Desk["database"],
  counts: LeftSamples,
  { from, to }: Span,
): Promise<ForgottenCounts> {
  const oldestMs = await counts.oldest();
  const until = oldestMs === undefined ? to : Math.min(to, oldestMs / 1000);
  if (until <= from) return { hours: [], until };
  const hours = await countsBetween(database, { from: from - from % HOUR, to: until }, HOUR);
  const last = hours.at(-1);
  if (last === undefined || last.start + HOUR <= until) return { hours, until };
  const [left] = await counts.buckets(last.start * 1000, (last.start + HOUR) * 1000, HOUR);
  if (left === undefined) return { hours, until };
  const before = hours.slice(0, -1);
  // Nothing of this hour is forgotten: it is the first that was ever counted, or Rosey came back in it.
  if (last.samples <= left.samples) return { hours: before, until };
  const forgotten = {
    ...last,
    samples: last.samples - left.samples,
    chatUsers: last.chatUsers - left.chatUsers,
    connected: last.connected - left.connected,
  };
  return { hours: [...before, forgotten], until };
}

/** The hours as stretches of so many seconds, each of which tells what its hour was: less is not known any more. */
export function stretchesOf({ hours, until }: ForgottenCounts, from: number, seconds: number): HourCounts[] {
  return hours.flatMap((hour) => {
    const begin = Math.max(hour.start, from - from % seconds);
    const end = Math.min(hour.start + HOUR, until - until % seconds);
    const first = Math.ceil(begin / seconds) * seconds;
    const length = Math.max(0, Math.ceil((end - first) / seconds));
    return Array.from({ length }, (_, index) => ({ ...hour, start: first + index * seconds }));
  });
}
