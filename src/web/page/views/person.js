// @ts-check
/**
 * One person: what is known of them.
 */
import { get } from "../api.js";
import { lineItem } from "../chat_list.js";
import { card, empty, figures, make } from "../dom.js";
import { hueOf } from "../format.js";
import { ago, day, format } from "../text.js";

/** @typedef {import("../answers.js").Person} Person */

/** @param {import("../views.js").ViewContext} context */
export async function person({ place, heading, signal, rest, has }) {
  heading.textContent = rest;
  /** @type {Person} */
  const found = await get(`/users/${encodeURIComponent(rest)}`, {}, signal);
  const face = make("span", { class: "face", "aria-hidden": "true" }, [...found.name][0]?.toUpperCase());
  face.style.setProperty("--hue", String(hueOf(found.name)));
  heading.replaceChildren(face, found.name);
  document.title = `${found.name} - Rosey`;
  const facts = card(
    "In this room",
    figures([
      ["lines", format.count(found.lines)],
      ["time here", format.duration(found.connectedSeconds)],
      ["first seen", day(found.firstSeen)],
      ["last seen", found.here ? make("span", { class: "good" }, "here now") : ago(found.lastSeen)],
    ]),
  );
  place.replaceChildren(facts);
  if (!has("read")) return;
  /** @type {import("../answers.js").ChatPage} */
  const { lines } = await get("/chat", { user: found.name, limit: 50 }, signal);
  const list = make(
    "ol",
    { class: "lines tall", tabindex: 0, "aria-label": "Last lines" },
    ...lines.map(lineItem),
  );
  place.append(card("Last lines", lines.length === 0 ? empty("None are kept.") : list));
}
