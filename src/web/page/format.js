// @ts-check
/**
 * Numbers and times as a reader writes them, as texts.
 */

/** @type {readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]} */
const AGES = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

const PARTS = /** @type {const} */ ([["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]]);

const SIZES = /** @type {const} */ (["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"]);

/**
 * @param {readonly string[]} languages of the reader, the best one first
 * @param {string} [timeZone] theirs when left out
 */
export function formatsFor(languages, timeZone = undefined) {
  const locales = [...languages];
  const zone = timeZone === undefined ? {} : { timeZone };
  const number = new Intl.NumberFormat(locales);
  const decimal = new Intl.NumberFormat(locales, { maximumFractionDigits: 1 });
  const alphabet = new Intl.Collator(locales);
  const relative = new Intl.RelativeTimeFormat(locales, { numeric: "auto" });
  const dates = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(locales, { ...zone, ...options });
  const whole = dates({ dateStyle: "full", timeStyle: "long" });
  const moment = dates({ dateStyle: "medium", timeStyle: "short" });
  const day = dates({ dateStyle: "medium" });
  const dayAndTime = dates({ month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
  const monthAndDay = dates({ month: "short", day: "numeric" });
  const monthAndYear = dates({ month: "short", year: "numeric" });
  const time = dates({ hour: "numeric", minute: "2-digit" });
  const hour = dates({ hour: "numeric" });
  // 2 January 2000 was a Sunday.
  const weekday = (/** @type {"short" | "long"} */ length) =>
    new Intl.DateTimeFormat(locales, { weekday: length, timeZone: "UTC" });
  const weekdays = { short: weekday("short"), long: weekday("long") };
  const clockTime = new Intl.DateTimeFormat(locales, {
    hour: "numeric",
    minute: "2-digit",
    timeZone: "UTC",
  });
  const clockHour = new Intl.DateTimeFormat(locales, { hour: "numeric", timeZone: "UTC" });

  return {
    /** @param {number} value */
    count: (value) => number.format(value),
    /** @param {number} value with one digit behind the point at most */
    decimal: (value) => decimal.format(value),
    /**
     * The order of two texts in the reader's alphabet.
     * @param {string} one
     * @param {string} other
     */
    compare: (one, other) => alphabet.compare(one, other),
    /** @param {number} share 0 to 1 */
    percent: (share) =>
      new Intl.NumberFormat(locales, { style: "percent", maximumFractionDigits: 0 }).format(share),
    /** @param {number} seconds Unix seconds; everything there is to say of it */
    whole: (seconds) => whole.format(seconds * 1000),
    /** @param {number} seconds Unix seconds */
    moment: (seconds) => moment.format(seconds * 1000),
    /** @param {number} seconds Unix seconds */
    day: (seconds) => day.format(seconds * 1000),
    /** @param {number} seconds Unix seconds */
    time: (seconds) => time.format(seconds * 1000),
    /**
     * The time alone where it is of the same day, else with the day.
     * @param {number} seconds Unix seconds
     * @param {number} now Unix seconds
     */
    timeOfDay: (seconds, now) =>
      (day.format(seconds * 1000) === day.format(now * 1000) ? time : dayAndTime).format(seconds * 1000),
    /**
     * @param {number} seconds Unix seconds
     * @param {number} now Unix seconds
     */
    ago(seconds, now) {
      const age = now - seconds;
      const [unit, size] = AGES.find(([, size]) => Math.abs(age) >= size) ?? ["second", 1];
      return relative.format(-Math.trunc(age / size), unit);
    },
    /** @param {number} seconds the two largest parts of it */
    duration(seconds) {
      let rest = Math.max(0, Math.round(seconds));
      /** @type {string[]} */
      const texts = [];
      for (const [unit, size] of PARTS) {
        const amount = Math.floor(rest / size);
        rest -= amount * size;
        if (amount > 0 || (unit === "second" && texts.length === 0)) {
          texts.push(
            new Intl.NumberFormat(locales, { style: "unit", unit, unitDisplay: "short" }).format(amount),
          );
        }
      }
      return texts.slice(0, 2).join(" ");
    },
    /** @param {number} bytes */
    size(bytes) {
      const power = bytes < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
      return new Intl.NumberFormat(locales, {
        style: "unit",
        unit: SIZES[power] ?? "byte",
        unitDisplay: power === 0 ? "long" : "short",
        maximumFractionDigits: power === 0 ? 0 : 1,
      }).format(bytes / 1000 ** power);
    },
    /**
     * What stands at a tick of the time axis: as much as tells it from its neighbours.
     * @param {number} seconds Unix seconds
     * @param {number} step seconds between ticks
     */
    tick(seconds, step) {
      if (step >= 28 * 86_400) return monthAndYear.format(seconds * 1000);
      if (step >= 86_400) return monthAndDay.format(seconds * 1000);
      return (step >= 3_600 ? hour : time).format(seconds * 1000);
    },
    /** @param {number} value 0 to 23 */
    clockHour: (value) => clockHour.format(Date.UTC(2000, 0, 2, value)),
    /** @param {number} value 0 to 23, as a time */
    clockTime: (value) => clockTime.format(Date.UTC(2000, 0, 2, value)),
    /**
     * @param {number} value 0 is Sunday
     * @param {"short" | "long"} length
     */
    weekday: (value, length) => weekdays[length].format(Date.UTC(2000, 0, 2 + value)),
    /** The days as the reader's week has them; 0 is Sunday. */
    week: () => {
      const first = firstDay(locales[0] ?? "en");
      return Array.from({ length: 7 }, (_, index) => (first + index) % 7);
    },
  };
}

/** @param {number} seconds of a media, as players show it */
export function playTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** @param {string} name the same name has the same hue everywhere */
export function hueOf(name) {
  let hash = 7;
  for (const character of name.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  // Names that differ in a letter land far apart.
  return (hash * 137) % 360;
}

/** @param {string} language */
function firstDay(language) {
  const locale = new Intl.Locale(language);
  const info = "getWeekInfo" in locale && typeof locale.getWeekInfo === "function"
    ? locale.getWeekInfo()
    : undefined;
  return typeof info?.firstDay === "number" ? info.firstDay % 7 : 1;
}
