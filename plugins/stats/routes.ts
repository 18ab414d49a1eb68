/**
 * The statistics over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type {
  ChannelStatsRepository,
  PeopleOrder,
  UserStats,
  UserStatsRepository,
} from "../../db/repositories/mod.ts";
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
import type { Route } from "../../src/plugin/mod.ts";

/** What the routes read. */
export interface StatsReads {
  readonly users: Pick<UserStatsRepository, "count" | "topChatters" | "find" | "page">;
  readonly channel: Pick<ChannelStatsRepository, "peaks">;
}

/** Named in v0.5.0's answer. */
const TOP_CHATTERS = 10;

const ORDERS = ["lines", "time", "seen", "name"] as const satisfies readonly PeopleOrder[];

const mark = z.object({ count: z.int(), timestamp: z.int().nullable() });

const person = z.object({
  name: z.string(),
  lines: z.int(),
  /** Without the time since they came, if they are here. */
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
});

/** CyTube's names are shorter, old rows may hold anything. */
const name = z.string().min(1).max(200);

/** See the top of this file. */
export function statsRoutes({ users, channel }: StatsReads): readonly Route[] {
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
        const found = await users.page({
          search,
          order: sort,
          limit: limit + 1,
          after: after === undefined ? undefined : readCursor(place, after),
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          users: page.map(personOf),
          next: last === undefined || found.length <= limit ? null : cursorOf(place.parse(last)),
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
      handle: async ({ params }) => personOf(await known(params.name)),
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

function personOf(user: UserStats): z.output<typeof person> {
  return {
    name: user.name,
    lines: user.chatLines,
    connectedSeconds: user.connectedSeconds,
    firstSeen: seconds(user.firstSeenMs),
    lastSeen: seconds(user.lastSeenMs),
    here: user.sessionStartMs !== undefined,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
