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

/** A media before the server has told its title: `yt:dQw4w9WgXcQ`, the last part of an address, or that it is an embed. */
export function mediaName({ type, id }: MediaLink): string {
  // Its id is a piece of HTML, or a checksum of one.
  if (type === "cu") return "a custom embed";
  const isAddress = id.includes("://");
  const path = id.replace(/[?#].*$/, "").replace(/\/+$/, "");
  return titleText(`${type}:${isAddress ? path.slice(path.lastIndexOf("/") + 1) : id}`);
}
