// @ts-check
/**
 * How many were there, over time: two lines, zoom by dragging, peaks marked.
 */
import { peakOf } from "./chart_data.js";
import { make } from "./dom.js";
import { format } from "./text.js";

/** @typedef {import("./uplot_types.js").Plot} Plot */

/** @type {import("./uplot_types.js").PlotMaker} uPlot comes as a script before this one, under its own name */
const Maker = Reflect.get(globalThis, "uPlot");

const HEIGHT = 300;
const LOW_HEIGHT = 220;
const NARROW = 560;

/** Spans shorter than this cannot be dragged over: they are slips of the hand. */
const SHORTEST_DRAG_PX = 10;

/**
 * What a plot is given.
 * @typedef {object} PlotOptions
 * @property {import("./uplot_types.js").PlotData} columns times, in chat, connected
 * @property {number} from Unix seconds
 * @property {number} to
 * @property {(from: number, to: number) => void} onZoom told of a span that was dragged over
 * @property {(index: number | undefined) => void} onPoint told of the point under the pointer
 * @property {AbortSignal} signal ends it
 */

/**
 * Draws into `place`, and draws anew when its width or the colours change.
 * @param {HTMLElement} place
 * @param {PlotOptions} options
 */
export function drawPlot(place, { columns, from, to, onZoom, onPoint, signal }) {
  const height = () => place.clientWidth < NARROW ? LOW_HEIGHT : HEIGHT;
  const draw = () => {
    const grid = { stroke: colour("--line"), width: 1 };
    const axis = { stroke: colour("--quiet"), grid, ticks: { ...grid, size: 5 }, font: "12px system-ui" };
    const inChat = colour("--accent");
    const connected = colour("--second");
    const settings = {
      width: place.clientWidth,
      height: height(),
      padding: [18, 12, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
      scales: { x: { range: [from, to] }, y: { range: yRange } },
      axes: [
        { ...axis, values: xTexts, space: 70 },
        { ...axis, values: yTexts, size: 46, incrs: WHOLE_STEPS },
      ],
      series: [
        {},
        { stroke: inChat, width: 2, points: { show: isLonely }, fill: colour("--accent-faded") },
        { stroke: connected, width: 2, points: { show: isLonely }, fill: colour("--second-faded") },
      ],
      hooks: {
        draw: [(/** @type {Plot} */ drawn) => {
          markPeak(drawn, columns, 1, inChat);
          markPeak(drawn, columns, 2, connected);
        }],
        setCursor: [(/** @type {Plot} */ { cursor }) => onPoint(cursor.idx ?? undefined)],
        setSelect: [(/** @type {Plot} */ drawn) => {
          const { left, width } = drawn.select;
          if (width < SHORTEST_DRAG_PX) return;
          onZoom(Math.floor(drawn.posToVal(left, "x")), Math.ceil(drawn.posToVal(left + width, "x")));
        }],
      },
    };
    return new Maker(settings, columns, place);
  };
  let plot = draw();
  const watch = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width) {
      plot.setSize({ width: place.clientWidth, height: height() });
    }
  });
  watch.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => {
    plot.destroy();
    plot = draw();
  };
  scheme.addEventListener("change", redraw);
  signal.addEventListener("abort", () => {
    watch.disconnect();
    scheme.removeEventListener("change", redraw);
    plot.destroy();
  });
}

/** People are whole. */
const WHOLE_STEPS = [1, 2, 5].flatMap((step) => [1, 10, 100, 1_000, 10_000].map((power) => step * power))
  .sort(
    (one, other) => one - other,
  );

/**
 * @param {unknown} _plot
 * @param {number} _min
 * @param {number | null} max
 */
function yRange(_plot, _min, max) {
  return [0, Math.max(4, (max ?? 0) * 1.12)];
}

/**
 * @param {unknown} _plot
 * @param {readonly number[]} splits
 * @param {number} _axis
 * @param {number} _space
 * @param {number} step
 */
function xTexts(_plot, splits, _axis, _space, step) {
  let before = "";
  return splits.map((at) => {
    const text = format.tick(at, step);
    // Where a day begins, or at the left edge, the day stands under the time.
    const day = step < 86_400 ? format.tick(at, 86_400) : "";
    const isNew = day !== before;
    before = day;
    return isNew && day !== "" ? `${text}\n${day}` : text;
  });
}

/**
 * @param {unknown} _plot
 * @param {readonly number[]} values
 */
function yTexts(_plot, values) {
  return values.map((value) => format.count(value));
}

/**
 * A point that has no neighbours makes no line: it is shown as a dot.
 * @param {Plot} plot
 */
function isLonely(plot) {
  return (plot.data[0]?.length ?? 0) < 3;
}

/**
 * A dot and a number at the highest point of a line.
 * @param {Plot} plot
 * @param {PlotOptions["columns"]} columns
 * @param {number} which
 * @param {string} ink
 */
function markPeak(plot, columns, which, ink) {
  const column = columns[which] ?? [];
  const index = peakOf(column);
  const x = columns[0]?.[index];
  const y = column[index];
  if (x === undefined || x === null || y === undefined || y === null) return;
  const { ctx, bbox } = plot;
  const left = plot.valToPos(x, "x", true);
  const top = plot.valToPos(y, "y", true);
  ctx.save();
  ctx.fillStyle = ink;
  ctx.beginPath();
  ctx.arc(left, top, 4 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.font = `600 ${12 * devicePixelRatio}px system-ui`;
  const share = (left - bbox.left) / bbox.width;
  ctx.textAlign = share > 0.95 ? "right" : share < 0.05 ? "left" : "center";
  ctx.fillText(format.count(y), left, top - 8 * devicePixelRatio);
  ctx.restore();
}

/** @param {string} name of a colour of the page; its value may be light-dark(), so a probe says what it is now */
function colour(name) {
  const probe = make("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
