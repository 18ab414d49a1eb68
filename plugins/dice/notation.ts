/**
 * Dice as people write them: `2d6+1d4-2`, `4d6kh3`, `d20adv`, `d%`, `3d6!`.
 *
 * @module
 */

import { quoted } from "../../src/domain/text.ts";
import { ArgumentError } from "../../src/plugin/mod.ts";

/** The most dice that one roll may name, in all its terms together. */
export const MAX_DICE = 20;
/** The most sides of a die; the fewest are 2. */
export const MAX_SIDES = 1_000;
/** The greatest number that may be added or taken away. */
export const MAX_NUMBER = 100;
/** The most terms. */
export const MAX_TERMS = 10;

/** Which of the dice of a term count. */
export interface Selection {
  readonly what: "keep" | "drop";
  readonly end: "highest" | "lowest";
  readonly count: number;
}

/** Some dice of one kind, to be added up. */
export interface DiceTerm {
  readonly kind: "dice";
  readonly sign: 1 | -1;
  readonly count: number;
  readonly sides: number;
  /** A die that shows its highest side is rolled once more, and again. */
  readonly explodes: boolean;
  /** All of them when `undefined`. */
  readonly selection: Selection | undefined;
}

/** A number to be added. */
export interface NumberTerm {
  readonly kind: "number";
  readonly sign: 1 | -1;
  readonly value: number;
}

/** A part of a roll. */
export type Term = DiceTerm | NumberTerm;

/** One term at the place where reading has come to. */
const TERM = /([+-]?)(?:(\d*)d(\d+|%)(!?)(?:(k|kh|kl|dh|dl)(\d*)|(adv|dis))?|(adv|dis)|(\d+))(?=[+-]|$)/y;

const SELECTIONS = {
  k: { what: "keep", end: "highest" },
  kh: { what: "keep", end: "highest" },
  kl: { what: "keep", end: "lowest" },
  dh: { what: "drop", end: "highest" },
  dl: { what: "drop", end: "lowest" },
} as const satisfies Record<string, Omit<Selection, "count">>;

/**
 * Reads a roll; case does not matter, nor do spaces around `+` and `-` and before what is said of a die. Throws an
 * ArgumentError that says what is wrong with which part.
 */
export function parseNotation(typed: string): readonly Term[] {
  const text = typed.toLowerCase().trim().replace(/\s*([+-])\s*/g, "$1").replace(/\s+(?=[a-z!])/g, "");
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    TERM.lastIndex = at;
    const found = TERM.exec(text);
    if (found === null || (at > 0 && found[1] === "")) throw notUnderstood(text.slice(at));
    if (terms.length === MAX_TERMS) throw new ArgumentError(`a roll has at most ${MAX_TERMS} parts`);
    terms.push(termOf(found));
    at = TERM.lastIndex;
  }
  const dice = terms.reduce((sum, term) => term.kind === "dice" ? sum + term.count : sum, 0);
  if (dice === 0) throw new ArgumentError(`there is no die in ${quoted(typed)}`);
  if (dice > MAX_DICE) throw new ArgumentError(`I roll at most ${MAX_DICE} dice at once, not ${dice}`);
  return terms;
}

function notUnderstood(rest: string): ArgumentError {
  return new ArgumentError(`I cannot read ${quoted(rest)}: write 2d6+3, 4d6kh3, d20adv, 3d6! or d%`);
}

function termOf(found: RegExpExecArray): Term {
  const [, signed, count = "", sides, exploding, chosen, chosenCount = "", advantage, alone, number] = found;
  const sign = signed === "-" ? -1 : 1;
  if (number !== undefined) {
    return { kind: "number", sign, value: within(number, 0, MAX_NUMBER, "a number to add") };
  }
  if (alone !== undefined) return advantageTerm(sign, 20, false, alone);
  const many = count === "" ? 1 : within(count, 1, MAX_DICE, "the number of dice");
  const size = sides === "%" ? 100 : within(sides ?? "", 2, MAX_SIDES, "the number of sides");
  const explodes = exploding === "!";
  if (advantage !== undefined) {
    if (many !== 1) throw new ArgumentError(`${advantage} is for one die, such as d20${advantage}`);
    return advantageTerm(sign, size, explodes, advantage);
  }
  const selection = selectionOf(chosen, chosenCount, many);
  return { kind: "dice", sign, count: many, sides: size, explodes, selection };
}

/** With advantage one die is rolled twice, and the better one counts; with disadvantage, the worse. */
function advantageTerm(sign: 1 | -1, sides: number, explodes: boolean, word: string): DiceTerm {
  const end = word === "adv" ? "highest" : "lowest";
  return { kind: "dice", sign, count: 2, sides, explodes, selection: { what: "keep", end, count: 1 } };
}

function selectionOf(word: string | undefined, typed: string, dice: number): Selection | undefined {
  if (word === undefined || !isSelection(word)) return undefined;
  const chosen = SELECTIONS[word];
  const most = chosen.what === "keep" ? dice : dice - 1;
  if (most === 0) throw new ArgumentError("of one die nothing can be dropped");
  const count = typed === "" ? 1 : within(typed, 1, most, `how many to ${chosen.what} of ${dice}`);
  return { ...chosen, count };
}

function isSelection(word: string): word is keyof typeof SELECTIONS {
  return Object.hasOwn(SELECTIONS, word);
}

function within(digits: string, least: number, most: number, what: string): number {
  const value = Number(digits);
  if (value < least || value > most) {
    throw new ArgumentError(`${what} must be from ${least} to ${most}, not ${quoted(digits)}`);
  }
  return value;
}
