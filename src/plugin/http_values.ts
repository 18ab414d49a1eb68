/**
 * What many routes take: whole numbers, moments, the length of a page, and where the next page begins.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { z } from "zod";
import { HttpProblem } from "./http_route.ts";

/** The last second that a date can name: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** Entries of a page, unless the request says otherwise. */
const PAGE_LENGTH = 50;

/** The longest page. */
const PAGE_LENGTH_MAX = 200;

/** A whole number in a path or a query. */
export function wholeNumber(min: number, max: number) {
  return z.string().meta({ type: "integer", minimum: min, maximum: max }).transform((text, context) => {
    const value = /^-?\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    const message = `must be a whole number from ${min} to ${max}, not ${JSON.stringify(text.slice(0, 40))}`;
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  });
}

/** A moment in a query, in Unix seconds. */
export const moment = wholeNumber(0, LAST_SECOND);

/** The number of a row. */
export const rowNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** How many entries a page shall have. */
export const pageLength = wholeNumber(1, PAGE_LENGTH_MAX).default(PAGE_LENGTH);

/** The `next` of the page before. */
export const cursor = z.string().min(1).max(1_000);

/** Where the next page begins, as a text that means nothing to anybody else. */
export function cursorOf(place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/**
 * Reads a {@link cursorOf}.
 *
 * @throws {HttpProblem} for a text that is none.
 */
export function readCursor<Place extends z.ZodType>(place: Place, text: string): z.output<Place> {
  const json = Buffer.from(text, "base64url").toString();
  const read = place.safeParse(parseJson(json));
  // PostgreSQL takes no NUL, and no place has one.
  if (read.success && !json.includes("\\u0000")) return read.data;
  throw new HttpProblem(400, "invalid_request", "the cursor is none: take the `next` of a page as it is");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
