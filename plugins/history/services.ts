/**
 * What programs outside may tell and ask of the history: lines, counts and peaks.
 *
 * Rosey records the room that she is in by herself. The subjects that tell are for what she cannot see, such as another
 * room or an import: whoever tells her of her own room has everything counted twice.
 *
 * @module
 */

import { z } from "zod";
import type { ChatLine } from "../../db/repositories/mod.ts";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import {
  change,
  count,
  defineService,
  DONE,
  done,
  requestId,
  unixSeconds,
  userName,
} from "../../src/plugin/mod.ts";
import { lineCounted, sampleCounted } from "./hours.ts";
import type { HistoryMemory } from "./plugin.ts";

/** As much as the HTTP API gives: a week. */
const HOURS_MAX = 168;

const LINES_MAX = 1_000;

/** v0.5.0 knew no longer lines; the server sends none. */
const LINE_LENGTH_MAX = 5_000;

const HOUR_MS = 3_600_000;

/** Its lines are the server's own, not chat. */
const SERVER = "server";

const lineLimit = (preset: number) => z.int().min(1).max(LINES_MAX).default(preset);

const Line = z.object({
  id: z.int(),
  timestamp: unixSeconds,
  username: z.string(),
  message: z.string().describe("HTML, as the server sent it"),
  text: z.string().nullable().describe("plain; null in lines of v0.5.0 and of other programs"),
  replayed: z.boolean().describe("said while Rosey was away, and told by the server afterwards"),
});

/** See the module. */
export function historyServices(desk: Desk, memory: HistoryMemory): readonly Service[] {
  return [...tellingServices(desk, memory), ...askingServices(desk, memory)];
}

function tellingServices(desk: Desk, { chat, counts, channel, users }: HistoryMemory): readonly Service[] {
  return [
    defineService({
      subject: "rosey.db.message.log",
      summary: "Somebody said a line: it counts for whoever is known, and is kept unless it is empty",
      policy: "open",
      request: z.object({
        username: userName,
        message: z.string().max(LINE_LENGTH_MAX).default("").describe("HTML, as the server sent it"),
        id: requestId,
      }),
      answer: DONE,
      handle: ({ username, message, id }, context) => {
        const atMs = desk.clock.now();
        const isKept = message !== "" && username.toLowerCase() !== SERVER;
        return change(desk, context, id, [
          ...users.said({ name: username, atMs }),
          ...(isKept
            ? [...chat.addedPlain({ atMs, user: username, html: message }), ...lineCounted(atMs)]
            : []),
        ]);
      },
    }),
    defineService({
      subject: "rosey.db.stats.user_count",
      summary: "A sample of how many are there",
      policy: "open",
      request: z.object({ chat_count: count.default(0), connected_count: count.default(0), id: requestId }),
      answer: DONE,
      handle: ({ chat_count, connected_count, id }, context) => {
        const sample = { chatUsers: chat_count, connected: connected_count, atMs: desk.clock.now() };
        return change(desk, context, id, [...counts.sampled(sample), ...sampleCounted(sample)]);
      },
    }),
    defineService({
      subject: "rosey.db.stats.high_water",
      summary: "How many are there: a peak where it is more than ever",
      policy: "open",
      request: z.object({
        chat_count: count.default(0),
        connected_count: count.nullable().default(null),
        id: requestId,
      }),
      answer: DONE,
      handle: ({ chat_count, connected_count, id }, context) =>
        change(
          desk,
          context,
          id,
          channel.counted({ chatUsers: chat_count, connected: connected_count ?? 0, atMs: desk.clock.now() }),
        ),
    }),
  ];
}

function askingServices(desk: Desk, { chat, counts }: HistoryMemory): readonly Service[] {
  return [
    defineService({
      subject: "rosey.db.stats.recent_chat.get",
      summary: "The newest lines, the oldest of them first",
      policy: "open",
      request: z.object({ limit: lineLimit(50) }),
      answer: z.array(Line.pick({ timestamp: true, username: true, message: true })),
      handle: async ({ limit }) =>
        (await chat.recent(limit)).map(lineOf).map(({ timestamp, username, message }) => ({
          timestamp,
          username,
          message,
        })),
    }),
    defineService({
      subject: "rosey.db.chat.get",
      summary: "Lines of the whole history, page by page, newest first",
      policy: "open",
      request: z.object({
        limit: lineLimit(100),
        after: Line.pick({ id: true, timestamp: true }).optional()
          .describe("`next` of the page before: gives the lines that are older"),
      }),
      answer: z.object({
        success: z.literal(true),
        lines: z.array(Line),
        next: Line.pick({ id: true, timestamp: true }).nullable().describe("null: there are no more"),
      }),
      handle: async ({ limit, after }) => {
        const page = await chat.page({
          limit: limit + 1,
          ...(after === undefined ? {} : { after: { id: after.id, atMs: after.timestamp * 1000 } }),
        });
        const lines = page.slice(0, limit).map(lineOf);
        const last = page.length > limit ? lines.at(-1) : undefined;
        return {
          ...done,
          lines,
          next: last === undefined ? null : { id: last.id, timestamp: last.timestamp },
        };
      },
    }),
    defineService({
      subject: "rosey.db.history.get",
      summary: "How many were there in the last hours, sample by sample, oldest first",
      policy: "open",
      request: z.object({ hours: z.number().positive().max(HOURS_MAX).default(24) }),
      answer: z.object({
        success: z.literal(true),
        hours: z.number(),
        data: z.array(z.object({ timestamp: unixSeconds, chat_users: count, connected_users: count })),
      }),
      handle: async ({ hours }) => ({
        ...done,
        hours,
        data: (await counts.since(desk.clock.now() - hours * HOUR_MS)).map((sample) => ({
          timestamp: Math.floor(sample.atMs / 1000),
          chat_users: sample.chatUsers,
          connected_users: sample.connected,
        })),
      }),
    }),
  ];
}

function lineOf(line: ChatLine): z.input<typeof Line> {
  return {
    id: line.id,
    timestamp: Math.floor(line.atMs / 1000),
    username: line.user,
    message: line.html,
    text: line.text ?? null,
    replayed: line.replayed,
  };
}
