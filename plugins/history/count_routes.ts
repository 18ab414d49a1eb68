/**
 * How many were there and how much was said, over HTTP.
 *
 * A short span is answered from the samples, a long one from the hours: a year is read as quickly as a day. Where samples
 * are forgotten, hours stand in for them.
 *
 * @module
 */

import { z } from "zod";
import type { CountSample, UserCountHistoryRepository } from "../../db/repositories/mod.ts";
import {
  defineRoute,
  HttpProblem,
  moment,
  NO_BODY,
  NO_PARAMETERS,
  wholeNumber,
} from "../../src/plugin/mod.ts";
import type { Desk, Route } from "../../src/plugin/mod.ts";
import { forgottenCounts, stretchesOf } from "./forgotten_counts.ts";
import { countsBetween, highestHour, HOUR, type HourCounts, type RoomHour, talkBetween } from "./hours.ts";

/** What the routes read. */
export interface CountReads {
  readonly counts: Pick<UserCountHistoryRepository, "since" | "oldest" | "buckets" | "highest">;
}

const DAY = 24 * HOUR;

/** v0.5.0's cap: a week. */
const OLD_HOURS_MAX = 168;

/** The room is counted so often; a stretch that is shorter would often be empty. */
const SAMPLE_SECONDS = 300;

/** A longer span is no picture any more. */
const SPAN_DAYS_MAX = 3_660;

/** Hours of activity at once: a year and some. */
const ACTIVITY_DAYS_MAX = 400;

const countPoint = z.object({
  at: z.int(),
  chatUsers: z.number(),
  connected: z.number(),
  chatUsersMax: z.int(),
  connectedMax: z.int(),
});

/** See the top of this file. */
export function countRoutes(
  { clock, database }: Pick<Desk, "clock" | "database">,
  { counts }: CountReads,
): readonly Route[] {
  const now = () => Math.floor(clock.now() / 1000);
  return [
    defineRoute({
      method: "get",
      path: "/history/:hours",
      sinceV050: true,
      policy: "statistics",
      summary: "Every sample of the last hours, a week at most",
      params: z.object({ hours: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        hours: z.int(),
        data: z.array(z.object({ timestamp: z.int(), chat_users: z.int(), connected_users: z.int() })),
      }),
      async handle({ params }) {
        const hours = Math.min(params.hours, OLD_HOURS_MAX);
        const samples = await counts.since(clock.now() - hours * HOUR * 1000);
        const data = samples.map(({ atMs, chatUsers, connected }) => ({
          timestamp: atMs / 1000,
          chat_users: chatUsers,
          connected_users: connected,
        }));
        return { hours, data };
      },
    }),
    defineRoute({
      method: "get",
      path: "/counts",
      policy: "statistics",
      summary:
        "How many were there, in at most so many points, and the peak; the last day when nothing is said",
      params: NO_PARAMETERS,
      query: z.strictObject({
        from: moment.optional(),
        to: moment.optional(),
        points: wholeNumber(1, 1_000).default(500),
      }),
      body: NO_BODY,
      answer: z.object({
        from: z.int(),
        to: z.int(),
        bucketSeconds: z.int(),
        peak: z.object({ at: z.int(), chatUsers: z.int(), connected: z.int() }).nullable(),
        data: z.array(countPoint),
      }),
      async handle({ query }) {
        const { from, to } = span(query, now(), { usual: DAY, max: SPAN_DAYS_MAX * DAY });
        const wanted = Math.max(SAMPLE_SECONDS, Math.ceil((to - from) / query.points));
        const { bucketSeconds, data, highest } = wanted < HOUR
          ? await bySamples(wanted)
          : await byHours(wanted);
        return { from, to, bucketSeconds, data, peak: highest ?? null };

        async function bySamples(bucketSeconds: number) {
          const buckets = await counts.buckets(from * 1000, to * 1000, bucketSeconds);
          const sample = await counts.highest(from * 1000, to * 1000);
          const forgotten = await forgottenCounts(database, counts, { from, to });
          const peaks = [
            ...(sample === undefined ? [] : [peakOf(sample)]),
            ...forgotten.hours.map(hourPeak),
          ];
          return {
            bucketSeconds,
            data: [
              ...stretchesOf(forgotten, from, bucketSeconds).map((sums) => pointOf(sums.start, sums)),
              ...buckets.map((bucket) => pointOf(bucket.startMs / 1000, bucket)),
            ],
            // Of equal ones the first: of a sample the very moment is known.
            highest: peaks.toSorted((a, b) => b.connected - a.connected || b.chatUsers - a.chatUsers)[0],
          };
        }

        async function byHours(seconds: number) {
          const bucketSeconds = Math.ceil(seconds / HOUR) * HOUR;
          const whole = { from: from - from % HOUR, to };
          const hours = await countsBetween(database, whole, bucketSeconds);
          const highest = await highestHour(database, whole);
          const sample = highest && await counts.highest(highest.start * 1000, (highest.start + HOUR) * 1000);
          return {
            bucketSeconds,
            data: hours.map((sums) => pointOf(sums.start, sums)),
            highest: sample === undefined ? highest && hourPeak(highest) : peakOf(sample),
          };
        }
      },
    }),
    defineRoute({
      method: "get",
      path: "/activity",
      policy: "statistics",
      summary: "How many lines were said in each hour that had some; the last 90 days when nothing is said",
      params: NO_PARAMETERS,
      query: z.strictObject({ from: moment.optional(), to: moment.optional() }),
      body: NO_BODY,
      answer: z.object({
        from: z.int(),
        to: z.int(),
        hours: z.array(z.object({ at: z.int(), lines: z.int() })),
      }),
      async handle({ query }) {
        const { from, to } = span(query, now(), { usual: 90 * DAY, max: ACTIVITY_DAYS_MAX * DAY });
        const hours = await talkBetween(database, { from, to });
        return { from, to, hours: hours.map(({ start, lines }) => ({ at: start, lines })) };
      },
    }),
  ];
}

type Sums = Omit<HourCounts, "start">;

function span(
  given: { readonly from?: number | undefined; readonly to?: number | undefined },
  now: number,
  { usual, max }: { readonly usual: number; readonly max: number },
): { readonly from: number; readonly to: number } {
  const to = given.to ?? now + 1;
  const from = given.from ?? Math.max(0, to - usual);
  if (from >= to) throw new HttpProblem(400, "invalid_request", `query.from: ${from} is not before ${to}`);
  if (to - from > max) {
    throw new HttpProblem(400, "invalid_request", `query.from: more than ${max / DAY} days before ${to}`);
  }
  return { from, to };
}

function pointOf(at: number, sums: Sums): z.output<typeof countPoint> {
  const mean = (sum: number) => Math.round(sum / sums.samples * 100) / 100;
  return {
    at,
    chatUsers: mean(sums.chatUsers),
    connected: mean(sums.connected),
    chatUsersMax: sums.chatUsersMax,
    connectedMax: sums.connectedMax,
  };
}

function peakOf({ atMs, chatUsers, connected }: CountSample) {
  return { at: atMs / 1000, chatUsers, connected };
}

/** The samples of that hour are forgotten: its highest are known, not their moment. */
function hourPeak(
  { start, chatUsersMax, connectedMax }: Pick<RoomHour, "start" | "chatUsersMax" | "connectedMax">,
) {
  return { at: start, chatUsers: chatUsersMax, connected: connectedMax };
}
