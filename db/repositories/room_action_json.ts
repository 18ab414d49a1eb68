/**
 * An act as JSON in a row, and what of it is believed when it is read again.
 *
 * @module
 */

import { z } from "zod";
import type { RoomAction } from "../../src/domain/room_action.ts";

const uid = z.int();
const name = z.string();

const Action = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("queue"),
    media: z.object({ type: z.string(), id: z.string() }),
    position: z.enum(["end", "next"]),
    temporary: z.boolean(),
  }),
  z.object({ kind: z.literal("delete"), uid }),
  z.object({ kind: z.literal("move"), uid, after: z.union([uid, z.enum(["prepend", "append"])]) }),
  z.object({ kind: z.literal("jump"), uid }),
  z.object({ kind: z.literal("play_next") }),
  z.object({ kind: z.literal("set_temporary"), uid, temporary: z.boolean() }),
  z.object({ kind: z.literal("shuffle") }),
  z.object({ kind: z.literal("clear_playlist") }),
  z.object({ kind: z.literal("lock_playlist"), locked: z.boolean() }),
  z.object({ kind: z.literal("voteskip") }),
  // JSON has no `undefined`: what is left out is read as that.
  z.object({ kind: z.literal("lead"), name: name.optional() }).transform((action) => ({
    ...action,
    name: action.name,
  })),
  z.object({ kind: z.literal("pause"), paused: z.boolean() }),
  z.object({
    kind: z.literal("open_poll"),
    title: z.string(),
    options: z.array(z.string()),
    hidden: z.boolean(),
    timeoutSeconds: z.number().optional(),
  }).transform((action) => ({ ...action, timeoutSeconds: action.timeoutSeconds })),
  z.object({ kind: z.literal("close_poll") }),
  z.object({ kind: z.literal("set_motd"), html: z.string() }),
  z.object({ kind: z.literal("kick"), name, reason: z.string() }),
  z.object({ kind: z.literal("ban"), name, reason: z.string() }),
  z.object({ kind: z.literal("mute"), name, shadow: z.boolean() }),
  z.object({ kind: z.literal("unmute"), name }),
  z.object({ kind: z.literal("clear_chat") }),
  z.object({ kind: z.literal("afk"), away: z.boolean() }),
  z.object({ kind: z.literal("unban"), name }),
]);

/** The act in a row; `undefined` when it cannot be read, as one of a newer Rosey. */
export function parseAction(json: string): RoomAction | undefined {
  try {
    return Action.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
