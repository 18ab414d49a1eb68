/**
 * The playlist.
 */
import { get } from "../api.js";
import { card, make, quiet, row, table } from "../dom.js";
import { count, playTime } from "../format.js";

const CHANGES = [
  "playlist.replaced",
  "playlist.added",
  "playlist.removed",
  "playlist.moved",
  "playlist.changed",
  "playlist.current",
];
const GATHER_MS = 500;

/** @param {import("../main.js").ViewContext} context */
export async function playlist({ place, stream, signal, attempt }) {
  const list = make("div");
  const draw = async () => {
    const { items, current, total } = await get("/playlist", { limit: 200 }, signal);
    if (total === 0) return list.replaceChildren(quiet("The playlist is empty."));
    const rows = items.map((/** @type {any} */ item) => {
      const line = row(
        make("td", { class: "number" }, item.uid === current ? `▶ ${item.position}` : String(item.position)),
        make("td", { class: "words" }, item.title),
        item.seconds > 0 ? playTime(item.seconds) : "live",
        item.queuedBy,
        item.temporary ? "temporary" : "",
      );
      if (item.uid === current) line.setAttribute("aria-current", "true");
      return line;
    });
    const rest = total - items.length;
    list.replaceChildren(
      table("Playlist", ["#Place", "Title", "Length", "Queued by", ""], rows),
      rest > 0 ? quiet(`... and ${count(rest)} more`) : "",
    );
  };
  await draw();
  place.replaceChildren(card("Playlist", list));
  let waiting = 0;
  stream.on(CHANGES, signal, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => attempt(draw), GATHER_MS);
  });
  signal.addEventListener("abort", () => clearTimeout(waiting));
}
