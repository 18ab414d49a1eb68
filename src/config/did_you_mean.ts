/**
 * The nearest known word to a misspelt one.
 *
 * @module
 */

import { nearestWord } from "../domain/spelling.ts";

/** The known word that `typed` was probably meant to be: at most a third of its letters differ, and at least one is right. */
export function didYouMean(typed: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  return nearestWord(typed, known, (word) => Math.min(limit, word.length - 1));
}
