// @ts-check
/**
 * The playlist.
 */
import { get } from "../api.js";
import { card, empty, make, numberCell, quiet, row, table, unseen, wordsCell } from "../dom.js";
import { playTime } from "../format.js";
import { button } from "../forms.js";
import { format, personLink } from "../text.js";

/** @typedef {import("../answers.js").PlaylistItem} PlaylistItem */

const CHANGES = [
  "playlist.replaced",
  "playlist.added",
  "playlist.removed",
  "playlist.moved",
  "playlist.changed",
  "playlist.current",
];
const PAGE = 100;

/** @param {import("../views.js").ViewContext} context */
export async function playlist({ place, stream, signal, attempt }) {
  const list = make("div");
  const about = quiet();
  let wanted = PAGE;
  const draw = async () => {
    /** @type {HTMLTableRowElement[]} */
    const rows = [];
    let total = 0;
    do {
      const page = await get(
        "/playlist",
        { offset: rows.length, limit: Math.min(200, wanted - rows.length) },
        signal,
      );
      total = page.total;
      rows.push(...page.items.map((/** @type {PlaylistItem} */ item) => itemRow(item, page.current)));
      if (page.items.length === 0) break;
    } while (rows.length < Math.min(wanted, total));
    more.hidden = rows.length >= total;
    about.textContent = total === 0 ? "" : `${format.count(rows.length)} of ${format.count(total)} shown.`;
    list.replaceChildren(
      total === 0
        ? empty("The playlist is empty.")
        : table("playlist", "Playlist", ["#No.", "Title", "#Length", "Queued by"], rows),
    );
  };
  const more = button("Show more", () => {
    wanted += PAGE;
    attempt(draw);
  });
  await draw();
  place.replaceChildren(
    card("What plays and what comes", list, make("div", { class: "under" }, about, more)),
  );
  stream.refresh(CHANGES, signal, draw);
}

/**
 * @param {PlaylistItem} item
 * @param {number | null} current
 */
function itemRow(item, current) {
  const isCurrent = item.uid === current;
  const title = wordsCell(item.title);
  if (isCurrent) title.prepend(make("span", { class: "pill good" }, "Playing"), " ");
  if (item.temporary) title.append(" ", make("span", { class: "note" }, "once"));
  const line = row(
    numberCell(format.count(item.position)),
    title,
    numberCell(item.seconds > 0 ? playTime(item.seconds) : "live"),
    item.queuedBy === "" ? unseen("nobody") : personLink(item.queuedBy),
  );
  if (isCurrent) line.setAttribute("aria-current", "true");
  return line;
}
