/**
 * When the room talks: lines by weekday and hour, in the reader's time zone and week.
 */
import { make } from "./dom.js";
import { count } from "./format.js";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * @param {readonly { at: number, lines: number }[]} hours starts of hours in Unix seconds
 * @returns {HTMLElement}
 */
export function heatMap(hours) {
  const sums = Array.from({ length: 7 }, () => HOURS.map(() => 0));
  for (const { at, lines } of hours) {
    const date = new Date(at * 1000);
    const day = sums[date.getDay()];
    if (day !== undefined) day[date.getHours()] = (day[date.getHours()] ?? 0) + lines;
  }
  const most = Math.max(1, ...sums.flat());
  const head = make("tr", {}, make("td"));
  for (const hour of HOURS) head.append(make("th", { scope: "col" }, hour % 3 === 0 ? hour : ""));
  const body = make("tbody");
  for (const day of week()) {
    const line = make("tr", {}, make("th", { scope: "row" }, dayName(day, "short")));
    for (const hour of HOURS) {
      const lines = sums[day]?.[hour] ?? 0;
      const text = `${dayName(day, "long")} ${hour}:00: ${count(lines)} lines`;
      const cell = make("td", { title: text, "aria-label": text });
      cell.style.setProperty("--heat", String(Math.round(lines / most * 100)));
      line.append(cell);
    }
    body.append(line);
  }
  return make(
    "table",
    { class: "heat" },
    make("caption", { class: "quiet" }, "Lines by hour and weekday, in your time zone"),
    make("thead", {}, head),
    body,
  );
}

/** The days in the reader's order; Sunday is 0. */
function week() {
  const locale = new Intl.Locale(navigator.language);
  const first = "getWeekInfo" in locale ? Number(Object(locale).getWeekInfo().firstDay) % 7 : 1;
  return Array.from({ length: 7 }, (_, index) => (first + index) % 7);
}

/**
 * @param {number} day
 * @param {"short" | "long"} weekday
 */
function dayName(day, weekday) {
  // 2 January 2000 was a Sunday.
  return new Intl.DateTimeFormat(undefined, { weekday }).format(new Date(2000, 0, 2 + day));
}
