import assert from "node:assert/strict";
import { heatSums } from "../../../../src/web/page/heat_sums.js";

const HOUR = 3_600;
/** A Thursday, as every day of that number is: 1 January 1970. */
const THURSDAY = 4;

function inUtc(at: number) {
  const date = new Date(at * 1000);
  return { day: date.getUTCDay(), hour: date.getUTCHours() };
}

Deno.test("page heat map: hours of several weeks are averaged in their place of the week", () => {
  const week = 7 * 24 * HOUR;
  const hours = [{ at: 5 * HOUR, lines: 30 }, { at: 5 * HOUR + week, lines: 10 }, {
    at: 23 * HOUR,
    lines: 8,
  }];
  const { averages, most } = heatSums(hours, 2, inUtc);
  assert.deepEqual(most, { day: THURSDAY, hour: 5, lines: 20 });
  assert.equal(averages[THURSDAY]?.[23], 4);
  assert.equal(averages.flat().reduce((sum, lines) => sum + lines), 24);
  assert.equal(averages.flat().length, 7 * 24);
});

Deno.test("page heat map: the same hour is another one where the clock is another", () => {
  const inTokyo = (at: number) => inUtc(at + 9 * HOUR);
  const { most } = heatSums([{ at: 20 * HOUR, lines: 1 }], 1, inTokyo);
  assert.deepEqual(most, { day: THURSDAY + 1, hour: 5, lines: 1 });
});

Deno.test("page heat map: where nobody talked there is no busiest hour", () => {
  assert.equal(heatSums([], 1, inUtc).most, undefined);
  assert.equal(heatSums([{ at: 0, lines: 0 }], 1, inUtc).most, undefined);
});
