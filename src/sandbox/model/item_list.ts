/**
 * The items of a playlist and their order: no timing, no sending.
 *
 * @module
 */

import type { Random } from "../../domain/clock.ts";
import type { Media } from "../media_catalogue.ts";
import { formatDuration } from "./formatting.ts";

/** One place in a playlist, as on the wire. */
export interface Item {
  readonly media: Media;
  /** Belongs to this item until a shuffle or a reload of the channel gives new ones. */
  readonly uid: number;
  temp: boolean;
  readonly queueby: string;
}

/** Where something goes: behind an item, or to one of the ends. */
export type Position = number | "prepend" | "append";

/** The payload of `setPlaylistMeta`. */
export interface PlaylistMeta {
  readonly count: number;
  readonly rawTime: number;
  readonly time: string;
}

/** The items of one channel, in order. */
export class ItemList {
  #items: Item[] = [];
  #nextUid = 0;

  get items(): readonly Item[] {
    return this.#items;
  }

  get size(): number {
    return this.#items.length;
  }

  find(uid: number): Item | undefined {
    return this.#items.find((item) => item.uid === uid);
  }

  /** Adds behind `after`, or at an end, and says behind what it really lies (`prepend` for first). */
  add(
    entry: Omit<Item, "uid">,
    after: Position,
  ): { readonly item: Item; readonly after: number | "prepend" } {
    const item: Item = { ...entry, uid: this.#nextUid++ };
    const index = this.#indexFor(after);
    this.#items.splice(index, 0, item);
    return { item, after: this.#items[index - 1]?.uid ?? "prepend" };
  }

  /** Takes an item out; false if there is none of that uid. */
  remove(uid: number): boolean {
    const index = this.#indexOf(uid);
    if (index < 0) return false;
    this.#items.splice(index, 1);
    return true;
  }

  /** Moves an item; false if it, or the one it should lie behind, is not there. */
  move(uid: number, after: Position): boolean {
    const item = this.find(uid);
    if (item === undefined || uid === after) return false;
    if (typeof after === "number" && this.find(after) === undefined) return false;
    this.remove(uid);
    this.#items.splice(this.#indexFor(after), 0, item);
    return true;
  }

  /** The item after this one, from the last to the first; itself if it is alone. */
  next(uid: number): Item | undefined {
    const index = this.#indexOf(uid);
    if (index < 0) return this.#items[0];
    return this.#items[index + 1] ?? this.#items[0];
  }

  /** A new random order with new uids; the item `first` comes to the front. Returns its new self. */
  shuffle(random: Random, first: number | undefined): Item | undefined {
    const left = [...this.#items];
    const shuffled: Item[] = [];
    let front: Item | undefined;
    while (left.length > 0) {
      const [item] = left.splice(Math.floor(random() * left.length), 1);
      if (item === undefined) break;
      const renewed = { ...item, uid: this.#nextUid++ };
      if (item.uid === first) front = renewed;
      else shuffled.push(renewed);
    }
    this.#items = front === undefined ? shuffled : [front, ...shuffled];
    return front ?? this.#items[0];
  }

  clear(): void {
    this.#items = [];
  }

  meta(): PlaylistMeta {
    const rawTime = this.#items.reduce((total, item) => total + item.media.seconds, 0);
    return { count: this.#items.length, rawTime, time: formatDuration(rawTime) };
  }

  #indexOf(uid: number): number {
    return this.#items.findIndex((item) => item.uid === uid);
  }

  #indexFor(after: Position): number {
    if (after === "prepend") return 0;
    if (after === "append") return this.#items.length;
    return this.#indexOf(after) + 1;
  }
}
