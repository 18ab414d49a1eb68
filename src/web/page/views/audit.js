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
  ["moderation_unmute", "unmute"],
  ["moderation_shadow_mute", "shadow mute"],
  ["moderation_shadow_unmute", "shadow unmute"],
  ["moderation_rank", "rank"],
  ["moderation_clear", "clearing of the chat"],
  ["api_outbox_retry", "saying again, in the outbox"],
  ["api_outbox_drop", "dropping, in the outbox"],
  ["api_token_created", "making a token"],
  ["api_token_revoked", "revoking a token"],
]);

/** After these something is written down. */
const WRITTEN = ["command.finished", "moderation", "outbox.changed"];
const GATHER_MS = 3_000;

const PAGE = 50;
const LONGEST_PAGE = 200;

/** @param {import("../views.js").ViewContext} context */
export async function audit({ place, stream, signal, attempt }) {
  const list = make("div");
  /** @type {Record<string, string | number | undefined>} */
  let query = {};
  let wanted = PAGE;
  let asked = 0;
  const load = async () => {
    const mine = ++asked;
    /** @type {HTMLTableRowElement[]} */
    const rows = [];
    /** @type {string | null} */
    let next = null;
    do {
      const limit = Math.min(LONGEST_PAGE, wanted - rows.length);
      /** @type {import("../answers.js").AuditPage} */
      const page = await get("/audit", { ...query, limit, before: next ?? undefined }, signal);
      if (mine !== asked) return;
      rows.push(...page.entries.map(entryRow));
      ({ next } = page);
    } while (next !== null && rows.length < wanted);
    list.replaceChildren(
      rows.length === 0
        ? empty("Nothing of this kind is written down.")
        : table("audit", "Audit", ["When", "Who", "What", "Outcome", "Details"], rows),
    );
    more.hidden = next === null;
  };
  const more = button("Older", () => {
    wanted += PAGE;
    attempt(load);
  }, { hidden: true });
  const form = searchForm(
    (values) => {
      const { since, until, ...others } = values;
      query = { ...others, since: secondsOf(since), until: secondsOf(until) };
      wanted = PAGE;
      attempt(load);
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
    labelled("From", make("input", { name: "since", type: "datetime-local" }), "moment"),
    labelled("Until", make("input", { name: "until", type: "datetime-local" }), "moment"),
  );
  await load();
  place.replaceChildren(card("Who did what", form, list, more));
  stream.refresh(WRITTEN, signal, load, GATHER_MS);
}

/** @param {string | undefined} text of a field for a time, in the reader's time zone */
function secondsOf(text) {
  const ms = text === undefined ? NaN : new Date(text).getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.floor(ms / 1000));
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
