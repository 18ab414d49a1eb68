// @ts-check
/**
 * The chat as it happens, and a search in what was said.
 */
import { get } from "../api.js";
import { ChatList, lineItem } from "../chat_list.js";
import { card, make } from "../dom.js";
import { button, labelled, searchForm } from "../forms.js";
import { sayForm } from "../say_form.js";
import { moment } from "../text.js";

/** @typedef {import("../answers.js").ChatPage} ChatPage */
/** @typedef {import("../views.js").ViewContext} ViewContext */

const SHOWN_LINES = 500;
const PAGE = 100;
/** A search goes on by itself for so many requests, and then asks. */
const STEPS = 20;

/** @param {ViewContext} context */
export async function chat(context) {
  const { place, has } = context;
  const live = await liveCard(context);
  const found = searchCard(context);
  const form = searchForm(
    (values) => {
      const searches = Object.keys(values).length > 0;
      live.element.hidden = searches;
      found.element.hidden = !searches;
      if (searches) found.search(values);
      else found.stop();
    },
    labelled("Words", make("input", { name: "search", type: "search", maxlength: 100 }), "grow"),
    labelled("Said by", make("input", { name: "user", type: "search", maxlength: 20 })),
  );
  if (has("say")) live.element.append(sayForm(context));
  place.replaceChildren(card("Search what was said", form), live.element, found.element);
  live.toEnd();
}

/** @param {ViewContext} context */
async function liveCard({ stream, signal, attempt }) {
  /** @type {string | null} */
  let next = null;
  const older = button("Earlier", () =>
    attempt(async () => {
      /** @type {ChatPage} */
      const page = await get("/chat", { limit: PAGE, before: next ?? undefined }, signal);
      lines.addOlder(page.lines);
      next = page.next;
      first.hidden = next === null;
    }));
  const first = make("li", { class: "empty" }, older);
  const lines = new ChatList("Chat", SHOWN_LINES, first);
  lines.list.classList.add("tall");
  /** @type {ChatPage} */
  const page = await get("/chat", { limit: PAGE }, signal);
  next = page.next;
  first.hidden = next === null;
  lines.begin(page.lines);
  lines.follow(stream, signal);
  return { element: card("Live", lines.element), toEnd: () => lines.toEnd() };
}

/** @param {ViewContext} context */
function searchCard({ signal, attempt }) {
  const found = make("ol", { class: "lines tall", tabindex: 0, "aria-label": "What was found" });
  const told = make("p", { class: "quiet", role: "status" });
  const more = button("Search further back", () => {}, { hidden: true });
  let asked = 0;

  /**
   * @param {Record<string, string>} query
   * @param {string | undefined} before
   */
  const search = async (query, before) => {
    const mine = ++asked;
    let cursor = before;
    for (let step = 0; step < STEPS; step += 1) {
      /** @type {ChatPage} */
      const page = await get("/chat", { ...query, limit: PAGE, before: cursor }, signal);
      if (mine !== asked) return;
      found.append(...page.lines.map(lineItem));
      cursor = page.next ?? undefined;
      tell(page.searchedBackTo, cursor === undefined);
      if (cursor === undefined || page.lines.length > 0) break;
    }
    more.hidden = cursor === undefined;
    more.onclick = () => attempt(() => search(query, cursor));
  };
  const tell = (/** @type {number | null} */ backTo, /** @type {boolean} */ isWhole) => {
    const number = found.childElementCount;
    if (isWhole && number === 0) {
      told.textContent = "Nothing was found. Words are looked for as they were written.";
      return;
    }
    told.replaceChildren(`${number} found`);
    if (isWhole) told.append(": that is all.");
    else if (backTo !== null) told.append(", back to ", moment(backTo), ".");
  };
  const element = card("Found", told, found, more);
  element.hidden = true;
  return {
    element,
    search(/** @type {Record<string, string>} */ query) {
      found.replaceChildren();
      more.hidden = true;
      told.textContent = "Searching ...";
      attempt(() => search(query, undefined));
    },
    stop() {
      asked += 1;
    },
  };
}
