/**
 * Whether the room shows that an act was done of which no answer was heard. Most acts leave nothing that tells them from
 * what others do: of those nothing is known.
 *
 * @module
 */

import { sameName } from "../../src/domain/names.ts";
import type { RoomView } from "../../src/domain/room.ts";
import type { RoomAction } from "../../src/domain/room_action.ts";

/** What the room shows of an act. */
export type Evidence = "done" | "not_done" | "unknown";

/** See the module. The room is looked at after an entry, when everything was told anew. */
export function evidenceOf(action: RoomAction, room: RoomView): Evidence {
  switch (action.kind) {
    case "queue":
      return known(
        room.playlist.some(({ media, queuedBy }) =>
          media.type === action.media.type && media.id === action.media.id && sameName(queuedBy, room.myName)
        ),
      );
    case "delete":
      return known(room.playlist.every(({ uid }) => uid !== action.uid));
    case "jump":
      return known(room.current?.uid === action.uid);
    case "set_temporary":
      return known(
        room.playlist.some(({ uid, temporary }) => uid === action.uid && temporary === action.temporary),
      );
    case "clear_playlist":
      return known(room.playlist.length === 0);
    case "lock_playlist":
      return room.playlistLocked === action.locked ? "done" : "not_done";
    case "lead":
      return known(
        action.name === undefined ? room.leader === undefined : sameName(action.name, room.leader),
      );
    case "open_poll":
      return known(
        room.poll?.title === action.title && sameName(room.poll.openedBy, room.myName),
      );
    case "close_poll":
      return known(room.poll === undefined);
    case "set_motd":
      return known(room.motd === action.html);
    case "kick":
      // Only somebody who is in the room is kicked: the act was marked while they were there.
      return known(room.user(action.name) === undefined);
    case "mute":
      return muteEvidence(room.user(action.name), action.shadow ? "shadowMuted" : "muted", true);
    case "unmute":
      return muteEvidence(room.user(action.name), "muted", false);
    case "move":
    case "play_next":
    case "shuffle":
    case "voteskip":
    case "pause":
    case "clear_chat":
    case "afk":
    // Who is not there can be banned as well, and who is banned leaves as others do.
    case "ban":
    case "unban":
      return "unknown";
  }
}

/** Whether an act names an item by a number that another item may have once the channel was loaded anew. */
export function namesItem(action: RoomAction): boolean {
  return action.kind === "delete" || action.kind === "move" || action.kind === "jump" ||
    action.kind === "set_temporary";
}

/** The effect is there. That it is missing proves nothing: somebody may have undone it. */
function known(isThere: boolean): Evidence {
  return isThere ? "done" : "unknown";
}

function muteEvidence(
  user: { readonly muted: boolean; readonly shadowMuted: boolean | undefined } | undefined,
  mark: "muted" | "shadowMuted",
  wanted: boolean,
): Evidence {
  const is = user?.[mark];
  if (is === undefined) return "unknown";
  return is === wanted ? "done" : "not_done";
}
