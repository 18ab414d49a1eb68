// @ts-check
/**
 * Who did what, and how it ended.
 */
import { get } from "../api.js";
import { card, empty, make, row, table, wordsCell } from "../dom.js";
import { button, choice, labelled, searchForm } from "../forms.js";
import { moment, personLink } from "../text.js";

const OUTCOMES = { success: "good", refused: "warn", error: "bad" };

/** Kinds in words; others are shown as they are written down. */
const KINDS = /** @type {const} */ ([
  ["chat_command", "command in the room"],
  ["pm_command", "command by PM"],
  ["moderation_kick", "kick"],
  ["moderation_ban", "ban"],
  ["moderation_mute", "mute"],
]);

/** @param {import("../views.js").ViewContext} context */
export async function audit({ place, signal, attempt }) {
  const list = make("div");
  const more = button("Older", () => {}, { hidden: true });
  /** @type {Record<string, string>} */
  let query = {};
  /** @type {HTMLTableRowElement[]} */
  let rows = [];
  const load = async (/** @type {string | undefined} */ before = undefined) => {
    const wanted = query;
    const page = await get("/audit", { ...query, limit: 50, before }, signal);
    if (wanted !== query) return;
    if (before === undefined) rows = [];
    rows.push(...page.entries.map(entryRow));
    list.replaceChildren(
      rows.length === 0
        ? empty("Nothing of this kind is written down.")
        : table("audit", "Audit", ["When", "Who", "What", "Outcome", "Details"], rows),
    );
    more.hidden = page.next === null;
    more.onclick = () => attempt(() => load(page.next));
  };
  const form = searchForm(
    (values) => {
      query = values;
      attempt(() => load());
    },
    labelled("Who", make("input", { name: "user", type: "search", maxlength: 30 })),
    labelled("What", choice("kind", [["", "everything"], ...KINDS])),
    labelled(
      "Outcome",
      choice("outcome", [["", "any"], ["success", "success"], ["refused", "refused"], ["error", "error"]]),
    ),
    labelled(
      "Words in the details",
      make("input", { name: "search", type: "search", maxlength: 100 }),
      "grow",
    ),
  );
  await load();
  place.replaceChildren(card("Who did what", form, list, more));
}

/** @param {import("../answers.js").AuditEntry} entry */
function entryRow({ at, user, kind, details, outcome }) {
  const look = Object.entries(OUTCOMES).find(([name]) => name === outcome)?.[1] ?? "quiet";
  return row(
    moment(at),
    user === null ? "" : personLink(user),
    KINDS.find(([name]) => name === kind)?.[1] ?? kind,
    outcome === null ? "" : make("span", { class: `pill ${look}` }, outcome),
    wordsCell(details ?? ""),
  );
}
