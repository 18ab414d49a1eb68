/**
 * How many were there, over time: two lines, zoom by dragging, peaks marked.
 */
import { make } from "./dom.js";
import { count } from "./format.js";

/** @typedef {{ at: number, chatUsers: number, connected: number, chatUsersMax: number, connectedMax: number }} CountPoint */

/** @param {string} name of a colour of the page */
function colour(name) {
  // The value itself may be light-dark(): a probe says what it is now.
  const probe = make("span", {});
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/**
 * Draws into `place`, and draws anew when its width or the colours change, until the signal aborts.
 * @param {HTMLElement} place
 * @param {readonly CountPoint[]} points
 * @param {(from: number, to: number) => void} onZoom told of a span that was dragged over, Unix seconds
 * @param {AbortSignal} signal
 */
export function plotCounts(place, points, onZoom, signal) {
  const data = [
    points.map(({ at }) => at),
    points.map(({ chatUsersMax }) => chatUsersMax),
    points.map(({ connectedMax }) => connectedMax),
  ];
  const peak = points.reduce((best, point, index) => {
    return point.connectedMax > (points[best]?.connectedMax ?? -1) ? index : best;
  }, 0);
  /** @type {any} */
  let plot;
  const draw = () => {
    plot?.destroy();
    const ink = colour("--quiet");
    const grid = { stroke: colour("--line"), width: 1 };
    const axis = { stroke: ink, grid, ticks: grid };
    plot = new globalThis.uPlot(
      {
        width: place.clientWidth,
        height: 300,
        cursor: { drag: { x: true, y: false, setScale: false } },
        scales: {
          y: {
            range: (
              /** @type {unknown} */ _plot,
              /** @type {number} */ _min,
              /** @type {number} */ max,
            ) => [0, Math.max(5, max * 1.1)],
          },
        },
        axes: [axis, {
          ...axis,
          values: (/** @type {unknown} */ _plot, /** @type {number[]} */ values) => values.map(count),
        }],
        series: [
          {},
          { label: "in chat", stroke: colour("--accent"), width: 2, points: { show: false } },
          {
            label: "connected",
            stroke: colour("--second"),
            width: 2,
            points: { show: false, filter: undefined },
          },
        ],
        hooks: {
          draw: [(/** @type {any} */ drawn) => markPeak(drawn, peak, data)],
          setSelect: [(/** @type {any} */ drawn) => {
            if (drawn.select.width < 10) return;
            onZoom(
              Math.floor(drawn.posToVal(drawn.select.left, "x")),
              Math.ceil(drawn.posToVal(drawn.select.left + drawn.select.width, "x")),
            );
          }],
        },
      },
      data,
      place,
    );
  };
  draw();
  const watch = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width) {
      plot.setSize({ width: place.clientWidth, height: 300 });
    }
  });
  watch.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw);
  signal.addEventListener("abort", () => {
    watch.disconnect();
    scheme.removeEventListener("change", draw);
    plot.destroy();
  });
}

/**
 * A dot and a number at the highest point.
 * @param {any} plot
 * @param {number} index
 * @param {readonly number[][]} data
 */
function markPeak(plot, index, data) {
  const x = data[0]?.[index];
  const y = data[2]?.[index];
  if (x === undefined || y === undefined) return;
  const { ctx } = plot;
  const left = plot.valToPos(x, "x", true);
  const top = plot.valToPos(y, "y", true);
  ctx.save();
  ctx.fillStyle = colour("--second");
  ctx.beginPath();
  ctx.arc(left, top, 4 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.font = `${12 * devicePixelRatio}px system-ui`;
  ctx.textAlign = left > plot.bbox.left + plot.bbox.width / 2 ? "right" : "left";
  ctx.fillText(` ${count(y)} `, left, top - 6 * devicePixelRatio);
  ctx.restore();
}
