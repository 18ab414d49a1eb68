// @ts-check
/**
 * What is to be said and done, and what became of it.
 */
import { get, send } from "../api.js";
import { card, empty, make, numberCell, row, table, wordsCell } from "../dom.js";
import { button } from "../forms.js";
import { ago, format, personLink } from "../text.js";

/** @typedef {import("../answers.js").OutboxEntry} OutboxEntry */
/** @typedef {import("../answers.js").OutboxPage} OutboxPage */

/** What each state means, in the words of the page, and how it looks. */
const STATES = /** @type {const} */ ({
  queued: ["waiting", "warn"],
  sending: ["on its way", "warn"],
  in_doubt: ["in doubt", "warn"],
  parked: ["to be decided", "bad"],
  sent: ["sent", "good"],
  rejected: ["refused", "bad"],
  expired: ["came too late", "quiet"],
  dead: ["given up", "quiet"],
});
const RETRYABLE = ["parked", "rejected", "expired", "dead"];
const DROPPABLE = ["queued", "parked", "in_doubt"];

const PAGE = 50;
const LONGEST_PAGE = 200;

/** @param {import("../views.js").ViewContext} context */
export async function outbox({ place, stream, signal, has, attempt }) {
  const list = make("div");
  const filters = make("div", { class: "row", role: "group", "aria-label": "Show only" });
  let state = "";
  let wanted = PAGE;
  let asked = 0;
  const load = async () => {
    const mine = ++asked;
    /** @type {HTMLTableRowElement[]} */
    const rows = [];
    /** @type {string | null} */
    let next = null;
    /** @type {OutboxPage["counts"]} */
    let counts = {};
    do {
      const limit = Math.min(LONGEST_PAGE, wanted - rows.length);
      /** @type {OutboxPage} */
      const page = await get("/outbox", { state, limit, before: next ?? undefined }, signal);
      if (mine !== asked) return;
      rows.push(...page.entries.map((entry) => entryRow(entry, has("admin"), act)));
      ({ next, counts } = page);
    } while (next !== null && rows.length < wanted);
    drawFilters(counts);
    list.replaceChildren(
      rows.length === 0
        ? empty(state === "" ? "Rosey has not said anything yet." : "Nothing is in this state.")
        : table("outbox", "Outbox", ["#No.", "State", "What", "For", "Queued", ""], rows),
    );
    more.hidden = next === null;
  };
  const more = button("Older", () => {
    wanted += PAGE;
    attempt(load);
  }, { hidden: true });
  const act = (/** @type {number} */ id, /** @type {string} */ verb) =>
    attempt(async () => {
      await send("POST", `/outbox/${id}/${verb}`, {});
      await load();
    });
  const drawFilters = (/** @type {OutboxPage["counts"]} */ counts) => {
    const focused = document.activeElement?.getAttribute("data-state");
    const all = /** @type {const} */ (["", ["all", "quiet"]]);
    // A state that nothing is in needs no button, unless it is the one that is shown.
    const used = Object.entries(STATES).filter(([name]) => (counts[name]?.count ?? 0) > 0 || name === state);
    filters.replaceChildren(...[all, ...used].map(([name, [text]]) => {
      const number = name === "" ? undefined : counts[name]?.count ?? 0;
      const label = number === undefined ? text : `${text} ${format.count(number)}`;
      return button(label, () => {
        state = name;
        wanted = PAGE;
        attempt(load);
      }, { "aria-pressed": String(name === state), "data-state": name });
    }));
    const again = focused === undefined || focused === null
      ? null
      : filters.querySelector(`[data-state="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
  await load();
  place.replaceChildren(card("What Rosey says and does", filters, list, more));
  stream.refresh(["outbox.changed"], signal, load);
}

/** @param {OutboxEntry} entry one that names nobody */
function addressee({ hidden, kind }) {
  if (kind === "action") return "the room, an act";
  return hidden ? "in private" : "everybody";
}

/**
 * @param {OutboxEntry} entry
 * @param {boolean} mayAct
 * @param {(id: number, verb: string) => void} act
 */
function entryRow(entry, mayAct, act) {
  const [text, kind] = Object.entries(STATES).find(([name]) => name === entry.state)?.[1] ??
    [entry.state, "quiet"];
  const notes = [
    entry.detail,
    entry.truncated ? "the server cut it" : null,
    entry.shadowed ? "perhaps nobody saw it" : null,
  ].filter((note) => note !== null);
  const words = wordsCell(entry.hidden ? "(for administrators)" : entry.text);
  if (notes.length > 0) words.append(make("div", { class: "quiet small" }, notes.join("; ")));
  const buttons = make("td", { class: "buttons" });
  const addButton = (/** @type {string} */ label, /** @type {string} */ verb) =>
    buttons.append(button(label, () => act(entry.id, verb), { "aria-label": `${label} number ${entry.id}` }));
  if (mayAct && RETRYABLE.includes(entry.state)) addButton("Say again", "retry");
  if (mayAct && DROPPABLE.includes(entry.state)) addButton("Drop", "drop");
  return row(
    numberCell(String(entry.id)),
    make("span", { class: `pill ${kind}` }, text),
    words,
    entry.to === null ? addressee(entry) : personLink(entry.to),
    ago(entry.at),
    buttons,
  );
}
