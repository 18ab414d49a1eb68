/**
 * An event as it leaves the process: what the room's own people may not see of each other is taken out.
 *
 * @module
 */

import type { RoomEvent } from "./events.ts";
import type { RoomUser } from "./room.ts";

/** Somebody without their address and their other names. */
export type PublicUser = Omit<RoomUser, "address" | "aliases">;

/** Leaves out what only moderators are told. */
export function publicUser({ address: _address, aliases: _aliases, ...user }: RoomUser): PublicUser {
  return user;
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
    default:
      return data;
  }
}
