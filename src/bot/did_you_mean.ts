/**
 * What somebody probably meant who mistyped a command.
 *
 * @module
 */

/** A longer word than any command is not worth comparing. */
const LONGEST_WORD = 40;

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

/**
 * The candidate nearest to a word: one mistake away, or two where the word is long enough (5 letters) that this is no
 * coincidence. `undefined` when none is near: other bots' commands are no mistakes.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const near = candidates
    .map((candidate) => ({ candidate, mistakes: typingMistakes(word, candidate) }))
    .filter(({ candidate, mistakes }) => {
      const shorter = Math.min(word.length, candidate.length);
      return mistakes <= (shorter >= 5 ? 2 : shorter >= 3 ? 1 : 0);
    })
    .toSorted((left, right) => left.mistakes - right.mistakes);
  return near[0]?.candidate;
}
