/**
 * What a channel's permissions ask of somebody now.
 *
 * @module
 */

import type { RoomView } from "./room.ts";

/** What of the room decides about permissions. */
export type PermissionView = Pick<RoomView, "permissions" | "playlistLocked">;

/**
 * The rank that a channel permission needs now; `undefined` when the server has not told. While the playlist is open,
 * the permission's `o` twin counts as well (CyTube 3.86 as measured), whichever asks less.
 */
export function permissionRank(permission: string, room: PermissionView): number | undefined {
  const needed = room.permissions.get(permission);
  const whileOpen = room.playlistLocked ? undefined : room.permissions.get(`o${permission}`);
  if (needed === undefined || whileOpen === undefined) return needed ?? whileOpen;
  return Math.min(needed, whileOpen);
}

/** Whether a rank is enough for a channel permission now. What the server has not told is not permitted. */
export function isPermitted(rank: number, permission: string, room: PermissionView): boolean {
  const needed = permissionRank(permission, room);
  return needed !== undefined && rank >= needed;
}

/** What a registered channel starts with (CyTube 3.86). Ranks are compared with `>=`. */
export const REGISTERED_PERMISSIONS = {
  seeplaylist: -1,
  playlistadd: 1.5,
  playlistnext: 1.5,
  playlistmove: 1.5,
  playlistdelete: 2,
  playlistjump: 1.5,
  playlistaddlist: 1.5,
  oplaylistadd: -1,
  oplaylistnext: 1.5,
  oplaylistmove: 1.5,
  oplaylistdelete: 2,
  oplaylistjump: 1.5,
  oplaylistaddlist: 1.5,
  playlistaddcustom: 3,
  playlistaddrawfile: 2,
  playlistaddlive: 1.5,
  exceedmaxlength: 2,
  addnontemp: 2,
  settemp: 2,
  playlistshuffle: 2,
  playlistclear: 2,
  pollctl: 1.5,
  pollvote: -1,
  viewhiddenpoll: 1.5,
  voteskip: -1,
  viewvoteskip: 1.5,
  mute: 1.5,
  kick: 1.5,
  ban: 2,
  motdedit: 3,
  filteredit: 3,
  filterimport: 3,
  emoteedit: 3,
  emoteimport: 3,
  playlistlock: 2,
  leaderctl: 2,
  drink: 1.5,
  chat: 0,
  chatclear: 2,
  exceedmaxitems: 2,
  deletefromchannellib: 2,
  exceedmaxdurationperuser: 2,
} as const satisfies Record<string, number>;
