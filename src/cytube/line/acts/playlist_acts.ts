/**
 * Acts on the items of the playlist.
 *
 * | act              | its effect, by which it is known to be done          | so already, nothing is written |
 * | ---------------- | ---------------------------------------------------- | ------------------------------ |
 * | `queue`          | an item of this media, added in Rosey's name         | -                              |
 * | `delete`         | the item is gone                                     | -                              |
 * | `move`           | the item was moved                                   | it stands there                |
 * | `set_temporary`  | the item's mark                                      | it is marked so                |
 * | `shuffle`        | a whole new list, in which no uid is an old one      | the list is empty              |
 * | `clear_playlist` | an empty list                                        | the list is empty              |
 * | `lock_playlist`  | the lock: the frame is a toggle                      | it is locked, or open          |
 *
 * An item that is not there, or goes before the act reaches it, refuses the act with `target`.
 *
 * @module
 */

import { sameName } from "../../../domain/names.ts";
import type { Media, PlaylistItem, RoomView } from "../../../domain/room.ts";
import type { MediaLink, PlaylistAction, PlaylistPlace } from "../../../domain/room_action.ts";
import { done } from "../fates.ts";
import type { Heard } from "../heard.ts";
import {
  type ActEar,
  type ActPlan,
  doneWhen,
  ended,
  impossible,
  refusedBy,
  SO_ALREADY,
  writing,
} from "./act_plan.ts";

/** How long the server may take to look a media up: it asks the media's site, one after the other. */
const LOOKUP_LIMIT_MS = 30_000;

/** An act on the items. */
export type ItemAction = Exclude<
  PlaylistAction,
  { readonly kind: "jump" | "play_next" | "voteskip" | "lead" | "pause" }
>;

/** Plans one of these acts. */
export function planItemAct(action: ItemAction, room: RoomView): ActPlan {
  switch (action.kind) {
    case "queue":
      return planQueue(action, room.myName);
    case "delete":
      return withItem(action.uid, room, () =>
        writing(
          { event: "delete", payload: action.uid },
          unlessGone(
            action.uid,
            (heard) => heard.kind === "playlist.removed" && heard.item.uid === action.uid,
          ),
        ));
    case "move":
      return planMove(action.uid, action.after, room);
    case "set_temporary": {
      const { uid, temporary: temp } = action;
      return withItem(uid, room, (item) =>
        item.temporary === temp ? SO_ALREADY : writing(
          { event: "setTemp", payload: { uid, temp } },
          unlessGone(uid, (heard) =>
            heard.kind === "playlist.changed" && heard.item.uid === uid && heard.item.temporary === temp),
        ));
    }
    case "shuffle": {
      if (room.playlist.length === 0) return SO_ALREADY;
      const before = new Set(room.playlist.map(({ uid }) => uid));
      return writing(
        { event: "shufflePlaylist", payload: undefined },
        doneWhen((heard) =>
          heard.kind === "playlist.replaced" && !heard.items.some(({ uid }) => before.has(uid))
        ),
      );
    }
    case "clear_playlist":
      if (room.playlist.length === 0) return SO_ALREADY;
      return writing(
        { event: "clearPlaylist", payload: undefined },
        doneWhen((heard) => heard.kind === "playlist.replaced" && heard.items.length === 0),
      );
    case "lock_playlist":
      if (room.playlistLocked === action.locked) return SO_ALREADY;
      return writing(
        { event: "togglePlaylistLock", payload: undefined },
        doneWhen((heard) => heard.kind === "playlist.locked" && heard.locked === action.locked),
      );
  }
}

function planQueue(
  { media, position, temporary }: Extract<ItemAction, { readonly kind: "queue" }>,
  me: string | undefined,
): ActPlan {
  const { type, id } = media;
  return {
    kind: "write",
    frame: { event: "queue", payload: { type, id, pos: position, temp: temporary } },
    hear: queueEar(media, me),
    limitMs: LOOKUP_LIMIT_MS,
    silence: "in_doubt",
  };
}

/** The text of a `queueFail` by the limit on queueing. */
const TOO_QUICKLY = /too quickly/i;

function queueEar(media: MediaLink, me: string | undefined): ActEar {
  let warning: string | undefined;
  return (heard) => {
    if (heard.kind === "playlist.added") {
      const { item } = heard;
      if (!sameName(item.queuedBy, me) || !becomes(media, item.media)) return undefined;
      return ended(done({ item, warning }));
    }
    if (heard.kind !== "playlist.refused") return undefined;
    if (heard.warning) {
      warning = heard.message;
      return undefined;
    }
    if (heard.mediaId !== undefined && heard.mediaId !== media.id) return undefined;
    return TOO_QUICKLY.test(heard.message)
      ? ended({ outcome: "put_back", why: "throttled" })
      : refusedBy("server", heard.message);
  };
}

/**
 * Whether an item may be what a link became. Videos of YouTube keep their id; a list of them becomes its videos; of
 * others the server may make its own id, as of an embed.
 */
function becomes(link: MediaLink, media: Media): boolean {
  if (link.type === "yp") return media.type === "yt";
  return media.type === link.type && (link.type !== "yt" || media.id === link.id);
}

function planMove(uid: number, after: PlaylistPlace, room: RoomView): ActPlan {
  return withItem(uid, room, () => {
    if (after === uid) return impossible("target", `item ${uid} cannot be moved behind itself`);
    if (typeof after === "number" && room.playlist.every((item) => item.uid !== after)) {
      return impossible("target", notThere(after));
    }
    if (standsThere(uid, after, room.playlist)) return SO_ALREADY;
    return writing(
      { event: "moveMedia", payload: { from: uid, after } },
      unlessGone(uid, (heard) => heard.kind === "playlist.moved" && heard.item.uid === uid),
    );
  });
}

function standsThere(uid: number, after: PlaylistPlace, items: readonly PlaylistItem[]): boolean {
  const index = items.findIndex((item) => item.uid === uid);
  if (after === "prepend") return index === 0;
  return after === "append" ? index === items.length - 1 : items[index - 1]?.uid === after;
}

/** Plans an act on an item that must be there. */
export function withItem(uid: number, room: RoomView, plan: (item: PlaylistItem) => ActPlan): ActPlan {
  const item = room.playlist.find((each) => each.uid === uid);
  return item === undefined ? impossible("target", notThere(uid)) : plan(item);
}

/** The act is done when something is heard that fits; when the item goes before that, it has no target any more. */
export function unlessGone(uid: number, fits: (heard: Heard) => boolean): ActEar {
  return (heard) => {
    if (fits(heard)) return ended(done());
    const gone = heard.kind === "playlist.removed"
      ? heard.item.uid === uid
      : heard.kind === "playlist.replaced" && heard.items.every((item) => item.uid !== uid);
    return gone ? refusedBy("target", notThere(uid)) : undefined;
  };
}

function notThere(uid: number): string {
  return `item ${uid} is not in the playlist`;
}
