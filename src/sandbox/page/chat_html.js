// @ts-check
/**
 * The server's HTML made safe: a line is taken apart into pieces of text with a few known marks, and the page
 * builds elements out of those. No HTML of a line ever reaches the page as HTML.
 */

/**
 * @typedef {object} Piece
 * @property {string} text
 * @property {readonly string[]} marks from {@link MARKS}, outermost first
 * @property {string} [href] of a link, http or https only
 */

/** Elements that are shown; others lose their tags and keep their text. */
export const MARKS = ["strong", "em", "code", "s", "spoiler"];

const ENTITIES = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["#39", "'"], ["#40", "("], [
  "#41",
  ")",
]]);

/**
 * Takes the HTML of a line apart.
 *
 * @param {string} html
 * @returns {Piece[]}
 */
export function readLine(html) {
  /** @type {Piece[]} */
  const pieces = [];
  /** @type {{element: string, mark: string | undefined, href: string | undefined}[]} */
  const open = [];
  for (const part of html.split(/(<[^>]*>)/)) {
    if (part === "") continue;
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>$/.exec(part);
    if (tag === null) {
      const marks = open.flatMap(({ mark }) => mark === undefined ? [] : [mark]);
      const href = open.findLast((element) => element.href !== undefined)?.href;
      pieces.push(
        href === undefined ? { text: unescape(part), marks } : { text: unescape(part), marks, href },
      );
      continue;
    }
    const [, slash, name = "", attributes = ""] = tag;
    const element = name.toLowerCase();
    if (slash === "/") {
      const at = open.findLastIndex((other) => other.element === element);
      if (at >= 0) open.splice(at);
    } else if (element === "img") {
      const source = /\ssrc="([^"]*)"/.exec(attributes)?.[1] ?? "";
      pieces.push({ text: `[image ${unescape(source)}]`, marks: [] });
    } else if (!part.endsWith("/>") && element !== "br" && element !== "hr") {
      open.push({ element, mark: markOf(element, attributes), href: hrefOf(element, attributes) });
    }
  }
  return pieces;
}

/**
 * @param {string} element
 * @param {string} attributes
 */
function markOf(element, attributes) {
  if (element === "span") return /\sclass="spoiler"/.test(attributes) ? "spoiler" : undefined;
  return MARKS.includes(element) && element !== "spoiler" ? element : undefined;
}

/**
 * @param {string} element
 * @param {string} attributes
 */
function hrefOf(element, attributes) {
  if (element !== "a") return undefined;
  const href = unescape(/\shref="([^"]*)"/.exec(attributes)?.[1] ?? "");
  return /^https?:\/\//i.test(href) ? href : undefined;
}

/**
 * Entities to characters, once.
 *
 * @param {string} text
 */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt|quot|#39|#40|#41);/g, (whole, name) => ENTITIES.get(name) ?? whole);
}
