/**
 * Whose event it is: events of one lane are handled one after the other, lanes do not wait for each other.
 *
 * @module
 */

import type { RoomEvent } from "../domain/events.ts";
import { nameKey } from "../domain/names.ts";

/** The lane of events that belong to nobody in particular. No user's name is empty. */
export const ROOM_LANE = "";

/** The user whose event this is, as a lane's key; {@link ROOM_LANE} for the room's own. */
export function eventLane(event: RoomEvent): string {
  switch (event.kind) {
    case "chat":
    case "command.finished":
      return nameKey(event.user);
    case "pm":
      return nameKey(event.from);
    case "user.joined":
    case "user.changed":
      return nameKey(event.user.name);
    case "user.left":
      return nameKey(event.name);
    default:
      return ROOM_LANE;
  }
}
