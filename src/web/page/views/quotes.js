// @ts-check
/**
 * What people said that somebody wanted to keep.
 */
import { get } from "../api.js";
import { card, empty, make } from "../dom.js";
import { button, labelled, searchForm } from "../forms.js";
import { day, format, personLink } from "../text.js";

/** @param {import("../views.js").ViewContext} context */
export async function quotes({ place, signal, attempt }) {
  const list = make("ul", { class: "plain quotes" });
  const told = make("div", { role: "status" });
  const more = button("More", () => {}, { hidden: true });
  /** @type {Record<string, string>} */
  let query = {};
  const load = async (/** @type {string | undefined} */ before = undefined) => {
    const wanted = query;
    const page = await get("/quotes", { ...query, limit: 50, before }, signal);
    if (wanted !== query) return;
    if (before === undefined) list.replaceChildren();
    list.append(...page.quotes.map(quoteItem));
    told.replaceChildren(list.childElementCount === 0 ? nothing(query) : "");
    more.hidden = page.next === null;
    more.onclick = () => attempt(() => load(page.next));
  };
  const form = searchForm(
    (values) => {
      query = values;
      attempt(() => load());
    },
    labelled("Words", make("input", { name: "search", type: "search", maxlength: 100 }), "grow"),
    labelled("Said by", make("input", { name: "author", type: "search", maxlength: 100 })),
  );
  await load();
  place.replaceChildren(card("Worth keeping", form, told, list, more));
}

/** @param {Record<string, string>} query */
function nothing(query) {
  return Object.keys(query).length > 0 ? empty("No quote is like this.") : empty(
    "No quotes yet. In the room, ",
    make("code", {}, "!addquote NAME"),
    " keeps what NAME said last.",
  );
}

/** @param {import("../answers.js").Quote} quote */
function quoteItem({ id, text, author, at, votes }) {
  return make(
    "li",
    {},
    make(
      "figure",
      {},
      make("blockquote", {}, text),
      make(
        "figcaption",
        { class: "quiet" },
        personLink(author),
        ", ",
        day(at),
        ` · number ${format.count(id)}`,
        votes === 0 ? "" : ` · ${votes > 0 ? "+" : ""}${format.count(votes)}`,
      ),
    ),
  );
}
