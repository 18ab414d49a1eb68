/**
 * Items of the playlist in words. Titles come from strangers: nothing of them becomes a link in what Rosey says, since
 * a site can have a line with a link kick whoever says it.
 *
 * @module
 */

import type { Media, MediaLink, PlaylistItem } from "../../src/plugin/mod.ts";
import { durationText } from "../../src/plugin/mod.ts";

/** Longest part of a title that is repeated, in code points: several stand in one line. */
const TITLE_LIMIT = 60;

/** A title, short enough for a line of several, and without live links. */
export function titleText(title: string): string {
  const points = [...title.replaceAll("://", ": //").trim()];
  if (points.length === 0) return "(no title)";
  return points.length > TITLE_LIMIT ? `${points.slice(0, TITLE_LIMIT - 3).join("")}...` : points.join("");
}

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
