/**
 * The title of a media as it may be repeated in the room.
 *
 * @module
 */

import { withoutLinks } from "../domain/text.ts";

/** Longest part of a title that is repeated, in code points: several stand in one line. */
const TITLE_LIMIT = 60;

/** A title, short enough for a line of several, and without live links: whoever adds a media may choose it. */
export function titleText(title: string): string {
  const points = [...withoutLinks(title).trim()];
  if (points.length === 0) return "(no title)";
  return points.length > TITLE_LIMIT ? `${points.slice(0, TITLE_LIMIT - 3).join("")}...` : points.join("");
}
