// @ts-check
/**
 * One person: what is known of them.
 */
import { get, Refusal } from "../api.js";
import { lineItem } from "../chat_list.js";
import { card, empty, figures, make } from "../dom.js";
import { hueOf } from "../format.js";
import { ago, day, format } from "../text.js";

/** @typedef {import("../answers.js").Person} Person */

/** @param {import("../views.js").ViewContext} context */
export async function person({ place, heading, signal, rest, has }) {
  heading.textContent = rest;
  const found = await known(rest, signal);
  const name = found?.name ?? rest;
  const face = make("span", { class: "face", "aria-hidden": "true" }, [...name][0]?.toUpperCase());
  face.style.setProperty("--hue", String(hueOf(name)));
  heading.replaceChildren(face, name);
  document.title = `${name} - Rosey`;
  place.replaceChildren(card("In this room", found === undefined ? nothingKnown(name) : facts(found)));
  if (!has("read")) return;
  /** @type {import("../answers.js").ChatPage} */
  const { lines } = await get("/chat", { user: name, limit: 50 }, signal);
  const list = make(
    "ol",
    { class: "lines tall", tabindex: 0, "aria-label": "Last lines" },
    ...lines.map(lineItem),
  );
  place.append(card("Last lines", lines.length === 0 ? empty("None are kept.") : list));
}

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<Person | undefined>} nothing where nothing is stored
 */
async function known(name, signal) {
  try {
    return await get(`/users/${encodeURIComponent(name)}`, {}, signal);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

/** @param {Person} person */
function facts({ lines, connectedSeconds, firstSeen, lastSeen, here }) {
  return figures([
    ["lines", format.count(lines)],
    ["time here", format.duration(connectedSeconds)],
    ["first seen", day(firstSeen)],
    ["last seen", here ? make("span", { class: "good" }, "here now") : ago(lastSeen)],
  ]);
}

/** @param {string} name */
function nothingKnown(name) {
  return empty(
    `Nothing is counted for ${name}: nobody of this name was here while Rosey looked, or it is her own. `,
    make("a", { href: "#/statistics" }, "To everybody who was here"),
  );
}
