/**
 * Lays what a client saw in the sandbox beside what it saw on the real server.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import { separate } from "./racing.ts";
import { CLOCK_TOLERANCE_MS, differenceInData, type Epochs, type ValueDifference } from "./values.ts";

/** One way in which a run is not what was recorded. */
export type Difference =
  | { readonly kind: "missing"; readonly expected: Frame }
  | { readonly kind: "extra"; readonly actual: Frame }
  | {
    readonly kind: "reshaped";
    readonly expected: Frame;
    readonly actual: Frame;
    readonly difference: ValueDifference;
  }
  | { readonly kind: "reordered"; readonly expected: Frame; readonly actual: Frame }
  | { readonly kind: "mistimed"; readonly expected: Frame; readonly actual: Frame };

/** How close to the end of a connection a database's answer may be lost to it, in milliseconds. */
const LOST_ANSWER_MS = 50;

/** A changed event costs more than a missing one and less than a missing and an extra one: swapped events are told as such. */
const RESHAPED_COST = 1.5;

/** Everything in which `actual` is not `expected`; empty when the run is what was recorded. */
export function compareFrames(
  expected: readonly Frame[],
  actual: readonly Frame[],
  epochs: Epochs,
  alsoRacing: ReadonlySet<string> = new Set(),
): Difference[] {
  const want = separate(expected, alsoRacing);
  const have = separate(actual, alsoRacing);
  const differences = [
    ...compareOrdered(want.ordered, have.ordered, epochs),
    ...compareRacing(want.racing, have.racing, epochs).filter((one) => !wasLost(one, expected, actual)),
  ];
  return differences.sort((one, other) => momentOf(one) - momentOf(other));
}

function momentOf(difference: Difference): number {
  return difference.kind === "extra" ? difference.actual.atMs : difference.expected.atMs;
}

/** Frames with an order: the alignment of the two rows that needs the fewest differences. */
function compareOrdered(expected: readonly Frame[], actual: readonly Frame[], epochs: Epochs): Difference[] {
  // What is equal at both ends is paired at once: the search in between takes time with the square of its length.
  const shorter = Math.min(expected.length, actual.length);
  const samePair = (want: Frame | undefined, have: Frame | undefined) =>
    want !== undefined && have !== undefined && isSame(want, have, epochs);
  let start = 0;
  while (start < shorter && samePair(expected[start], actual[start])) start++;
  let end = 0;
  while (end < shorter - start && samePair(expected.at(-1 - end), actual.at(-1 - end))) end++;
  const pairs: Array<readonly [Frame | undefined, Frame | undefined]> = [
    ...expected.slice(0, start).map((want, index) => [want, actual[index]] as const),
    ...align(
      expected.slice(start, expected.length - end),
      actual.slice(start, actual.length - end),
      epochs,
    ),
    ...expected.slice(expected.length - end).map((want, index) =>
      [want, actual[actual.length - end + index]] as const
    ),
  ];
  return withReordered(pairs.flatMap(([want, have]) => differencesOf(want, have, epochs)), epochs);
}

function differencesOf(want: Frame | undefined, have: Frame | undefined, epochs: Epochs): Difference[] {
  if (want === undefined) return have === undefined ? [] : [{ kind: "extra", actual: have }];
  if (have === undefined) return [{ kind: "missing", expected: want }];
  const difference = differenceInData(want.name, want.args, have.args, epochs);
  if (difference !== undefined) return [{ kind: "reshaped", expected: want, actual: have, difference }];
  return isNear(want, have) ? [] : [{ kind: "mistimed", expected: want, actual: have }];
}

/** Pairs each frame with its like in the other row, or with nothing. */
function align(
  expected: readonly Frame[],
  actual: readonly Frame[],
  epochs: Epochs,
): Array<readonly [Frame | undefined, Frame | undefined]> {
  const cost = alignmentCosts(expected, actual, epochs);
  const at = (row: number, column: number) => cost[row]?.[column] ?? Number.POSITIVE_INFINITY;
  const pairs: Array<readonly [Frame | undefined, Frame | undefined]> = [];
  let row = 0;
  let column = 0;
  while (row < expected.length || column < actual.length) {
    const want = expected[row];
    const have = actual[column];
    if (want !== undefined && have !== undefined && want.kind === have.kind && want.name === have.name) {
      const paired = isSame(want, have, epochs) ? 0 : RESHAPED_COST;
      if (at(row, column) === at(row + 1, column + 1) + paired) {
        pairs.push([want, have]);
        row++;
        column++;
        continue;
      }
    }
    if (want !== undefined && at(row, column) === at(row + 1, column) + 1) {
      pairs.push([want, undefined]);
      row++;
    } else {
      pairs.push([undefined, have]);
      column++;
    }
  }
  return pairs;
}

/** Fewest differences between each pair of tails of the two rows. */
function alignmentCosts(expected: readonly Frame[], actual: readonly Frame[], epochs: Epochs): number[][] {
  const cost = Array.from(
    { length: expected.length + 1 },
    () => new Array<number>(actual.length + 1).fill(0),
  );
  for (let row = expected.length; row >= 0; row--) {
    for (let column = actual.length; column >= 0; column--) {
      const line = cost[row];
      if (line === undefined || (row === expected.length && column === actual.length)) continue;
      const skipped = 1 + Math.min(cost[row + 1]?.[column] ?? Infinity, line[column + 1] ?? Infinity);
      line[column] = skipped;
      const want = expected[row];
      const have = actual[column];
      if (want === undefined || have === undefined || want.kind !== have.kind || want.name !== have.name) {
        continue;
      }
      const same = differenceInData(want.name, want.args, have.args, epochs) === undefined;
      line[column] = Math.min(
        skipped,
        (cost[row + 1]?.[column + 1] ?? Infinity) + (same ? 0 : RESHAPED_COST),
      );
    }
  }
  return cost;
}

/** A frame that is missing here and too many there has changed its place: one difference, not two. */
function withReordered(differences: readonly Difference[], epochs: Epochs): Difference[] {
  const result: Difference[] = [];
  const moved = new Set<Difference>();
  for (const one of differences) {
    if (moved.has(one)) continue;
    const other = one.kind === "missing"
      ? differences.find((two) =>
        !moved.has(two) && two.kind === "extra" && isSame(one.expected, two.actual, epochs)
      )
      : undefined;
    if (one.kind === "missing" && other?.kind === "extra") {
      moved.add(other);
      const before = result.indexOf(other);
      if (before >= 0) result.splice(before, 1);
      result.push({ kind: "reordered", expected: one.expected, actual: other.actual });
    } else result.push(one);
  }
  return result;
}

/** Frames without an order: each must have its like at about the same time. */
function compareRacing(expected: readonly Frame[], actual: readonly Frame[], epochs: Epochs): Difference[] {
  const unused = [...actual];
  const unmatched = expected.filter((want) => {
    const near = nearest(want, unused.filter((have) => isNear(want, have) && isSame(want, have, epochs)));
    if (near !== undefined) unused.splice(unused.indexOf(near), 1);
    return near === undefined;
  });
  const differences = unmatched.map((want): Difference => {
    const near = nearest(want, unused.filter((have) => have.name === want.name));
    if (near === undefined) return { kind: "missing", expected: want };
    unused.splice(unused.indexOf(near), 1);
    const difference = differenceInData(want.name, want.args, near.args, epochs);
    return difference === undefined
      ? { kind: "mistimed", expected: want, actual: near }
      : { kind: "reshaped", expected: want, actual: near, difference };
  });
  return [...differences, ...unused.map((actual): Difference => ({ kind: "extra", actual }))];
}

function isNear(want: Frame, have: Frame): boolean {
  return Math.abs(want.atMs - have.atMs) <= CLOCK_TOLERANCE_MS;
}

function nearest(want: Frame, candidates: readonly Frame[]): Frame | undefined {
  let best: Frame | undefined;
  for (const one of candidates) {
    const awayMs = Math.abs(one.atMs - want.atMs);
    if (isNear(want, one) && (best === undefined || awayMs < Math.abs(best.atMs - want.atMs))) {
      best = one;
    }
  }
  return best;
}

function isSame(want: Frame, have: Frame, epochs: Epochs): boolean {
  return want.kind === have.kind && want.name === have.name &&
    differenceInData(want.name, want.args, have.args, epochs) === undefined;
}

/**
 * Whether a difference is only this: a list of playlists, which comes from the database, was or was not overtaken by
 * the kick that ended the connection (both were recorded, in `b04`).
 */
function wasLost(difference: Difference, expected: readonly Frame[], actual: readonly Frame[]): boolean {
  if (difference.kind !== "missing" && difference.kind !== "extra") return false;
  const frame = difference.kind === "missing" ? difference.expected : difference.actual;
  if (frame.name !== "listPlaylists") return false;
  return [...expected, ...actual].some((one) =>
    one.kind === "event" && one.name === "kick" && Math.abs(one.atMs - frame.atMs) <= LOST_ANSWER_MS
  );
}
