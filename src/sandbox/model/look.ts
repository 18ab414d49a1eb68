/**
 * How a channel presents itself: message of the day, style sheet, script.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** Longest message of the day, style sheet or script; what is longer is cut. */
export const MAX_LOOK_LENGTH = 20_000;

/** What a channel keeps of its looks. */
export interface Look {
  /** HTML, cleaned. */
  motd: string;
  css: string;
  js: string;
}

/** The payload of `channelCSSJS`. */
export function lookToWire(look: Look): Readonly<Record<string, string>> {
  return { css: look.css, cssHash: digest(look.css), js: look.js, jsHash: digest(look.js) };
}

/** Clients compare it to see whether something changed. */
function digest(text: string): string {
  return createHash("md5").update(text).digest("base64");
}
