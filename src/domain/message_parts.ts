/**
 * A long text cut into lines that the server takes whole.
 *
 * @module
 */

import { isBlank, type PlainText, plainText } from "./text.ts";

/**
 * UTF-16 units of a line (CyTube's default; a site may allow more and does not tell). The server cuts a longer one
 * silently, also in the middle of an emoji.
 */
export const LINE_LIMIT = 320;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Cuts a text at spaces, at least between characters as people see them, into lines of at most {@link LINE_LIMIT}
 * units. No line begins with `/`. A blank text has no lines.
 */
export function messageParts(text: PlainText): readonly PlainText[] {
  const parts: PlainText[] = [];
  let rest: string = text;
  while (!isBlank(rest)) {
    const limit = rest.startsWith("/") ? LINE_LIMIT - 1 : LINE_LIMIT;
    const cut = rest.length <= limit ? rest.length : cutIndex(rest, limit);
    const part = plainText(rest.slice(0, cut));
    if (!isBlank(part)) parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  return parts;
}

/** Where to cut: at the last space if that is not too far back, else between graphemes, else between code points. */
function cutIndex(text: string, limit: number): number {
  const space = text.lastIndexOf(" ", limit);
  if (space >= limit / 2) return space;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + LINE_LIMIT))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  const beforePair = text.charCodeAt(limit - 1);
  return beforePair >= 0xd800 && beforePair <= 0xdbff ? limit - 1 : limit;
}
