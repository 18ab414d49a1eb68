/**
 * What `!user` says of somebody who is here, beside the statistics.
 *
 * @module
 */

import type { RoomUser, RoomView } from "../../src/plugin/mod.ts";

/** Who reads it. */
export interface PresenceReader {
  /** A moderator, by PM: aliases, the address and a shadow mute are for nobody else. */
  readonly trusted: boolean;
}

function yesNo(condition: boolean): string {
  return condition ? "yes" : "no";
}

/** One person in the room, in one line; in two for those who may know more. */
export function presenceText(user: RoomUser, room: Pick<RoomView, "leader">, reader: PresenceReader): string {
  const shadow = user.shadowMuted === true;
  const open = [
    `${user.name}: rank ${user.rank}`,
    `AFK: ${yesNo(user.afk)}`,
    // To a moderator the server shows a shadow mute as a mute as well; everybody else must not see it.
    `muted: ${yesNo(user.muted && !shadow)}`,
    `leader: ${yesNo(user.name === room.leader)}`,
  ].join(", ");
  if (!reader.trusted) return open;
  const aliases = user.aliases.filter((alias) => alias !== user.name);
  return [
    open,
    [
      `shadow-muted: ${user.shadowMuted === undefined ? "unknown" : yesNo(shadow)}`,
      `aliases: ${aliases.length === 0 ? "none" : aliases.join(" ")}`,
      `address: ${user.address ?? "unknown"}`,
    ].join(", "),
  ].join("\n");
}
