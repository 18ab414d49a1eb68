/**
 * The emotes of a channel.
 *
 * @module
 */

import { escapeText } from "./html.ts";
import { isRecord } from "./frame_shape.ts";

/** One emote, as on the wire. */
export interface Emote {
  readonly name: string;
  readonly image: string;
  /** Regular expression over escaped text that finds it. */
  readonly source: string;
}

/** Emotes of one channel, and length of an image's URL, at most. */
const MAX_EMOTES = 2000;
const MAX_IMAGE_LENGTH = 1000;

/** Makes an emote; `undefined` if name or image will not do. */
export function makeEmote(name: unknown, image: unknown): Emote | undefined {
  if (typeof name !== "string" || typeof image !== "string") return undefined;
  if (name.trim() === "" || image === "" || image.length > MAX_IMAGE_LENGTH) return undefined;
  const pattern = escapeText(name).replace(/[\\.?+*$^|()[\]{}]/g, "\\$&");
  return { name, image, source: `(^|\\s)${pattern}(?!\\S)` };
}

/** The list of emotes of one channel. */
export class Emotes {
  #list: Emote[];

  constructor(kept: readonly Emote[]) {
    this.#list = [...kept];
  }

  get list(): readonly Emote[] {
    return this.#list;
  }

  /** Adds an emote, or changes the one of that name. */
  set(emote: Emote): boolean {
    const index = this.#list.findIndex((known) => known.name === emote.name);
    if (index >= 0) this.#list[index] = emote;
    else if (this.#list.length >= MAX_EMOTES) return false;
    else this.#list.push(emote);
    return true;
  }

  /** Gives an emote another name; false if there is none of the old, or one of the new. */
  rename(old: string, emote: Emote): boolean {
    const index = this.#list.findIndex((known) => known.name === old);
    if (index < 0 || (old !== emote.name && this.#list.some((known) => known.name === emote.name))) {
      return false;
    }
    this.#list[index] = emote;
    return true;
  }

  remove(name: string): boolean {
    const left = this.#list.filter((known) => known.name !== name);
    const found = left.length < this.#list.length;
    this.#list = left;
    return found;
  }

  /** Replaces the whole list; what is no emote is left out. */
  replace(data: readonly unknown[]): void {
    this.#list = data.slice(0, MAX_EMOTES).flatMap((entry) => {
      const emote = isRecord(entry) ? makeEmote(entry["name"], entry["image"]) : undefined;
      return emote === undefined ? [] : [emote];
    });
  }
}
