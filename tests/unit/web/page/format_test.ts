import assert from "node:assert/strict";
import fc from "fast-check";
import { formatsFor, hueOf, playTime } from "../../../../src/web/page/format.js";

const BERLIN = "Europe/Berlin";
const EVENING = Date.UTC(2026, 10, 28, 20, 5) / 1000;

/** Some of the blanks that locales write look alike and are not. */
function plain(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, " ");
}

Deno.test("page format: numbers and times are those of the reader's language and time zone", () => {
  const texts = ["de-DE", "en-US", "en-GB"].map((language) => {
    const { count, moment, timeOfDay, duration, size, weekday, clockTime } = formatsFor([language], BERLIN);
    return [
      count(1_204),
      moment(EVENING),
      timeOfDay(EVENING, EVENING + 60),
      duration(26 * 3_600 + 5),
      size(148_377_600),
      weekday(6, "long"),
      clockTime(21),
    ].map(plain);
  });
  assert.deepEqual(texts, [
    ["1.204", "28.11.2026, 21:05", "21:05", "1 Tg. 2 Std.", "148,4 MB", "Samstag", "21:00"],
    ["1,204", "Nov 28, 2026, 9:05 PM", "9:05 PM", "1 day 2 hr", "148.4 MB", "Saturday", "9:00 PM"],
    ["1,204", "28 Nov 2026, 21:05", "21:05", "1 day 2 hrs", "148.4 MB", "Saturday", "21:00"],
  ]);
});

Deno.test("page format: a time of another day has its day", () => {
  const { timeOfDay } = formatsFor(["en-GB"], BERLIN);
  assert.equal(plain(timeOfDay(EVENING, EVENING + 4 * 3_600)), "28 Nov, 21:05");
});

Deno.test("page format: the week begins where the reader's does", () => {
  assert.equal(formatsFor(["en-US"]).week()[0], 0);
  assert.equal(formatsFor(["de-DE"]).week()[0], 1);
  assert.deepEqual(formatsFor(["de-DE"]).week().toSorted(), [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("page format: ages are told in the largest unit that fits", () => {
  const { ago } = formatsFor(["en"]);
  const ages = [5, 61, 3_700, 90_000, 3_000_000, 40_000_000].map((age) => ago(1e9 - age, 1e9));
  assert.deepEqual(ages, [
    "5 seconds ago",
    "1 minute ago",
    "1 hour ago",
    "yesterday",
    "last month",
    "last year",
  ]);
  assert.equal(ago(1e9 + 7_300, 1e9), "in 2 hours");
});

Deno.test("page format: ticks tell as much as tells them from their neighbours", () => {
  const { tick } = formatsFor(["en-GB"], BERLIN);
  const texts = [300, 3_600, 86_400, 30 * 86_400].map((step) => tick(EVENING, step));
  assert.deepEqual(texts, ["21:05", "21", "28 Nov", "Nov 2026"]);
});

Deno.test("page format: a media's time is as players show it", () => {
  const times = [-3, 0, 59.9, 61, 3_599, 3_600, 36_061].map(playTime);
  assert.deepEqual(times, ["0:00", "0:00", "0:59", "1:01", "59:59", "1:00:00", "10:01:01"]);
});

Deno.test("page format: no length of time and no size is too odd to be written", () => {
  const { duration, size } = formatsFor(["en"]);
  fc.assert(fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (value) => {
    assert.match(duration(value), /^[\d,]+ \w+( [\d,]+ \w+)?$/);
    assert.match(size(value), /^[\d,.]+ \w+$/);
  }));
});

Deno.test("page format: a name has one colour, however it is spelled", () => {
  assert.equal(hueOf("Alice"), hueOf("alice"));
  fc.assert(fc.property(fc.string(), (name) => {
    const hue = hueOf(name);
    assert.ok(Number.isInteger(hue) && hue >= 0 && hue < 360, `${hue}`);
  }));
});
