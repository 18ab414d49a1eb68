/**
 * Whether Rosey may: the server ignores most of what somebody may not do, and for some of it throws the sender out, so
 * nothing is written without the right to it.
 *
 * @module
 */

import { isPermitted, permissionRank } from "../../domain/permissions.ts";
import type { RoomUser, RoomView } from "../../domain/room.ts";
import type { Obstacle } from "./fates.ts";

/** Why Rosey may not say or do what needs these channel permissions; `undefined` when she may. */
export function rightsObstacle(nodes: readonly string[], room: RoomView): Obstacle | undefined {
  if (room.myName === undefined) {
    return {
      reason: "not_logged_in",
      message: "Rosey is in the room without a name and cannot speak or act",
    };
  }
  // A server that does not know the permission to chat lets everybody speak.
  const missing = nodes.find((node) =>
    !isPermitted(room.myRank, node, room) && (node !== "chat" || room.permissions.has(node))
  );
  if (missing === undefined) return undefined;
  const needed = permissionRank(missing, room);
  const whoMay = needed === undefined
    ? "nobody has it here"
    : `it needs rank ${needed}, Rosey has ${room.myRank}`;
  return { reason: "permission", message: `Rosey lacks the channel permission "${missing}": ${whoMay}` };
}

/** Why Rosey may not moderate somebody: whoever has her own rank or a higher one is out of her reach. */
export function rankObstacle(target: RoomUser, room: RoomView): Obstacle | undefined {
  if (target.rank < room.myRank) return undefined;
  return {
    reason: "permission",
    message:
      `${target.name} has rank ${target.rank} and Rosey ${room.myRank}: she can only act on lower ranks`,
  };
}
