import assert from "node:assert/strict";
import { estimate, ratio } from "../../../bench/ratio.ts";

Deno.test("ratio: the median of an odd and of an even number of rounds", () => {
  assert.equal(estimate([5, 1, 3]).median, 3);
  assert.equal(estimate([4, 1, 3, 2]).median, 2.5);
  assert.equal(estimate([7]).median, 7);
});

Deno.test("ratio: the interval is the narrowest that holds the median in 95 of 100 cases", () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);
  const { low, high, confidence } = estimate(upTo(15));
  // Outside lie the cases in which at most 3 of 15 coins fall on one side: 2 * (1 + 15 + 105 + 455) of 32768.
  assert.deepEqual([low, high], [4, 12]);
  assert.equal(confidence, 1 - 2 * 576 / 32768);
  assert.deepEqual([estimate(upTo(6)).low, estimate(upTo(6)).high], [1, 6]);
  assert.equal(estimate(upTo(6)).confidence, 1 - 2 / 64);
});

Deno.test("ratio: too few rounds give the whole range, and say that it is not enough", () => {
  assert.deepEqual(estimate([3, 1]), { median: 2, low: 1, high: 3, confidence: 0.5 });
  assert.deepEqual(estimate([2]), { median: 2, low: 2, high: 2, confidence: 0 });
});

Deno.test("ratio: figures are compared round by round", () => {
  const slowSecondRound = ratio([80, 8, 90], [100, 10, 100]);
  assert.deepEqual([slowSecondRound.low, slowSecondRound.median, slowSecondRound.high], [0.8, 0.8, 0.9]);
});

Deno.test("ratio: nothing is said of no rounds, nor of rounds that do not belong together", () => {
  assert.throws(() => estimate([]), RangeError);
  assert.throws(() => estimate([1, NaN]), RangeError);
  assert.throws(() => ratio([1, 2], [1]), RangeError);
  assert.throws(() => ratio([1], [0]), RangeError);
});
