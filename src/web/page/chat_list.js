// @ts-check
/**
 * Lines of chat, as a list that follows what is said.
 */
import { make } from "./dom.js";
import { button } from "./forms.js";
import { personLink, setOwnName, timeOfDay } from "./text.js";

/** @typedef {import("./answers.js").ChatLine} ChatLine */

/** How near to its end a list is held to be at it. */
const NEAR_PX = 40;

/** Addresses in a text, without the marks that end a sentence. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/g;

/** @param {ChatLine} line */
export function lineItem({ at, user, text, style }) {
  const item = make("li", { class: style }, timeOfDay(at), " ");
  const words = make("span", { class: "words" }, personLink(user), style === "action" ? " " : ": ");
  words.append(...linked(text));
  item.append(words);
  return item;
}

/**
 * A text with its addresses as links. They tell the other side nothing of this page.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
function linked(text) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const [address] = match;
    parts.push(
      text.slice(end, match.index),
      make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address),
    );
    end = match.index + address.length;
  }
  return [...parts, text.slice(end)];
}

/** A list that stays at its end, unless the reader scrolled away from it. */
export class ChatList {
  /**
   * @param {string} label
   * @param {number} limit lines that stay
   * @param {HTMLElement} [first] stays above them
   */
  constructor(label, limit, first = undefined) {
    this.limit = limit;
    this.first = first;
    this.nothing = make("li", { class: "empty" }, "Nothing was said yet.");
    this.list = make("ol", { class: "lines", tabindex: 0, "aria-label": label });
    this.newer = button("New lines below", () => this.toEnd(), { class: "newer", hidden: true });
    this.element = make("div", { class: "follow", role: "log", "aria-label": label }, this.list, this.newer);
    this.list.addEventListener("scroll", () => {
      if (this.#isAtEnd()) this.newer.hidden = true;
    });
  }

  /**
   * What was said before.
   * @param {readonly ChatLine[]} lines the newest first
   */
  begin(lines) {
    this.list.replaceChildren(
      ...(this.first === undefined ? [] : [this.first]),
      ...(lines.length === 0 ? [this.nothing] : lines.toReversed().map(lineItem)),
    );
  }

  /**
   * One more at the end.
   * @param {HTMLElement} item
   */
  add(item) {
    const follows = this.#isAtEnd();
    this.nothing.remove();
    item.classList.add("fresh");
    this.list.append(item);
    const oldest = this.first === undefined ? 0 : 1;
    while (follows && this.list.childElementCount > this.limit + oldest) this.list.children[oldest]?.remove();
    if (follows) this.toEnd();
    else this.newer.hidden = false;
  }

  /**
   * Older ones below the first item, which has the button that brings them; what is looked at stays in its place.
   * @param {readonly ChatLine[]} lines the newest first
   */
  addOlder(lines) {
    const fromEnd = this.list.scrollHeight - this.list.scrollTop;
    this.first?.after(...lines.toReversed().map(lineItem));
    this.list.scrollTop = this.list.scrollHeight - fromEnd;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.newer.hidden = true;
  }

  /**
   * Hears what is said from now on.
   * @param {import("./stream.js").Stream} stream
   * @param {AbortSignal} signal
   */
  follow(stream, signal) {
    stream.on(["chat"], signal, ({ atMs, data }) => {
      if (data.shadow || data.replayed) return;
      if (data.own) setOwnName(data.user);
      this.add(lineItem({ at: atMs / 1000, user: data.user, text: data.text, style: data.style }));
    });
    stream.on(["chat.cleared"], signal, ({ data }) => {
      this.add(make("li", { class: "quiet" }, `${data.by} cleared the chat.`));
    });
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }
}
