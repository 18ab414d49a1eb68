/**
 * A trace: what happened in a room, line by line, as the replay reads it.
 *
 * @module
 */

import { z } from "zod";
import type { Write } from "../src/domain/memory.ts";
import type { Repositories } from "../db/repositories/mod.ts";

const time = { t: z.int() };

const traceEventSchema = z.discriminatedUnion("type", [
  z.object({ ...time, type: z.literal("chat"), user: z.string(), message: z.string() }),
  z.object({ ...time, type: z.literal("join"), user: z.string() }),
  z.object({ ...time, type: z.literal("leave"), user: z.string() }),
  z.object({ ...time, type: z.literal("count"), chat: z.int(), connected: z.int() }),
  z.object({
    ...time,
    type: z.literal("action"),
    user: z.string(),
    action: z.string(),
    details: z.string().nullish(),
  }),
]);

/** One event of a trace; `t` is in Unix seconds. */
export type TraceEvent = z.infer<typeof traceEventSchema>;

/** Reads a trace of JSON lines. Throws naming the line that is none. */
export function parseTrace(text: string): TraceEvent[] {
  return text.split("\n").filter((line) => line !== "").map((line, index) => {
    const parsed = traceEventSchema.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`line ${index + 1} is no event: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}

/** What the recording plugins write for an event. */
export function writesOf(
  { users, chat, counts, channel, actions }: Repositories,
  event: TraceEvent,
): Write[] {
  const atMs = event.t * 1000;
  switch (event.type) {
    case "chat":
      return [
        ...users.said({ name: event.user, atMs }),
        ...chat.addedPlain({ user: event.user, html: event.message, atMs }),
      ];
    case "join":
      return users.joined({ name: event.user, atMs });
    case "leave":
      return users.left({ name: event.user, atMs });
    case "count": {
      const sample = { chatUsers: event.chat, connected: event.connected, atMs };
      return [...counts.sampled(sample), ...channel.counted(sample)];
    }
    case "action":
      return actions.logged({
        user: event.user,
        kind: event.action,
        details: event.details ?? undefined,
        atMs,
      });
  }
}
