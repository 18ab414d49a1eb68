/**
 * The statistics over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type {
  ChannelStatsRepository,
  CurrentStatusRepository,
  PeopleOrder,
  UserStats,
  UserStatsRepository,
} from "../../db/repositories/mod.ts";
import { isBotConnected } from "../../src/domain/status_age.ts";
import {
  cursor,
  cursorOf,
  defineRoute,
  HttpProblem,
  NO_BODY,
  NO_PARAMETERS,
  pageLength,
  readCursor,
} from "../../src/plugin/mod.ts";
import type { Desk, Route } from "../../src/plugin/mod.ts";

/** What the routes read. */
export interface StatsReads {
  readonly users: Pick<UserStatsRepository, "count" | "topChatters" | "find" | "page">;
  readonly channel: Pick<ChannelStatsRepository, "peaks">;
  readonly status: Pick<CurrentStatusRepository, "get">;
}

/** Named in v0.5.0's answer. */
const TOP_CHATTERS = 10;

const ORDERS = ["lines", "time", "seen", "name"] as const satisfies readonly PeopleOrder[];

const mark = z.object({ count: z.int(), timestamp: z.int().nullable() });

const person = z.object({
  name: z.string(),
  lines: z.int(),
  /** With the time since they came, if they are here. */
  connectedSeconds: z.int(),
  firstSeen: z.int(),
  lastSeen: z.int(),
  here: z.boolean(),
});

const place = z.object({
  name: z.string(),
  chatLines: z.int(),
  connectedSeconds: z.int(),
  lastSeenMs: z.int(),
  /** The moment of the first page: by time, all pages list the sessions as they were then. */
  untilMs: z.int().optional(),
});

/** CyTube's names are shorter, old rows may hold anything. */
const name = z.string().min(1).max(200);

/** See the top of this file. */
export function statsRoutes(
  { clock, room }: Pick<Desk, "clock" | "room">,
  { users, channel, status }: StatsReads,
): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/stats",
      sinceV050: true,
      policy: "statistics",
      summary: "The peaks, how many people were ever seen, and who says the most",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        high_water_marks: z.object({ chat: mark, connected: mark }),
        total_users_seen: z.int(),
        top_chatters: z.array(z.object({ username: z.string(), messages: z.int() })),
      }),
      async handle() {
        const [peaks, people, chatters] = await Promise.all([
          channel.peaks(),
          users.count(),
          users.topChatters(TOP_CHATTERS),
        ]);
        return {
          high_water_marks: { chat: markOf(peaks.chatUsers), connected: markOf(peaks.connected) },
          total_users_seen: people,
          top_chatters: chatters.map((one) => ({ username: one.name, messages: one.chatLines })),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/users",
      policy: "statistics",
      summary: "Everybody who was ever seen, by lines, time, last sight or name",
      params: NO_PARAMETERS,
      query: z.strictObject({
        search: z.string().max(100).optional(),
        sort: z.enum(ORDERS).default("lines"),
        limit: pageLength,
        cursor: cursor.optional(),
      }),
      body: NO_BODY,
      answer: z.object({ users: z.array(person), next: z.string().nullable() }),
      async handle({ query: { search, sort, limit, cursor: after } }) {
        const sight = await sightOf();
        const before = after === undefined ? undefined : readCursor(place, after);
        const untilMs = before === undefined ? sight.untilMs : before.untilMs;
        const found = await users.page({ search, order: sort, limit: limit + 1, untilMs, after: before });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          users: page.map((user) => personOf(user, sight)),
          next: last === undefined || found.length <= limit ? null : cursorOf(
            place.parse({ ...last, connectedSeconds: connectedSecondsOf(last, untilMs), untilMs }),
          ),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/users/:name",
      policy: "statistics",
      summary: "What is known of somebody",
      params: z.object({ name }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: person,
      async handle({ params }) {
        const [user, sight] = await Promise.all([known(params.name), sightOf()]);
        return personOf(user, sight);
      },
    }),
    defineRoute({
      method: "get",
      path: "/user/:name",
      sinceV050: true,
      policy: "statistics",
      summary: "What is known of somebody, with the names of v0.5.0",
      params: z.object({ name }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        username: z.string(),
        first_seen: z.int(),
        last_seen: z.int(),
        total_chat_lines: z.int(),
        total_time_connected: z.int(),
        current_session_start: z.int().nullable(),
      }),
      async handle({ params }) {
        const user = await known(params.name);
        return {
          username: user.name,
          first_seen: seconds(user.firstSeenMs),
          last_seen: seconds(user.lastSeenMs),
          total_chat_lines: user.chatLines,
          total_time_connected: user.connectedSeconds,
          current_session_start: user.sessionStartMs === undefined ? null : seconds(user.sessionStartMs),
        };
      },
    }),
  ];

  /** A bot that was killed left sessions open: nobody is seen any more, and they end at the last sight. */
  async function sightOf(): Promise<Sight> {
    const now = clock.now();
    const sees = room !== undefined || isBotConnected(await status.get(), now);
    return { untilMs: sees ? now : undefined };
  }

  async function known(wanted: string): Promise<UserStats> {
    const user = await users.find(wanted);
    // v0.5.0's words.
    if (user === undefined) throw new HttpProblem(404, "not_found", "User not found");
    return user;
  }
}

function markOf({ count, atMs }: { readonly count: number; readonly atMs: number | undefined }) {
  return { count, timestamp: atMs === undefined ? null : seconds(atMs) };
}

/** Up to when open sessions last; `undefined` where no bot sees who is in the room. */
interface Sight {
  readonly untilMs: number | undefined;
}

/** In all sessions together, the open one included. */
function connectedSecondsOf(
  { connectedSeconds, sessionStartMs, lastSeenMs }: UserStats,
  untilMs = lastSeenMs,
): number {
  if (sessionStartMs === undefined) return connectedSeconds;
  return connectedSeconds + Math.max(0, seconds(untilMs) - seconds(sessionStartMs));
}

function personOf(user: UserStats, { untilMs }: Sight): z.output<typeof person> {
  return {
    name: user.name,
    lines: user.chatLines,
    connectedSeconds: connectedSecondsOf(user, untilMs),
    firstSeen: seconds(user.firstSeenMs),
    lastSeen: seconds(user.lastSeenMs),
    here: user.sessionStartMs !== undefined && untilMs !== undefined,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
