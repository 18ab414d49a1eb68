/**
 * What several rounds of a measurement say: the median, and an interval in which the true median lies.
 *
 * @module
 */

/** The least part of all cases in which an interval must hold the true median. */
const CONFIDENCE_MIN = 0.95;

/** What rounds say of a figure. */
export interface Estimate {
  readonly median: number;
  /** The bounds are values that were measured, so that nothing is supposed about how they scatter. */
  readonly low: number;
  readonly high: number;
  /** The part of all cases in which such an interval holds the true median. Below 0.95 there were too few rounds. */
  readonly confidence: number;
}

/** The narrowest interval between two of the values that is good enough, else from the least to the greatest. */
export function estimate(values: readonly number[]): Estimate {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(`nothing can be said of ${JSON.stringify(values)}`);
  }
  const sorted = values.toSorted((left, right) => left - right);
  const at = (index: number) => sorted.at(index) ?? NaN;
  const middle = sorted.length / 2;
  let cut = 0;
  while (cut + 1 < middle && confidence(sorted.length, cut + 1) >= CONFIDENCE_MIN) cut++;
  return {
    median: (at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2,
    low: at(cut),
    high: at(-1 - cut),
    confidence: confidence(sorted.length, cut),
  };
}

/** One figure as a part of another, round by round: what slows a round down slows both. */
export function ratio(values: readonly number[], of: readonly number[]): Estimate {
  if (values.length !== of.length) throw new RangeError("each round must have measured both");
  return estimate(values.map((value, round) => value / (of[round] ?? NaN)));
}

/**
 * How likely the median of all cases lies between the values that remain when `cut` are left out at each end: each value
 * is above it or below it like a coin that is thrown.
 */
function confidence(count: number, cut: number): number {
  let outside = 0;
  let ways = 1;
  for (let below = 0; below <= cut; below++) {
    outside += ways;
    ways = ways * (count - below) / (below + 1);
  }
  return 1 - 2 * outside / 2 ** count;
}
