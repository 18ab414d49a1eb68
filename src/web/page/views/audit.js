/**
 * Who did what, and how it ended.
 */
import { get } from "../api.js";
import { card, choice, labelled, make, quiet, row, table, valuesOf } from "../dom.js";
import { moment } from "../format.js";

const OUTCOMES = { success: "good", refused: "warn", error: "bad" };

/** @param {import("../main.js").ViewContext} context */
export async function audit({ place, signal, attempt }) {
  const list = make("div");
  const more = make("button", { type: "button", hidden: true }, "Older");
  /** @type {Record<string, string>} */
  let query = {};
  /** @type {HTMLElement[]} */
  let rows = [];
  const load = async (/** @type {string | undefined} */ before) => {
    const page = await get("/audit", { ...query, limit: 100, before }, signal);
    if (before === undefined) rows = [];
    rows.push(...page.entries.map((/** @type {any} */ { at, user, kind, details, outcome }) =>
      row(
        moment(at),
        user,
        kind,
        make("td", { class: Object(OUTCOMES)[outcome] ?? "" }, outcome ?? ""),
        make("td", { class: "words" }, details ?? ""),
      )
    ));
    list.replaceChildren(
      rows.length === 0 ? quiet("Nothing of this kind is written down.") : table(
        "Audit",
        ["When", "Who", "Kind", "Outcome", "Details"],
        rows,
      ),
    );
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
    labelled("Who", make("input", { name: "user", maxlength: 30 })),
    labelled(
      "Kind",
      choice("kind", [
        ["", "all"],
        ["chat_command", "commands in the room"],
        ["pm_command", "commands by PM"],
        ["moderation_kick", "kicks"],
        ["moderation_ban", "bans"],
        ["moderation_mute", "mutes"],
      ]),
    ),
    labelled(
      "Outcome",
      choice("outcome", [["", "all"], ["success", "success"], ["refused", "refused"], ["error", "error"]]),
    ),
    labelled("Words", make("input", { name: "search", maxlength: 100 })),
    make("button", {}, "Show"),
  );
  await load(undefined);
  place.replaceChildren(card("Audit", form, list, more));
}
