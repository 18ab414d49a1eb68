// @ts-check
/**
 * The reader's own formats, and elements that show times and names in them.
 */
import { make } from "./dom.js";
import { formatsFor, hueOf } from "./format.js";

export const format = formatsFor(navigator.languages);

/** How often the ages on the page are told anew. */
const AGEING_MS = 30_000;

/** Unix seconds. */
export function nowSeconds() {
  return Date.now() / 1000;
}

/** @param {number} seconds Unix seconds */
export function moment(seconds) {
  return timeElement(seconds, format.moment(seconds));
}

/** @param {number} seconds Unix seconds */
export function day(seconds) {
  return timeElement(seconds, format.day(seconds));
}

/** @param {number} seconds Unix seconds; the time alone for today, else with the day */
export function timeOfDay(seconds) {
  return timeElement(seconds, format.timeOfDay(seconds, nowSeconds()));
}

/** @param {number} seconds Unix seconds; the text grows older by itself */
export function ago(seconds) {
  const element = timeElement(seconds, format.ago(seconds, nowSeconds()));
  element.dataset["ages"] = String(seconds);
  return element;
}

setInterval(() => {
  for (const element of document.querySelectorAll("time[data-ages]")) {
    if (element instanceof HTMLElement) {
      element.textContent = format.ago(Number(element.dataset["ages"]), nowSeconds());
    }
  }
}, AGEING_MS);

/** Names as CyTube gives them, the oldest among them. Tokens, and whoever the server does not tell, have none. */
const PERSON = /^[\w\u00c0-\u00ff-]{1,20}$/;

let ownName = "";

/** @param {string} name Rosey's: nothing is counted of her */
export function setOwnName(name) {
  ownName = name.toLowerCase();
}

/**
 * A name in its own colour, which leads to the person where it is one's.
 * @param {string} name
 * @param {boolean} [isKnown] whatever the name is like, something is stored of its bearer
 */
export function personLink(name, isKnown = false) {
  const leads = isKnown || (PERSON.test(name) && name.toLowerCase() !== ownName);
  const link = leads
    ? make("a", { class: "name", href: `#/user/${encodeURIComponent(name)}` }, name)
    : make("span", { class: "name" }, name);
  link.style.setProperty("--hue", String(hueOf(name)));
  return link;
}

/**
 * @param {number} seconds
 * @param {string} text
 */
function timeElement(seconds, text) {
  const date = new Date(seconds * 1000);
  return make("time", { datetime: date.toISOString(), title: format.whole(seconds) }, text);
}
