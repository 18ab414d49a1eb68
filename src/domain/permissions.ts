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
