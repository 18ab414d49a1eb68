/**
 * How far two words are apart, and which word a mistyped one is nearest to.
 *
 * @module
 */

/** How many typing mistakes (a letter more, less, wrong, or two swapped) lie between two words. */
export function typingMistakes(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      current.push(Math.min(
        (last[column] ?? Infinity) + 1,
        (current[column - 1] ?? Infinity) + 1,
        (last[column - 1] ?? Infinity) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      ));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? Infinity;
}

/** The candidate with the fewest mistakes, the first of several, if it has no more than `allowed` says for it. */
export function nearestWord(
  word: string,
  candidates: Iterable<string>,
  allowed: (candidate: string) => number,
): string | undefined {
  let nearest: { readonly candidate: string; readonly mistakes: number } | undefined;
  for (const candidate of candidates) {
    const limit = allowed(candidate);
    if (Math.abs(word.length - candidate.length) > limit) continue;
    const mistakes = typingMistakes(word.toLowerCase(), candidate.toLowerCase());
    if (mistakes <= limit && mistakes < (nearest?.mistakes ?? Infinity)) nearest = { candidate, mistakes };
  }
  return nearest?.candidate;
}
