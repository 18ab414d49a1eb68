/**
 * What programs outside may tell and ask of people: sessions and statistics.
 *
 * Rosey records the room that she is in by herself. The subjects that tell are for what she cannot see, such as another
 * room or an import: whoever tells her of her own room has everything counted twice.
 *
 * @module
 */

import { z } from "zod";
import type { UserStats } from "../../db/repositories/mod.ts";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import {
  change,
  count,
  defineService,
  DONE,
  done,
  requestId,
  secondsOrNull,
  unixSeconds,
  userName,
} from "../../src/plugin/mod.ts";
import type { StatsMemory } from "./plugin.ts";

/** v0.5.0's callers show as many. */
const CHATTERS = 10;

const Person = z.object({ username: userName, id: requestId });

const Peak = z.object({ users: count, timestamp: unixSeconds.nullable() });

const Statistics = z.object({
  username: z.string(),
  first_seen: unixSeconds,
  last_seen: unixSeconds,
  total_chat_lines: count,
  total_time_connected: count.describe("seconds, without the open session"),
  current_session_start: unixSeconds.nullable().describe("null: not in the room"),
});

const Found = z.discriminatedUnion("found", [
  Statistics.extend({ success: z.literal(true), found: z.literal(true) }),
  z.object({ success: z.literal(true), found: z.literal(false), message: z.string() }),
]);

/** See the module. */
export function statsServices(desk: Desk, { users, channel }: StatsMemory): readonly Service[] {
  const find = async ({ username }: z.output<typeof Person>): Promise<z.input<typeof Found>> => {
    const known = await users.find(username);
    if (known !== undefined) return { ...done, found: true, ...statistics(known) };
    return { ...done, found: false, message: `User '${username}' not found` };
  };
  return [
    defineService({
      subject: "rosey.db.user.joined",
      summary: "Somebody came: a session opens",
      policy: "open",
      request: Person,
      answer: DONE,
      handle: ({ username, id }, context) =>
        change(desk, context, id, users.joined({ name: username, atMs: desk.clock.now() })),
    }),
    defineService({
      subject: "rosey.db.user.left",
      summary: "Somebody went: the session ends",
      policy: "open",
      request: Person,
      answer: DONE,
      handle: ({ username, id }, context) =>
        change(desk, context, id, users.left({ name: username, atMs: desk.clock.now() })),
    }),
    defineService({
      subject: "rosey.db.query.channel_stats",
      summary: "The peaks, the ten who say the most, and how many people were ever seen",
      policy: "open",
      request: z.object({}),
      answer: z.object({
        success: z.literal(true),
        high_water_mark: Peak,
        high_water_connected: Peak,
        top_chatters: z.array(z.object({ username: z.string(), chat_lines: count })),
        total_users_seen: count,
      }),
      handle: async () => {
        const [{ chatUsers, connected }, chatters, seen] = await Promise.all([
          channel.peaks(),
          users.topChatters(CHATTERS),
          users.count(),
        ]);
        return {
          ...done,
          high_water_mark: { users: chatUsers.count, timestamp: secondsOrNull(chatUsers.atMs) },
          high_water_connected: { users: connected.count, timestamp: secondsOrNull(connected.atMs) },
          top_chatters: chatters.map(({ name, chatLines }) => ({ username: name, chat_lines: chatLines })),
          total_users_seen: seen,
        };
      },
    }),
    defineService({
      subject: "rosey.db.query.user_stats",
      summary: "Somebody's statistics: by exact name, else without regard to case",
      policy: "open",
      request: Person.omit({ id: true }),
      answer: Found,
      handle: find,
    }),
    defineService({
      subject: "rosey.database.stats.user",
      summary: "The same, under the name that the specification gives it",
      policy: "open",
      request: Person.omit({ id: true }),
      answer: Found,
      handle: find,
    }),
  ];
}

function statistics(known: UserStats): z.input<typeof Statistics> {
  return {
    username: known.name,
    first_seen: Math.floor(known.firstSeenMs / 1000),
    last_seen: Math.floor(known.lastSeenMs / 1000),
    total_chat_lines: known.chatLines,
    total_time_connected: known.connectedSeconds,
    current_session_start: secondsOrNull(known.sessionStartMs),
  };
}
