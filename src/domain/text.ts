/**
 * Text on its way to the room. What the server executes is another type, which cannot be confused with it: see
 * `server_command.ts`.
 *
 * @module
 */

declare const plainTextBrand: unique symbol;

/**
 * A text to be said. It can never run a command of the server, whatever it starts with: CyTube executes every line whose
 * first character is `/` with the sender's rank, so such a line is given a leading space (measured: spaces stay).
 * Control characters and line breaks are spaces. Not yet split to the server's length.
 */
export type PlainText = string & { readonly [plainTextBrand]: true };

/** Control characters and the line separators, which a browser would show as nothing or as a break. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/** What shows nothing: spaces, controls, marks of direction and joining, fillers, and the blank of braille. */
const SHOWS_NOTHING = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether nobody would see anything of a text. */
export function isBlank(text: string): boolean {
  return SHOWS_NOTHING.test(text);
}

/** Makes any text safe to be said. Blank text stays blank: the server would drop it, so the caller refuses it. */
export function plainText(text: string): PlainText {
  const line = text.replace(CONTROL, " ").trimEnd();
  return brand(line.startsWith("/") ? ` ${line}` : line);
}

/** A text for a field of the server that is no line of chat, such as a reason or the title of a poll: one line, trimmed. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

/**
 * A text that did not come through the room's chat (the title of a media or a poll, what a site answered), so that
 * nothing in it becomes a link in what Rosey says: a site can have a line with a link kick whoever says it. Words that
 * somebody said in chat need it not: the server let them pass.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll("://", ": //");
}

/** Longest part of somebody's text that an answer repeats unless more is asked for, in code points. */
const QUOTE_LIMIT = 40;

/** What somebody typed, in quotes, as an answer to it may repeat it: a long one by its beginning. */
export function quoted(typed: string, limit = QUOTE_LIMIT): string {
  const points = [...typed];
  return `"${points.length > limit ? `${points.slice(0, limit).join("")}...` : typed}"`;
}

function brand(text: string): PlainText {
  const branded: string = text;
  if (!isPlain(branded)) throw new Error("plainText made a server command");
  return branded;
}

function isPlain(text: string): text is PlainText {
  return !text.startsWith("/");
}
