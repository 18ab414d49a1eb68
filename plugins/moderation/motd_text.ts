/**
 * The message of the day: HTML on the server, plain text for people.
 *
 * @module
 */

import { oneLine } from "../../src/domain/text.ts";

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["nbsp", " "],
]);

/** Tags that end a line. */
const LINE_END = /<(?:br|hr|\/p|\/div|\/li|\/tr|\/h[1-6]|\/center|\/blockquote)\b[^<>]*>/gi;
const TAG = /<[^<>]*>/g;
const ENTITY = /&(?:#(\d{1,6})|(\w{2,6}));/g;

/** The HTML of a typed text: every character stands for itself; `|` starts a new line. */
export function motdHtml(typed: string): string {
  return typed
    .split(/[|\r\n]+/)
    .map((line) => oneLine(line).replace(/[&<>"']/g, (character) => ESCAPES.get(character) ?? character))
    .filter((line) => line !== "")
    .join("<br>");
}

/** What somebody reads of the HTML, line by line. */
export function motdText(html: string): string {
  return html
    .replace(LINE_END, "\n")
    .replace(TAG, "")
    .replace(ENTITY, (entity, number: string | undefined, name: string | undefined) => {
      if (number !== undefined) return String.fromCodePoint(Number(number));
      return NAMED_ENTITIES.get(name ?? "") ?? entity;
    })
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "")
    .join("\n");
}
