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

/** Lines that are said together at most: nobody else can speak in between. */
export const TOGETHER_LIMIT = 40;

/** Why something cannot be said. */
export type SayRefusal =
  | "say.blank"
  | "say.too_long"
  | "say.banned_link"
  | "say.key_reused"
  | "say.queue_full";

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

/**
 * The lines of texts that are said together, with nothing in between.
 *
 * @throws {RoseyError} `say.blank`, `say.too_long`.
 */
export function linesTogether(texts: readonly PlainText[]): readonly PlainText[] {
  const lines = linesOf(texts);
  if (lines.length > TOGETHER_LIMIT) {
    throw sayRefusal(
      "say.too_long",
      `${lines.length} lines cannot be said together: ${TOGETHER_LIMIT} are the limit`,
      "Say less, or in several messages.",
    );
  }
  return lines;
}

/** Texts in as few groups as can be said one after the other, each of them together. */
export function groupsToSay(texts: readonly PlainText[]): readonly (readonly PlainText[])[] {
  const groups: PlainText[][] = [];
  let room = 0;
  for (const text of texts) {
    const { length } = messageParts(text);
    const group = groups.at(-1);
    if (group === undefined || length > room) {
      groups.push([text]);
      room = TOGETHER_LIMIT - length;
    } else {
      group.push(text);
      room -= length;
    }
  }
  return groups;
}

/** What is thrown at whoever wants it said. */
export function sayRefusal(code: SayRefusal, message: string, hint: string): RoseyError {
  return new RoseyError(message, { code, hint, exit: "usage" });
}
