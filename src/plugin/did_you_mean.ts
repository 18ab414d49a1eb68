/**
 * What somebody probably meant who mistyped a command, or a word that a command takes.
 *
 * @module
 */

import { nearestWord } from "../domain/spelling.ts";

/**
 * The candidate nearest to a word: one mistake away, or two where both are long enough (5 letters) that this is no
 * coincidence. `undefined` when none is near: other bots' commands are no mistakes.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  return nearestWord(word, candidates, (candidate) => {
    const shorter = Math.min(word.length, candidate.length);
    return shorter >= 5 ? 2 : shorter >= 3 ? 1 : 0;
  });
}
