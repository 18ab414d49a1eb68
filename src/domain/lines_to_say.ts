/**
 * What can be said: found out before it is queued, since the server drops what it does not like without a word.
 *
 * @module
 */

import { RoseyError } from "./errors.ts";
import { LINE_LIMIT, messageParts } from "./message_parts.ts";
import type { PlainText } from "./text.ts";

/** Lines that one text may become. */
export const PARTS_LIMIT = 8;

/** Why something cannot be said. */
export type SayRefusal = "say.blank" | "say.too_long" | "say.banned_link" | "say.queue_full";

/**
 * The lines that texts are said in, each of which the server takes whole.
 *
 * @throws {RoseyError} `say.blank`, `say.too_long`.
 */
export function linesOf(texts: readonly PlainText[]): readonly PlainText[] {
  const lines = texts.map(messageParts);
  if (lines.length === 0 || lines.some(({ length }) => length === 0)) {
    throw sayRefusal(
      "say.blank",
      "a blank text cannot be said",
      "The server drops it without a word: say something.",
    );
  }
  const longest = Math.max(...lines.map(({ length }) => length));
  if (longest > PARTS_LIMIT) {
    const message =
      `a text of ${longest} lines cannot be said: ${PARTS_LIMIT} of ${LINE_LIMIT} characters are the limit`;
    throw sayRefusal("say.too_long", message, "Say less, or in several messages.");
  }
  return lines.flat();
}

/** What is thrown at whoever wants it said. */
export function sayRefusal(code: SayRefusal, message: string, hint: string): RoseyError {
  return new RoseyError(message, { code, hint, exit: "usage" });
}
