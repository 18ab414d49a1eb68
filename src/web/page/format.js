/**
 * Numbers and times as the reader writes them.
 */
const number = new Intl.NumberFormat();
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** @param {number} value */
export function count(value) {
  return number.format(value);
}

/** @param {number} seconds Unix seconds */
export function moment(seconds) {
  return timeElement(seconds, dateTime.format(seconds * 1000));
}

/** @param {number} seconds Unix seconds; the time alone for today, else with the date */
export function timeOfDay(seconds) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return timeElement(seconds, (today ? clockTime : dateTime).format(date));
}

/** @type {readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]} */
const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** @param {number} seconds Unix seconds */
export function ago(seconds) {
  const age = Date.now() / 1000 - seconds;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(age) >= size) ?? ["second", 1];
  return timeElement(seconds, relative.format(-Math.trunc(age / size), unit));
}

/** @param {number} seconds `1 d 2 h`, the two largest parts */
export function duration(seconds) {
  /** @type {string[]} */
  const parts = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [sign, size] of /** @type {const} */ ([["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]])) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${number.format(amount)} ${sign}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

/** @param {number} seconds of a media, as players show it */
export function playTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: units[power],
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

/**
 * @param {number} seconds
 * @param {string} text
 */
function timeElement(seconds, text) {
  const element = document.createElement("time");
  const date = new Date(seconds * 1000);
  element.dateTime = date.toISOString();
  element.title = date.toLocaleString();
  element.textContent = text;
  return element;
}
