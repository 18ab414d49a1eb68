// @ts-check
/**
 * Who says most, who was here longest, who was seen last; with search.
 */
import { get } from "./api.js";
import { card, empty, make, numberCell, row, table } from "./dom.js";
import { button, choice, labelled, searchForm } from "./forms.js";
import { ago, format, personLink } from "./text.js";

/** @typedef {import("./answers.js").Person} Person */

/** @param {import("./views.js").ViewContext} context */
export async function peopleCard({ signal, attempt }) {
  const list = make("div");
  const more = button("More", () => {}, { hidden: true });
  /** @type {Record<string, string>} */
  let query = { sort: "lines" };
  /** @type {HTMLTableRowElement[]} */
  let rows = [];
  let most = 1;
  const load = async (/** @type {string | undefined} */ cursor = undefined) => {
    const wanted = query;
    const page = await get("/users", { ...query, limit: 25, cursor }, signal);
    if (wanted !== query) return;
    if (cursor === undefined) {
      rows = [];
      most = Math.max(1, ...page.users.map((/** @type {Person} */ { lines }) => lines));
    }
    for (const person of page.users) rows.push(personRow(person, rows.length + 1, most));
    list.replaceChildren(
      rows.length === 0
        ? empty(query["search"] === undefined ? "Nobody was seen yet." : "Nobody of this name was seen.")
        : table("people", "People", ["#", "Name", "#Lines", "#Time here", "Last seen"], rows),
    );
    more.hidden = page.next === null;
    more.onclick = () => attempt(() => load(page.next));
  };
  const form = searchForm(
    (values) => {
      query = { sort: "lines", ...values };
      attempt(() => load());
    },
    labelled("Name", make("input", { name: "search", type: "search", maxlength: 20 }), "grow"),
    labelled(
      "Order by",
      choice("sort", [["lines", "lines"], ["time", "time here"], ["seen", "last seen"], ["name", "name"]]),
    ),
  );
  await load();
  return card("Top chatters", form, list, more);
}

/**
 * @param {Person} person
 * @param {number} place
 * @param {number} most lines of anybody shown
 */
function personRow({ name, lines, connectedSeconds, lastSeen, here }, place, most) {
  const bar = make("span", { class: "bar" });
  bar.style.setProperty("--share", `${Math.min(100, lines / most * 100)}%`);
  return row(
    make("td", { class: "place" }, format.count(place)),
    make("td", {}, personLink(name)),
    make("td", { class: "number barred" }, bar, format.count(lines)),
    numberCell(format.duration(connectedSeconds)),
    here ? make("span", { class: "pill good" }, "here now") : ago(lastSeen),
  );
}
