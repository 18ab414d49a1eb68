// @ts-check
/**
 * When the room talks: a map of the week.
 */
import { make, quiet, unseen } from "./dom.js";
import { heatSums } from "./heat_sums.js";
import { format } from "./text.js";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Hours whose names are written out: there is no room for all. */
const NAMED_EVERY = 3;

/**
 * @param {readonly import("./heat_sums.js").ActiveHour[]} hours
 * @param {number} weeks that they are of
 */
export function heatMap(hours, weeks) {
  const { averages, most } = heatSums(hours, weeks);
  if (most === undefined) return undefined;
  const head = make("tr", {}, make("td"));
  for (const hour of HOURS) {
    const name = format.clockHour(hour);
    const isNamed = hour % NAMED_EVERY === 0;
    head.append(
      make("th", { scope: "col", class: isNamed ? "named" : undefined }, isNamed ? name : unseen(name)),
    );
  }
  const body = make("tbody");
  for (const day of format.week()) {
    const line = make("tr", {}, make("th", { scope: "row" }, format.weekday(day, "short")));
    for (const hour of HOURS) {
      const lines = averages[day]?.[hour] ?? 0;
      const text = format.decimal(lines);
      const title = `${format.weekday(day, "long")}, ${format.clockTime(hour)}: ${text} lines`;
      const cell = make("td", { title }, unseen(text));
      // The root makes quiet hours tell apart.
      cell.style.setProperty("--heat", `${Math.round(Math.sqrt(lines / most.lines) * 100)}%`);
      line.append(cell);
    }
    body.append(line);
  }
  const map = make(
    "table",
    { class: "heat" },
    make("caption", { class: "unseen" }, "Lines by hour and weekday: a week's average, in your time zone"),
    make("thead", {}, head),
    body,
  );
  const busiest = `Busiest: ${format.weekday(most.day, "long")}, ${format.clockTime(most.hour)}, with ${
    format.decimal(most.lines)
  } lines on average. Hours are in your time zone.`;
  return make("div", {}, map, make("div", { class: "under" }, quiet(busiest), scale(most.lines)));
}

/** @param {number} most */
function scale(most) {
  return make(
    "p",
    { class: "scale quiet", "aria-hidden": "true" },
    "0",
    make("span", { class: "ramp" }),
    format.decimal(most),
  );
}
