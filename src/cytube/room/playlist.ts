/**
 * The playlist, the item that plays, and where it is.
 *
 * @module
 */

import type { Media, Playback, PlaylistItem } from "../../domain/room.ts";
import type { PlaylistPlace } from "../../domain/room_action.ts";

/** An item and its new index. */
export interface PlacedItem {
  readonly item: PlaylistItem;
  readonly position: number;
}

/** The mutable model behind the playlist part of the room's view. */
export class Playlist {
  #items: PlaylistItem[] = [];
  #currentUid: number | undefined;
  /** What plays; the server leaves it stale when the playlist is cleared, this model does not. */
  playback: Playback | undefined;
  locked = true;
  meta: { readonly count: number; readonly seconds: number } = { count: 0, seconds: 0 };
  voteskip: { readonly count: number; readonly need: number } | undefined;

  get items(): readonly PlaylistItem[] {
    return this.#items;
  }

  get current(): PlaylistItem | undefined {
    return this.#currentUid === undefined ? undefined : this.find(this.#currentUid);
  }

  find(uid: number): PlaylistItem | undefined {
    return this.#items.find((item) => item.uid === uid);
  }

  /** Takes a whole new list. An empty one stops what played: no other frame tells that. */
  replace(items: readonly PlaylistItem[]): void {
    this.#items = [...items];
    this.#stopIfEmpty();
  }

  /** Puts an item in. An item with the same uid is replaced; an unknown neighbour means the end. */
  insert(item: PlaylistItem, place: PlaylistPlace): PlacedItem {
    const others = this.#items.filter((other) => other.uid !== item.uid);
    return this.#place(others, item, place);
  }

  move(uid: number, place: PlaylistPlace): PlacedItem | undefined {
    const item = this.find(uid);
    if (item === undefined || place === uid) return undefined;
    return this.#place(this.#items.filter((other) => other.uid !== uid), item, place);
  }

  remove(uid: number): PlaylistItem | undefined {
    const item = this.find(uid);
    if (item === undefined) return undefined;
    this.#items = this.#items.filter((other) => other.uid !== uid);
    this.#stopIfEmpty();
    return item;
  }

  /** Marks an item as temporary or lasting; `undefined` if unknown or unchanged. */
  setTemporary(uid: number, temporary: boolean): PlaylistItem | undefined {
    const index = this.#items.findIndex((item) => item.uid === uid);
    const before = this.#items[index];
    if (before === undefined || before.temporary === temporary) return undefined;
    const item = { ...before, temporary };
    this.#items = this.#items.with(index, item);
    return item;
  }

  /** Returns whether another item is the current one now. */
  setCurrent(uid: number): boolean {
    const before = this.#currentUid;
    this.#currentUid = uid;
    return before !== uid;
  }

  /** A media starts. Votes to skip belonged to the one before. */
  start(playback: Playback): void {
    this.playback = playback;
    this.voteskip = undefined;
  }

  /** The position was told again; `undefined` if nothing plays. */
  progress(positionSeconds: number, paused: boolean, measuredAtMs: number): Playback | undefined {
    if (this.playback === undefined) return undefined;
    this.playback = { media: this.playback.media, positionSeconds, paused, measuredAtMs };
    return this.playback;
  }

  #place(others: PlaylistItem[], item: PlaylistItem, place: PlaylistPlace): PlacedItem {
    const position = placeIndex(others, place);
    this.#items = others.toSpliced(position, 0, item);
    return { item, position };
  }

  #stopIfEmpty(): void {
    if (this.#items.length > 0) return;
    this.#currentUid = undefined;
    this.playback = undefined;
    this.voteskip = undefined;
  }
}

/** Whether two media are the same thing of the same provider. */
export function sameMedia(left: Media | undefined, right: Media | undefined): boolean {
  return left !== undefined && right !== undefined && left.type === right.type && left.id === right.id;
}

function placeIndex(items: readonly PlaylistItem[], place: PlaylistPlace): number {
  if (place === "prepend") return 0;
  if (place === "append") return items.length;
  const neighbour = items.findIndex((item) => item.uid === place);
  return neighbour === -1 ? items.length : neighbour + 1;
}
