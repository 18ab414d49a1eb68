/**
 * The chat as it happens, and a search in what was said.
 */
import { get } from "../api.js";
import { card, labelled, make, quiet, valuesOf } from "../dom.js";
import { moment, timeOfDay } from "../format.js";

const SHOWN_LINES = 500;
/** A search goes on by itself for so many steps, and then asks. */
const STEPS = 20;

/** @param {import("../main.js").ViewContext} context */
export async function chat({ place, stream, signal, attempt }) {
  const live = make("ol", { class: "lines", tabindex: 0, "aria-live": "polite", "aria-label": "Chat" });
  const { lines } = await get("/chat", { limit: 100 }, signal);
  live.append(...lines.toReversed().map(lineOf));
  stream.on(["chat"], signal, ({ atMs, data }) => {
    if (data.shadow) return;
    const isAtEnd = live.scrollHeight - live.scrollTop - live.clientHeight < 40;
    const item = lineOf({ at: atMs / 1000, user: data.user, text: data.text, style: data.style });
    item.classList.add("fresh");
    live.append(item);
    while (live.childElementCount > SHOWN_LINES) live.firstElementChild?.remove();
    if (isAtEnd) live.scrollTop = live.scrollHeight;
  });
  stream.on(
    ["chat.cleared"],
    signal,
    ({ data }) => live.append(make("li", { class: "quiet" }, `${data.by} cleared the chat.`)),
  );
  place.replaceChildren(
    make("div", { class: "grid" }, card("Chat, live", live), searchCard(signal, attempt)),
  );
  live.scrollTop = live.scrollHeight;
}

/** @param {any} line */
function lineOf({ at, user, text, style }) {
  const name = make("a", { href: `#/user/${encodeURIComponent(user)}` }, user);
  return style === "action"
    ? make("li", {}, timeOfDay(at), " ", make("em", {}, name, ` ${text}`))
    : make("li", {}, timeOfDay(at), " ", name, `: ${text}`);
}

/**
 * @param {AbortSignal} signal
 * @param {import("../main.js").ViewContext["attempt"]} attempt
 */
function searchCard(signal, attempt) {
  const found = make("ol", { class: "lines", tabindex: 0, "aria-label": "What was found" });
  const told = make("p", { class: "quiet", role: "status" });
  const more = make("button", { type: "button", hidden: true }, "Search further back");
  let asked = 0;

  /**
   * @param {Record<string, string>} query
   * @param {string | undefined} before
   */
  const search = async (query, before) => {
    const mine = ++asked;
    let cursor = before;
    for (let step = 0; step < STEPS; step += 1) {
      const page = await get("/chat", { ...query, limit: 50, before: cursor }, signal);
      if (mine !== asked) return;
      found.append(...page.lines.map((/** @type {any} */ line) => {
        const item = lineOf(line);
        item.querySelector("time")?.replaceWith(moment(line.at));
        return item;
      }));
      cursor = page.next ?? undefined;
      told.replaceChildren(`${found.childElementCount} found`);
      if (page.searchedBackTo !== null) told.append(", searched back to ", moment(page.searchedBackTo));
      if (cursor === undefined || page.lines.length > 0) break;
    }
    more.hidden = cursor === undefined;
    more.onclick = () => attempt(() => search(query, cursor));
    if (cursor === undefined && found.childElementCount === 0) told.textContent = "Nothing was found.";
  };
  const form = make(
    "form",
    {
      class: "row",
      role: "search",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        found.replaceChildren();
        told.textContent = "Searching ...";
        attempt(() => search(valuesOf(event.target), undefined));
      },
    },
    labelled("Words", make("input", { name: "search", type: "search", maxlength: 100 })),
    labelled("Said by", make("input", { name: "user", maxlength: 20 })),
    make("button", {}, "Search"),
  );
  return card(
    "Search what was said",
    form,
    told,
    found,
    more,
    quiet("Finds the words as they were written."),
  );
}
