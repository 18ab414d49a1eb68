import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsOf, peakOf, thinned } from "../../../../src/web/page/chart_data.js";

function point(at: number, chatUsersMax: number, connectedMax: number) {
  return { at, chatUsersMax, connectedMax };
}

Deno.test("page chart: where nothing was counted there is a hole, and only there", () => {
  const points = [point(0, 1, 5), point(300, 2, 6), point(600, 3, 7), point(7_200, 4, 8), point(7_500, 5, 9)];
  assert.deepEqual(columnsOf(points, 300), [
    [0, 300, 600, 900, 7_200, 7_500],
    [1, 2, 3, null, 4, 5],
    [5, 6, 7, null, 8, 9],
  ]);
});

Deno.test("page chart: one sample that is late makes no hole, nor do the wide steps of a year", () => {
  assert.deepEqual(columnsOf([point(0, 1, 1), point(1_100, 1, 1)], 300)[1], [1, 1]);
  assert.deepEqual(columnsOf([point(0, 1, 1), point(86_400, 1, 1)], 86_400)[1], [1, 1]);
});

Deno.test("page chart: the times of a plot always grow", () => {
  const steps = fc.array(fc.integer({ min: 300, max: 100_000 }), { maxLength: 50 });
  fc.assert(fc.property(steps, fc.integer({ min: 300, max: 90_000 }), (gaps, bucket) => {
    let at = 0;
    const points = gaps.map((gap) => point(at += Math.max(gap, bucket), 1, 2));
    const [times] = columnsOf(points, bucket);
    assert.deepEqual(times, times.toSorted((one, other) => one - other));
    assert.equal(new Set(times).size, times.length);
  }));
});

Deno.test("page chart: a table of few rows loses no peak", () => {
  const counts = fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 400 });
  fc.assert(fc.property(counts, (numbers) => {
    const rows = thinned(numbers.map((number, index) => point(index * 300, number, number * 2)), 24);
    assert.ok(rows.length <= 24);
    assert.equal(Math.max(...rows.map(({ chatUsersMax }) => chatUsersMax)), Math.max(...numbers));
    assert.equal(rows[0]?.at, 0);
  }));
});

Deno.test("page chart: the peak is the first of the highest, holes or not", () => {
  assert.equal(peakOf([3, null, 9, 9, 2]), 2);
  assert.equal(peakOf([null, 0]), 1);
  assert.equal(peakOf([]), 0);
});
