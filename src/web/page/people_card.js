// @ts-check
/**
 * Who says most, who was here longest, who was seen last; with search.
 */
import { get } from "./api.js";
import { card, empty, make, numberCell, row, table } from "./dom.js";
import { button, choice, labelled, searchForm } from "./forms.js";
import { ago, format, personLink } from "./text.js";

/** @typedef {import("./answers.js").Person} Person */

/** @typedef {{ users: readonly Person[], next: string | null }} PeoplePage */

const PAGE = 25;
const LONGEST_PAGE = 200;
/** So many long pages are put in order at once. */
const STEPS = 10;

/** @param {import("./views.js").ViewContext} context */
export async function peopleCard({ signal, attempt }) {
  const list = make("div");
  /** @type {Record<string, string>} */
  let query = { sort: "lines" };
  /** @type {readonly Person[]} */
  let people = [];
  /** @type {string | null} */
  let next = null;
  let shown = 0;
  const load = async (/** @type {string | null} */ cursor = null) => {
    const wanted = query;
    const read = query["sort"] === "name" ? readByName : readPage;
    const page = await read(query, cursor, signal);
    if (wanted !== query) return;
    people = cursor === null ? page.users : [...people, ...page.users];
    shown = (cursor === null ? 0 : shown) + PAGE;
    next = page.next;
    draw();
  };
  const draw = () => {
    const most = Math.max(1, ...people.map(({ lines }) => lines));
    const rows = people.slice(0, shown).map((person, index) => personRow(person, index + 1, most));
    // Where it is narrow there is no place for both figures.
    const kind = query["sort"] === "time" ? "people by-time" : "people";
    list.replaceChildren(
      rows.length === 0
        ? empty(query["search"] === undefined ? "Nobody was seen yet." : "Nobody of this name was seen.")
        : table(kind, "People", ["#", "Name", "#Lines", "#Time here", "Last seen"], rows),
    );
    more.hidden = shown >= people.length && next === null;
  };
  const more = button("More", () => {
    if (shown >= people.length) return attempt(() => load(next));
    shown += PAGE;
    draw();
  }, { hidden: true });
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
 * @param {Readonly<Record<string, string>>} query
 * @param {string | null} cursor
 * @param {AbortSignal} signal
 * @param {number} [limit]
 * @returns {Promise<PeoplePage>}
 */
function readPage(query, cursor, signal, limit = PAGE) {
  return get("/users", { ...query, limit, cursor: cursor ?? undefined }, signal);
}

/**
 * The database orders names by their bytes, capitals first. The reader's alphabet is theirs alone, so all names are read.
 * @param {Readonly<Record<string, string>>} query
 * @param {string | null} cursor
 * @param {AbortSignal} signal
 * @returns {Promise<PeoplePage>}
 */
async function readByName(query, cursor, signal) {
  /** @type {Person[]} */
  const users = [];
  let next = cursor;
  for (let step = 0; step < STEPS; step += 1) {
    const page = await readPage(query, next, signal, LONGEST_PAGE);
    users.push(...page.users);
    next = page.next;
    if (next === null) break;
  }
  return { users: users.sort((one, other) => format.compare(one.name, other.name)), next };
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
    make("td", {}, personLink(name, true)),
    make("td", { class: "number barred" }, bar, format.count(lines)),
    numberCell(format.duration(connectedSeconds)),
    here ? make("span", { class: "pill good" }, "here now") : ago(lastSeen),
  );
}
