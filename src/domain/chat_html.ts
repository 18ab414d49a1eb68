/**
 * The HTML of a chat line turned into the text that was typed. CyTube escapes the typed text once, lets the channel's
 * filters make HTML of it, and wraps links (CyTube 3.86 as measured).
 *
 * @module
 */

import type { ChatStyle } from "./events.ts";

/** Entities with a name that CyTube or a channel's filters produce; numeric ones are computed. */
const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
]);

/** Longest entity that is looked for, `&` and `;` not counted: keeps the scan linear. */
const ENTITY_LIMIT = 8;

/**
 * The marks that CyTube's default filters make tags of, at both ends. Without them `!stats mr_cool_guy` would name
 * somebody else.
 */
const TYPED_MARKS: ReadonlyMap<string, string> = new Map([
  ["strong", "*"],
  ["em", "_"],
  ["code", "`"],
  ["s", "~~"],
]);

/**
 * The plain text of a piece of the server's HTML: entities resolved exactly once, a link as its address, an image as its
 * `alt`, `title` or address, what the default filters made as it was typed, other tags dropped. Takes time linear in the
 * length, whatever the input.
 */
export function plainFromHtml(html: string): string {
  const pieces: string[] = [];
  let link: { readonly address: string; readonly firstPiece: number } | undefined;
  const openSpans: { readonly spoiler: boolean }[] = [];
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    const end = open === -1 ? -1 : tagEnd(html, open);
    if (end === -1) break;
    if (open > position) pieces.push(unescapeOnce(html.slice(position, open)));
    const tag = html.slice(open + 1, end);
    const name = tagName(tag);
    if (name === "a") {
      const address = attribute(tag, "href");
      link = address === undefined ? undefined : { address, firstPiece: pieces.length };
    } else if (name === "/a" && link !== undefined) {
      pieces.length = link.firstPiece;
      pieces.push(link.address);
      link = undefined;
    } else if (name === "img") {
      pieces.push(attribute(tag, "alt") ?? attribute(tag, "title") ?? attribute(tag, "src") ?? "");
    } else if (name === "br") {
      pieces.push(" ");
    } else if (name === "span") {
      const spoiler = attribute(tag, "class") === "spoiler";
      openSpans.push({ spoiler });
      if (spoiler) pieces.push("[sp]");
    } else if (name === "/span") {
      if (openSpans.pop()?.spoiler === true) pieces.push("[/sp]");
    } else {
      pieces.push(TYPED_MARKS.get(name.replace("/", "")) ?? "");
    }
    position = end + 1;
  }
  if (position < html.length) pieces.push(unescapeOnce(html.slice(position)));
  return pieces.join("");
}

/** How a line was said, from the marks the server puts on it. */
export function chatStyle(addClass: string | undefined, action: boolean): ChatStyle {
  if (action || addClass === "action") return "action";
  switch (addClass) {
    case "greentext":
    case "spoiler":
    case "shout":
    case "drink":
      return addClass;
    default:
      return "plain";
  }
}

/**
 * Where the tag that opens at `open` is closed, quotes respected; -1 if never. The caller stops at -1, so that no text
 * is scanned twice.
 */
function tagEnd(html: string, open: number): number {
  let quote = "";
  for (let index = open + 1; index < html.length; index++) {
    const char = html.charAt(index);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === ">") {
      return index;
    }
  }
  return -1;
}

function tagName(tag: string): string {
  let end = tag.startsWith("/") ? 1 : 0;
  while (end < tag.length && !isSpace(tag.charAt(end)) && tag.charAt(end) !== "/") end++;
  return tag.slice(0, end).toLowerCase();
}

function attribute(tag: string, wanted: string): string | undefined {
  let position = tagName(tag).length;
  while (position < tag.length) {
    while (position < tag.length && (isSpace(tag.charAt(position)) || tag.charAt(position) === "/")) {
      position++;
    }
    const nameStart = position;
    while (position < tag.length && !isSpace(tag.charAt(position)) && tag.charAt(position) !== "=") {
      position++;
    }
    const name = tag.slice(nameStart, position).toLowerCase();
    let value = "";
    if (tag.charAt(position) === "=") {
      const quote = tag.charAt(position + 1);
      const quoted = quote === '"' || quote === "'";
      const valueStart = position + (quoted ? 2 : 1);
      position = valueStart;
      while (
        position < tag.length && (quoted ? tag.charAt(position) !== quote : !isSpace(tag.charAt(position)))
      ) {
        position++;
      }
      value = tag.slice(valueStart, position);
      if (quoted) position++;
    }
    if (name === wanted) return unescapeOnce(value);
  }
  return undefined;
}

function unescapeOnce(text: string): string {
  let ampersand = text.indexOf("&");
  if (ampersand === -1) return text;
  const pieces: string[] = [];
  let position = 0;
  while (ampersand !== -1) {
    const entity = entityAt(text, ampersand);
    if (entity !== undefined) {
      pieces.push(text.slice(position, ampersand), entity.character);
      position = entity.end;
    }
    ampersand = text.indexOf("&", entity?.end ?? ampersand + 1);
  }
  pieces.push(text.slice(position));
  return pieces.join("");
}

function entityAt(text: string, ampersand: number): { character: string; end: number } | undefined {
  const window = text.slice(ampersand + 1, ampersand + 2 + ENTITY_LIMIT);
  const length = window.indexOf(";");
  if (length <= 0) return undefined;
  const character = entityCharacter(window.slice(0, length));
  return character === undefined ? undefined : { character, end: ampersand + 2 + length };
}

function entityCharacter(name: string): string | undefined {
  if (!name.startsWith("#")) return NAMED_ENTITIES.get(name);
  const hexadecimal = name.charAt(1) === "x" || name.charAt(1) === "X";
  const digits = name.slice(hexadecimal ? 2 : 1);
  if (!(hexadecimal ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return undefined;
  const codePoint = parseInt(digits, hexadecimal ? 16 : 10);
  return codePoint > 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : undefined;
}

function isSpace(char: string): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r" || char === "\f";
}
