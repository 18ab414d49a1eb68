/**
 * Items of the playlist in words.
 *
 * @module
 */

import type { Media, MediaLink, PlaylistItem } from "../../src/plugin/mod.ts";
import { durationText, titleText } from "../../src/plugin/mod.ts";

/** `5m 42s`, or `live` for what has no end. */
export function lengthText({ seconds }: Pick<Media, "seconds">): string {
  return seconds > 0 ? durationText(seconds * 1_000) : "live";
}

/** `3. A title (5m 42s)`. */
export function itemText(position: number, { media }: PlaylistItem): string {
  return `${position}. ${titleText(media.title)} (${lengthText(media)})`;
}

/** A media before the server has told its title: `yt:dQw4w9WgXcQ`, or the last part of an address. */
export function mediaName({ type, id }: MediaLink): string {
  const isAddress = id.includes("://");
  const path = id.replace(/[?#].*$/, "").replace(/\/+$/, "");
  return titleText(`${type}:${isAddress ? path.slice(path.lastIndexOf("/") + 1) : id}`);
}
