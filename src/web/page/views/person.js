/**
 * One person: what is known of them.
 */
import { get } from "../api.js";
import { card, figures, make, quiet } from "../dom.js";
import { ago, count, duration, moment, timeOfDay } from "../format.js";

/** @param {import("../main.js").ViewContext} context */
export async function person({ place, signal, rest, scopes }) {
  const found = await get(`/users/${encodeURIComponent(rest)}`, {}, signal);
  const facts = card(
    found.name,
    figures([
      ["lines", count(found.lines)],
      ["time here", duration(found.connectedSeconds)],
      ["first seen", ""],
      ["last seen", ""],
    ]),
  );
  const [, , first, last] = facts.querySelectorAll("dd");
  first?.replaceChildren(moment(found.firstSeen));
  last?.replaceChildren(found.here ? "here now" : ago(found.lastSeen));
  const parts = [facts];
  if (scopes.has("read") || scopes.has("admin")) {
    const { lines } = await get("/chat", { user: found.name, limit: 50 }, signal);
    const list = make("ol", { class: "lines", tabindex: 0, "aria-label": "Last lines" });
    for (const { at, text } of lines) list.append(make("li", {}, timeOfDay(at), " ", text));
    parts.push(card("Last lines", lines.length === 0 ? quiet("None are kept.") : list));
  }
  place.replaceChildren(make("div", { class: "grid" }, ...parts));
}
