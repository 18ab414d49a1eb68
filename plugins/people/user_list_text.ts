/**
 * Who is in the room, as text: by rank, with their marks, in lines that are not cut inside a name.
 *
 * @module
 */

import type { RoomUser } from "../../src/plugin/mod.ts";
import { packLines } from "../../src/plugin/mod.ts";

/** Who reads the list, and how much of it they get. */
export interface UserListOptions {
  readonly leader: string | undefined;
  /** Only moderators, and not in front of the others: a shadow mute that is told is none. */
  readonly tellsShadowMutes: boolean;
  /** More lines than this are not given; what is left out is counted. */
  readonly maxLines: number;
}

/**
 * The marks of somebody: `AFK`, `MUTED`, `SHADOW-MUTED`, `LEADER`. To a moderator the server shows a shadow mute as a
 * mute as well: it is no mute that others can see.
 */
function userMarks(user: RoomUser, { leader, tellsShadowMutes }: UserListOptions): readonly string[] {
  const shadow = user.shadowMuted === true;
  return [
    ...(user.afk ? ["AFK"] : []),
    ...(user.muted && !shadow ? ["MUTED"] : []),
    ...(shadow && tellsShadowMutes ? ["SHADOW-MUTED"] : []),
    ...(user.name === leader ? ["LEADER"] : []),
  ];
}

/** `[2] alice [AFK, LEADER]`. */
function entry(user: RoomUser, options: UserListOptions): string {
  const marks = userMarks(user, options);
  return `[${user.rank}] ${user.name}${marks.length === 0 ? "" : ` [${marks.join(", ")}]`}`;
}

/** The people by rank, highest first, then by name. */
export function userListText(users: readonly RoomUser[], options: UserListOptions): string {
  const sorted = users.toSorted((left, right) =>
    right.rank - left.rank || left.name.localeCompare(right.name, "en")
  );
  const entries = sorted.map((user) => entry(user, options));
  return packLines(`Users in channel (${users.length}):`, entries, options.maxLines);
}
