/**
 * What people said that somebody wanted to keep.
 */
import { get } from "../api.js";
import { card, labelled, make, valuesOf } from "../dom.js";
import { count, moment } from "../format.js";

/** @param {import("../main.js").ViewContext} context */
export async function quotes({ place, signal, attempt }) {
  const list = make("ul", { class: "plain" });
  const told = make("p", { class: "quiet", role: "status" });
  const more = make("button", { type: "button", hidden: true }, "More");
  /** @type {Record<string, string>} */
  let query = {};
  const load = async (/** @type {string | undefined} */ before) => {
    const page = await get("/quotes", { ...query, limit: 50, before }, signal);
    if (before === undefined) list.replaceChildren();
    list.append(...page.quotes.map(itemOf));
    told.textContent = list.childElementCount === 0 ? "No quotes yet: !addquote NAME TEXT makes one." : "";
    more.hidden = page.next === null;
    more.onclick = () => attempt(() => load(page.next));
  };
  const form = make(
    "form",
    {
      class: "row",
      role: "search",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        query = valuesOf(event.target);
        attempt(() => load(undefined));
      },
    },
    labelled("Words", make("input", { name: "search", type: "search", maxlength: 100 })),
    labelled("Said by", make("input", { name: "author", maxlength: 100 })),
    make("button", {}, "Search"),
  );
  await load(undefined);
  place.replaceChildren(card("Quotes", form, told, list, more));
}

/** @param {any} quote */
function itemOf({ id, text, author, at, votes }) {
  return make(
    "li",
    { class: "notice" },
    make("p", {}, text),
    make("p", { class: "quiet" }, `#${id} - ${author}, `, moment(at), `, ${count(votes)} votes`),
  );
}
