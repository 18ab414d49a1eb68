/**
 * Quotes as texts: as people type them, and as they are told.
 *
 * @module
 */

import { quoted } from "../../src/domain/text.ts";
import { ArgumentError } from "../../src/plugin/mod.ts";
import type { Quote } from "./quote_book.ts";

/** The longest quote, in characters. */
export const MAX_TEXT = 1_000;
/** The longest name of an author, in characters. */
export const MAX_AUTHOR = 100;

/** How much of a quote a list shows of it. */
const LISTED_CHARACTERS = 60;

/** What somebody typed as one line: no control characters, which PostgreSQL might refuse and a browser would not show. */
export function lineOf(typed: string): string {
  return typed.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

/** A number as `3` or `#3`. Throws an ArgumentError. */
export function numberOf(typed: string): number {
  const [, digits] = /^#?(\d{1,15})$/.exec(typed) ?? [];
  if (digits === undefined) {
    throw new ArgumentError(`number must be a quote's number such as 3, not ${quoted(typed)}`);
  }
  return Number(digits);
}

/** An author as they are named in chat: `@alice`, `<alice>` and `alice:` are alice. Throws an ArgumentError. */
export function authorOf(typed: string): string {
  const author = lineOf(typed).replace(/^[@<]+|[>:,]+$/g, "");
  if (author === "" || [...author].length > MAX_AUTHOR) {
    throw new ArgumentError(
      `author must be a name of at most ${MAX_AUTHOR} characters, not ${quoted(typed)}`,
    );
  }
  return author;
}

/** The words of a quote, without the quotation marks around them. Throws an ArgumentError. */
export function wordsOf(typed: string): string {
  const line = lineOf(typed);
  const text = (/^(?:"(.+)"|“(.+)”|«(.+)»)$/u.exec(line)?.slice(1).find((inner) => inner) ?? line).trim();
  const length = [...text].length;
  if (length === 0) throw new ArgumentError("text is missing");
  if (length > MAX_TEXT) {
    throw new ArgumentError(`text may have at most ${MAX_TEXT} characters, and this has ${length}`);
  }
  return text;
}

/** `+2`; nothing while nobody has voted, or as many for it as against it. */
function scoreText(score: number): string {
  return score === 0 ? "" : ` (${signed(score)})`;
}

/** `+2`, `-1`, `0`. */
export function signed(score: number): string {
  return score > 0 ? `+${score}` : String(score);
}

/** `#3 "I came for the popcorn." - alice, 2026-11-28 (+2)`. */
export function quoteText({ number, text, author, addedMs, score }: Quote): string {
  const day = new Date(addedMs).toISOString().slice(0, 10);
  return `#${number} "${text}" - ${author}, ${day}${scoreText(score)}`;
}

/** The first quote of a list whole, of the others the numbers; there may be more than the list has when it has `limit`. */
export function foundText(quotes: readonly Quote[], limit: number): string {
  const [first, ...others] = quotes;
  if (first === undefined) return "";
  if (others.length === 0) return quoteText(first);
  const numbers = others.map(({ number }) => `#${number}`).join(", ");
  return `${quoteText(first)}\nAlso: ${numbers}${quotes.length === limit ? " and perhaps more" : ""}`;
}

/** Each quote in a line of its own, the long ones by their beginnings. */
export function topText(quotes: readonly Quote[]): string {
  return quotes.map(({ number, text, author, score }) =>
    `#${number} (${signed(score)}) ${quoted(text, LISTED_CHARACTERS)} - ${author}`
  ).join("\n");
}
