// @ts-check
/**
 * How many are there, over time: a plot with its span, and the same as a table.
 */
import { get } from "./api.js";
import { columnsOf, thinned } from "./chart_data.js";
import { card, empty, make, numberCell, row, table } from "./dom.js";
import { button } from "./forms.js";
import { drawPlot } from "./plot.js";
import { format, moment, nowSeconds } from "./text.js";

/** @typedef {import("./answers.js").Counts} Counts */
/** @typedef {import("./uplot_types.js").PlotData} PlotData */

const HOUR = 3600;
const DAY = 24 * HOUR;
/** What a button shows, and what it is called. */
const SPANS = /** @type {const} */ ([
  ["1 h", "1 hour", HOUR],
  ["24 h", "24 hours", DAY],
  ["7 d", "7 days", 7 * DAY],
  ["30 d", "30 days", 30 * DAY],
  ["1 y", "1 year", 365 * DAY],
]);
/** Counts are five minutes apart: a shorter span has nothing to show. */
const SHORTEST = HOUR / 2;
const LONGEST = 366 * DAY;
const POINTS = 500;
const TABLE_ROWS = 24;

/** @param {import("./views.js").ViewContext} context */
export function countsCard({ signal, attempt }) {
  const plot = make("div", { class: "plot", "aria-busy": "true" });
  const told = make("p", { class: "quiet", role: "status" });
  const legend = make("p", { class: "legend" });
  const rows = make("div");
  let span = { from: 0, to: 0 };
  /** Shows its span up to now again; the reader may have moved away from it. */
  let follow = () => {};
  let drawn = new AbortController();
  signal.addEventListener("abort", () => drawn.abort());

  const show = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ name = "") => {
    const end = Math.min(Math.round(to), Math.ceil(nowSeconds()));
    const length = Math.min(LONGEST, Math.max(SHORTEST, to - from));
    follow = () => {};
    const mine = span = { from: Math.round(end - length), to: end };
    for (const one of spans.querySelectorAll("button")) {
      one.setAttribute("aria-pressed", String(one.textContent === name));
    }
    attempt(async () => {
      /** @type {Counts} */
      const counts = await get("/counts", { ...mine, points: POINTS }, signal);
      if (mine === span) draw(counts, mine);
    });
  };
  const draw = (/** @type {Counts} */ counts, /** @type {typeof span} */ { from, to }) => {
    drawn.abort();
    drawn = new AbortController();
    plot.replaceChildren();
    plot.removeAttribute("aria-busy");
    const isEmpty = counts.data.length === 0;
    details.hidden = isEmpty;
    if (isEmpty || counts.peak === null) {
      plot.removeAttribute("role");
      plot.append(empty("Nothing was counted in this time."));
      told.textContent = "";
      drawLegend();
      return;
    }
    const columns = columnsOf(counts.data, counts.bucketSeconds);
    const point = (/** @type {number | undefined} */ index) => drawLegend(columns, index);
    drawPlot(plot, { columns, from, to, onZoom: show, onPoint: point, signal: drawn.signal });
    point(undefined);
    const peak = `Peak: ${format.count(counts.peak.connected)} connected and ${
      format.count(counts.peak.chatUsers)
    } in chat`;
    told.replaceChildren(peak, ", ", moment(counts.peak.at), ".");
    plot.setAttribute("role", "img");
    plot.setAttribute(
      "aria-label",
      `People over time, ${format.moment(from)} to ${format.moment(to)}. ${peak}.`,
    );
    rows.replaceChildren(countsTable(counts));
  };
  const drawLegend = (/** @type {PlotData} */ [times, chat, connected] = [], index = -1) => {
    const value = (/** @type {number | null | undefined} */ number) =>
      typeof number === "number" ? make("strong", {}, format.count(number)) : "";
    const at = times?.[index];
    legend.replaceChildren(
      make("span", { class: "key second" }, "connected ", value(connected?.[index])),
      make("span", { class: "key" }, "in chat ", value(chat?.[index])),
      make("span", {}, typeof at === "number" ? format.moment(at) : "most of each moment"),
    );
  };
  const move = (/** @type {number} */ share) => () => {
    const step = (span.to - span.from) * share;
    show(span.from + step, span.to + step);
  };
  const zoom = (/** @type {number} */ factor) => () => {
    const middle = (span.from + span.to) / 2;
    const half = (span.to - span.from) / 2 * factor;
    show(middle - half, middle + half);
  };
  const latest = (/** @type {number} */ length, /** @type {string} */ name) => {
    show(nowSeconds() - length, nowSeconds(), name);
    follow = () => latest(length, name);
  };
  const spans = make("div", { class: "segments", role: "group", "aria-label": "Span of time" });
  for (const [name, label, length] of SPANS) {
    spans.append(button(name, () => latest(length, name), { title: label }));
  }
  const tools = make(
    "div",
    { class: "segments", role: "group", "aria-label": "Move and zoom" },
    button("←", move(-0.5), { "aria-label": "Earlier", title: "Earlier" }),
    button("→", move(0.5), { "aria-label": "Later", title: "Later" }),
    button("+", zoom(0.5), { "aria-label": "Zoom in", title: "Zoom in, or drag over the plot" }),
    button("−", zoom(2), { "aria-label": "Zoom out", title: "Zoom out" }),
  );
  const details = make("details", { hidden: true }, make("summary", {}, "As a table"), rows);
  return {
    element: card(
      "How many are there",
      make("div", { class: "row spread" }, spans, tools),
      legend,
      plot,
      told,
      details,
    ),
    start: () => latest(DAY, "24 h"),
    follow: () => follow(),
  };
}

/** @param {Counts} counts */
function countsTable({ data }) {
  const rows = thinned(data, TABLE_ROWS).map(({ at, chatUsersMax, connectedMax }) =>
    row(moment(at), numberCell(format.count(chatUsersMax)), numberCell(format.count(connectedMax)))
  );
  return table("figures-table", "Most people over time", ["From", "#In chat", "#Connected"], rows);
}
