/**
 * Polls as they are typed, and as they are told.
 *
 * @module
 */

import { oneLine } from "../../src/domain/text.ts";
import { ArgumentError, packLines, withoutLinks } from "../../src/plugin/mod.ts";
import type { Poll } from "../../src/plugin/mod.ts";

/** CyTube's limits (3.86 as measured): options of a poll, and UTF-16 units of a title or an option. */
const MOST_OPTIONS = 50;
const MOST_UNITS = 255;

/** One option is no choice. */
const LEAST_OPTIONS = 2;

/** A poll to be opened. */
export interface TypedPoll {
  readonly title: string;
  readonly options: readonly string[];
}

/** Reads `TITLE | option | option`. Throws an ArgumentError naming the part that the server would not take. */
export function parsePoll(typed: string): TypedPoll {
  const [title = "", ...options] = typed.split("|").map(oneLine);
  if (title === "") throw new ArgumentError("the poll has no title");
  if (options.length < LEAST_OPTIONS) {
    throw new ArgumentError(
      `a poll needs at least ${LEAST_OPTIONS} options, separated by |, and this one has ${options.length}`,
    );
  }
  if (options.length > MOST_OPTIONS) {
    throw new ArgumentError(`a poll has ${MOST_OPTIONS} options at most, and this one has ${options.length}`);
  }
  checkLength("the title", title);
  options.forEach((option, index) => {
    if (option === "") throw new ArgumentError(`option ${index + 1} is empty`);
    checkLength(`option ${index + 1}`, option);
  });
  return { title, options };
}

function checkLength(part: string, text: string): void {
  if (text.length > MOST_UNITS) {
    throw new ArgumentError(`${part} may have ${MOST_UNITS} characters at most, and has ${text.length}`);
  }
}

/**
 * `Best colour? - 1. red: 3, 2. blue: 1`; the votes only where the reader may see them. Its links can be followed in the
 * poll itself.
 */
export function pollText(
  { title, options }: Poll,
  { showsVotes, maxLines }: { readonly showsVotes: boolean; readonly maxLines: number },
): string {
  const entries = options.map(({ text, votes }, index) =>
    `${index + 1}. ${withoutLinks(text)}${showsVotes && votes !== undefined ? `: ${votes}` : ""}`
  );
  return packLines(`${withoutLinks(title)} -`, entries, maxLines);
}

/** Votes so far; `undefined` where even Rosey does not see them. */
export function votesIn({ options }: Poll): number | undefined {
  return options.reduce<number | undefined>(
    (sum, { votes }) => sum === undefined || votes === undefined ? undefined : sum + votes,
    0,
  );
}
