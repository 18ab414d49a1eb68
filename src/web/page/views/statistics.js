// @ts-check
/**
 * The room over time: how many watched, when it talks, who says most.
 */
import { get } from "../api.js";
import { countsCard } from "../counts_card.js";
import { card, empty, figures, make } from "../dom.js";
import { heatMap } from "../heat_map.js";
import { peopleCard } from "../people_card.js";
import { day, format, nowSeconds } from "../text.js";

/** Counts are written down so often. */
const COUNTED_MS = 300_000;

const DAY = 24 * 3600;

/** The heat map looks back so far: enough weeks that one evening does not make a pattern. */
const WEEKS = 13;

/** @param {import("../views.js").ViewContext} context */
export async function statistics(context) {
  const { place, stream, signal } = context;
  const now = Math.floor(nowSeconds());
  const [stats, activity, counts, people] = await Promise.all([
    get("/stats", {}, signal),
    get("/activity", { from: now - WEEKS * 7 * DAY, to: now }, signal),
    countsCard(context),
    peopleCard(context),
  ]);
  const map = heatMap(activity.hours, weeksOf(activity.hours, now));
  const tiles = make("div", {}, peaks(stats));
  place.replaceChildren(make(
    "div",
    { class: "stack" },
    tiles,
    counts.element,
    card("When the room talks", map ?? empty("Nobody said anything in the last three months.")),
    people,
  ));
  // The plot needs its width, which it has now.
  counts.start();
  stream.refresh(["users.counted", "users.listed"], signal, async () => {
    counts.follow();
    tiles.replaceChildren(peaks(await get("/stats", {}, signal)));
  }, COUNTED_MS);
}

/**
 * How many weeks there are in what is known: a room of ten days must not look asleep.
 * @param {readonly { at: number }[]} hours
 * @param {number} now
 */
function weeksOf(hours, now) {
  const first = hours.reduce((least, { at }) => Math.min(least, at), now);
  return Math.min(WEEKS, Math.max(1, (now - first) / (7 * DAY)));
}

/** @param {import("../answers.js").Stats} stats */
function peaks({ high_water_marks: { chat, connected }, total_users_seen: seen }) {
  const tile = (/** @type {import("../answers.js").Mark} */ mark) =>
    mark.timestamp === null ? format.count(mark.count) : make(
      "span",
      {},
      format.count(mark.count),
      " ",
      make("small", { class: "quiet" }, day(mark.timestamp)),
    );
  const made = card(
    "All time",
    figures([
      ["most in chat", tile(chat)],
      ["most connected", tile(connected)],
      ["people seen", format.count(seen)],
    ]),
  );
  made.classList.add("tiles");
  return made;
}
