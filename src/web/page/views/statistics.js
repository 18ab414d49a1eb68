/**
 * The room over time: how many watched, when it talks, who says most.
 */
import { get } from "../api.js";
import { card, figures, labelled, make, quiet, row, table, valuesOf } from "../dom.js";
import { ago, count, duration, moment } from "../format.js";
import { heatMap } from "../heat_map.js";
import { plotCounts } from "../plot.js";

/** @typedef {import("../main.js").ViewContext} ViewContext */

const HOUR = 3600;
const DAY = 24 * HOUR;
const SPANS = /** @type {const} */ ([["1 h", HOUR], ["24 h", DAY], ["7 d", 7 * DAY], ["30 d", 30 * DAY], [
  "a year",
  365 * DAY,
]]);
const POINTS = 500;
/** The heat map looks back so far: enough weeks that one evening does not make a pattern. */
const ACTIVITY_SPAN = 90 * DAY;

/** @param {ViewContext} context */
export async function statistics(context) {
  const { place, signal } = context;
  const now = Math.floor(Date.now() / 1000);
  const [stats, activity] = await Promise.all([
    get("/stats", {}, signal),
    get("/activity", { from: now - ACTIVITY_SPAN, to: now }, signal),
  ]);
  const { chat, connected } = stats.high_water_marks;
  const talk = activity.hours.some((/** @type {any} */ { lines }) => lines > 0)
    ? heatMap(activity.hours)
    : quiet("Nobody has said anything in the last 90 days.");
  const overTime = await countsCard(context, now);
  place.replaceChildren(
    make(
      "div",
      { class: "grid" },
      wide(card(
        "All time",
        figures([
          ["most in chat", count(chat.count)],
          ["most connected", count(connected.count)],
          ["people seen", count(stats.total_users_seen)],
        ]),
        peakDates(chat, connected),
      )),
      wide(overTime),
      wide(card("When the room talks", make("div", { class: "scroll" }, talk))),
      wide(await peopleCard(context)),
    ),
  );
}

/** @param {HTMLElement} element */
function wide(element) {
  element.classList.add("wide");
  return element;
}

/**
 * @param {any} chat
 * @param {any} connected
 */
function peakDates(chat, connected) {
  const dates = make("p", { class: "quiet" });
  if (chat.timestamp) dates.append("In chat: ", moment(chat.timestamp), ". ");
  if (connected.timestamp) dates.append("Connected: ", moment(connected.timestamp), ".");
  return dates;
}

/**
 * @param {ViewContext} context
 * @param {number} now
 */
async function countsCard({ signal, attempt }, now) {
  const buttons = make("div", { class: "row", role: "group", "aria-label": "Span of time" });
  const plot = make("div", { class: "plot" });
  const told = make("p", { class: "quiet", role: "status" });
  let drawn = new AbortController();
  signal.addEventListener("abort", () => drawn.abort());

  /**
   * @param {number} from
   * @param {number} to
   * @param {string} [name]
   */
  const show = async (from, to, name = undefined) => {
    for (const button of buttons.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.textContent === name));
    }
    const counts = await get("/counts", { from, to, points: POINTS }, signal);
    drawn.abort();
    drawn = new AbortController();
    plot.replaceChildren();
    if (counts.data.length === 0) {
      plot.append(quiet("Nothing was counted in this time."));
      told.textContent = "";
      return;
    }
    plotCounts(plot, counts.data, (zoomFrom, zoomTo) => attempt(() => show(zoomFrom, zoomTo)), drawn.signal);
    told.replaceChildren(
      `Peak: ${count(counts.peak.connected)} connected, ${count(counts.peak.chatUsers)} in chat, `,
      moment(counts.peak.at),
      ". Drag over the plot to look closer.",
    );
  };
  for (const [name, span] of SPANS) {
    buttons.append(make("button", {
      type: "button",
      onclick: () => {
        const end = Math.floor(Date.now() / 1000);
        attempt(() => show(end - span, end, name));
      },
    }, name));
  }
  // The plot needs its width, which it has once it is on the page.
  requestAnimationFrame(() => attempt(() => show(now - DAY, now, "24 h")));
  return await card("How many are there", buttons, plot, told);
}

/** @param {ViewContext} context */
async function peopleCard({ signal, attempt }) {
  const list = make("div");
  const more = make("button", { type: "button", hidden: true }, "More");
  /** @type {Record<string, string | undefined>} */
  let query = { sort: "lines" };
  /** @type {HTMLElement[]} */
  let rows = [];
  const load = async (/** @type {string | undefined} */ cursor) => {
    const page = await get("/users", { ...query, limit: 25, cursor }, signal);
    if (cursor === undefined) rows = [];
    rows.push(...page.users.map(personRow));
    list.replaceChildren(
      rows.length === 0
        ? quiet("Nobody of this name was seen.")
        : table("People", ["Name", "#Lines", "Time here", "Last seen"], rows),
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
        query = { sort: "lines", ...valuesOf(event.target) };
        attempt(() => load(undefined));
      },
    },
    labelled("Name", make("input", { name: "search", type: "search", maxlength: 20 })),
    labelled(
      "Order",
      make(
        "select",
        { name: "sort" },
        make("option", { value: "lines" }, "most lines"),
        make("option", { value: "time" }, "longest time"),
        make("option", { value: "seen" }, "seen last"),
        make("option", { value: "name" }, "name"),
      ),
    ),
    make("button", {}, "Show"),
  );
  await load(undefined);
  return card("Top chatters", form, list, more);
}

/** @param {any} user */
function personRow({ name, lines, connectedSeconds, lastSeen, here }) {
  return row(
    make("a", { href: `#/user/${encodeURIComponent(name)}` }, name),
    cell(count(lines)),
    duration(connectedSeconds),
    here ? make("span", { class: "good" }, "here now") : ago(lastSeen),
  );
}

/** @param {string} text */
function cell(text) {
  return make("td", { class: "number" }, text);
}
