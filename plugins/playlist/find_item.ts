/**
 * Which item of the playlist somebody means: by its position, counted from 1, or by a part of its title.
 *
 * @module
 */

import type { MediaLink, PlaylistItem, RoomView } from "../../src/plugin/mod.ts";
import { CommandRefusal } from "../../src/plugin/mod.ts";
import { itemText } from "./item_text.ts";

/** An item and its position, counted from 1. */
export interface FoundItem {
  readonly item: PlaylistItem;
  readonly position: number;
}

type Playlist = Pick<RoomView, "playlist">;

/** How many of the items that fit are shown when several do. */
const SHOWN_MATCHES = 3;

/** The item at a position. Throws a CommandRefusal naming the positions there are. */
export function itemAt({ playlist }: Playlist, position: number): FoundItem {
  const item = playlist[position - 1];
  if (item !== undefined) return { item, position };
  throw new CommandRefusal(
    playlist.length === 0 ? "The playlist is empty." : `Position must be between 1 and ${playlist.length}.`,
  );
}

/** The one item that is meant. Throws a CommandRefusal when none is, or more than one. */
export function findItem(room: Playlist, meant: string): FoundItem {
  if (/^[+-]?\d{1,9}$/.test(meant)) return itemAt(room, Number(meant));
  if (room.playlist.length === 0) throw new CommandRefusal("The playlist is empty.");
  const part = meant.toLowerCase();
  const found = room.playlist
    .map((item, index) => ({ item, position: index + 1 }))
    .filter(({ item }) => item.media.title.toLowerCase().includes(part));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new CommandRefusal(
      "No title in the playlist has that in it. Say its position, or a part of the title.",
    );
  }
  if (others.length === 0) return only;
  const shown = found.slice(0, SHOWN_MATCHES).map(({ item, position }) => itemText(position, item)).join(
    ", ",
  );
  const more = found.length > SHOWN_MATCHES ? ` and ${found.length - SHOWN_MATCHES} more` : "";
  throw new CommandRefusal(
    `${found.length} items have that in their title: ${shown}${more}. Say the position.`,
  );
}

/** Where a media stands in the playlist, counted from 1; `undefined` when it does not. */
export function positionOf({ playlist }: Playlist, { type, id }: MediaLink): number | undefined {
  const index = playlist.findIndex(({ media }) => media.type === type && media.id === id);
  return index === -1 ? undefined : index + 1;
}

/** The position of what plays, counted from 1; `undefined` when nothing of the playlist does. */
export function currentPosition(
  { playlist, current }: Pick<RoomView, "playlist" | "current">,
): number | undefined {
  const index = current === undefined ? -1 : playlist.findIndex(({ uid }) => uid === current.uid);
  return index === -1 ? undefined : index + 1;
}
