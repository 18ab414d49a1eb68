/**
 * An event as it leaves the process: what the room's own people may not see of each other is taken out.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import type { RoomEvent } from "./events.ts";
import type { Poll, RoomUser } from "./room.ts";

/** Somebody without their address, their other names, and a mute that they must not know of. */
export type PublicUser = Omit<RoomUser, "address" | "aliases" | "shadowMuted">;

/** Leaves out what only moderators are told. */
export function publicUser(told: RoomUser): PublicUser {
  const { address: _address, aliases: _aliases, shadowMuted, ...user } = told;
  // To a moderator the server shows a shadow mute as a mute as well: it is none that others can see.
  return { ...user, muted: user.muted && shadowMuted !== true };
}

/** Whether anything is left of an event once what only moderators are told is taken out. */
export function hasPublicNews(event: RoomEvent): boolean {
  return event.kind !== "user.changed" ||
    !isDeepStrictEqual(publicUser(event.before), publicUser(event.user));
}

/** A poll as everybody may see it: hidden votes are nobody's before it is closed. */
export function publicPoll(poll: Poll): Poll {
  if (!poll.hidden) return poll;
  return { ...poll, options: poll.options.map(({ text }) => ({ text, votes: undefined })) };
}

/** The data of an event, without its head. */
export function publicData(event: RoomEvent): Readonly<Record<string, unknown>> {
  const { id: _id, seq: _seq, atMs: _atMs, kind: _kind, ...data } = event;
  switch (event.kind) {
    case "users.listed":
      return { users: event.users.map(publicUser) };
    case "user.joined":
      return { user: publicUser(event.user) };
    case "user.changed":
      return { before: publicUser(event.before), user: publicUser(event.user) };
    case "poll.opened":
    case "poll.counted":
      return { poll: publicPoll(event.poll) };
    default:
      return data;
  }
}
