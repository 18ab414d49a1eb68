/**
 * What is to be said and done, and what became of it.
 */
import { get, send } from "../api.js";
import { card, choice, figures, labelled, make, quiet, row, table, valuesOf } from "../dom.js";
import { ago, count } from "../format.js";

/** What each state means, in the words of the page. */
const STATES = {
  queued: ["waits", "warn"],
  sending: ["on its way", "warn"],
  in_doubt: ["in doubt", "warn"],
  parked: ["parked: somebody must decide", "bad"],
  sent: ["sent", "good"],
  rejected: ["refused by the server", "bad"],
  expired: ["waited too long", "quiet"],
  dead: ["given up", "quiet"],
};
const RETRYABLE = ["parked", "rejected", "expired", "dead"];
const DROPPABLE = ["queued", "parked", "in_doubt"];
const GATHER_MS = 500;

/** @param {import("../main.js").ViewContext} context */
export async function outbox({ place, stream, signal, scopes, attempt }) {
  const list = make("div");
  const summary = make("div");
  const more = make("button", { type: "button", hidden: true }, "Older");
  /** @type {Record<string, string>} */
  let query = {};
  /** @type {HTMLElement[]} */
  let rows = [];
  const load = async (/** @type {string | undefined} */ before) => {
    const page = await get("/outbox", { ...query, limit: 50, before }, signal);
    if (before === undefined) rows = [];
    rows.push(...page.entries.map(rowOf));
    summary.replaceChildren(
      figures(
        Object.entries(page.counts).map(([state, { count: number }]) => [labelOf(state)[0], count(number)]),
      ),
    );
    list.replaceChildren(
      rows.length === 0
        ? quiet("Nothing is here.")
        : table("Outbox", ["#No.", "State", "What", "For", "Queued", ""], rows),
    );
    more.hidden = page.next === null;
    more.onclick = () => attempt(() => load(page.next));
  };
  const form = make(
    "form",
    {
      class: "row",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        query = valuesOf(event.target);
        attempt(() => load(undefined));
      },
    },
    labelled(
      "State",
      choice("state", [["", "all"], ...Object.entries(STATES).map(([state, [text]]) => pair(state, text))]),
    ),
    make("button", {}, "Show"),
  );
  await load(undefined);
  place.replaceChildren(card("Outbox", summary), card("Lines and acts", form, list, more));
  let waiting = 0;
  stream.on(["outbox.changed"], signal, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => attempt(() => load(undefined)), GATHER_MS);
  });
  signal.addEventListener("abort", () => clearTimeout(waiting));

  /** @param {any} entry */
  function rowOf(entry) {
    const [text, kind] = labelOf(entry.state);
    const notes = [
      entry.detail,
      entry.truncated ? "the server cut it" : null,
      entry.shadowed ? "nobody but Rosey may have seen it" : null,
    ].filter((note) => note !== null);
    const state = make("td", {}, make("span", { class: kind }, text));
    if (notes.length > 0) state.append(make("div", { class: "quiet" }, notes.join("; ")));
    const buttons = make("td");
    if (scopes.has("admin")) {
      if (RETRYABLE.includes(entry.state)) buttons.append(button(entry.id, "retry", "Say again"));
      if (DROPPABLE.includes(entry.state)) buttons.append(button(entry.id, "drop", "Drop"));
    }
    return row(
      make("td", { class: "number" }, entry.id),
      state,
      make("td", { class: "words" }, entry.text),
      entry.to ?? (entry.kind === "action" ? "the room (an act)" : "everybody"),
      ago(entry.at),
      buttons,
    );
  }

  /**
   * @param {number} id
   * @param {"retry" | "drop"} verb
   * @param {string} text
   */
  function button(id, verb, text) {
    return make("button", {
      type: "button",
      "aria-label": `${text} number ${id}`,
      onclick: () =>
        attempt(async () => {
          await send("POST", `/outbox/${id}/${verb}`, {});
          await load(undefined);
        }),
    }, text);
  }
}

/** @param {string} state */
function labelOf(state) {
  return Object.entries(STATES).find(([name]) => name === state)?.[1] ?? [state, "quiet"];
}

/**
 * @param {string} value
 * @param {string | undefined} text
 * @returns {[string, string]}
 */
function pair(value, text) {
  return [value, text ?? value];
}
