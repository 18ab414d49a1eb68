/**
 * Rolling dice, and showing what they show.
 *
 * @module
 */

import type { Random } from "../../src/plugin/mod.ts";
import type { DiceTerm, Selection, Term } from "./notation.ts";

/** How often the dice of one roll explode at most: the answer has to end, and to fit into a line. */
export const MAX_EXPLOSIONS = 10;

/** A die on the table. */
export interface Die {
  readonly value: number;
  /** Whether it counts. */
  readonly kept: boolean;
}

/** A term with its dice, none for a number. */
export interface RolledTerm {
  readonly term: Term;
  readonly dice: readonly Die[];
  /** What it adds to the total. */
  readonly sum: number;
}

/** Rolls every term. */
export function roll(terms: readonly Term[], random: Random): readonly RolledTerm[] {
  let explosions = 0;
  const explode = () => {
    explosions += 1;
    return explosions <= MAX_EXPLOSIONS;
  };
  return terms.map((term) => {
    if (term.kind === "number") return { term, dice: [], sum: term.sign * term.value };
    const dice = select(values(term, random, explode), term.selection);
    const kept = dice.reduce((sum, die) => die.kept ? sum + die.value : sum, 0);
    return { term, dice, sum: term.sign * kept };
  });
}

/** What the dice of a term show; `explode` says whether one more may be rolled for a highest side. */
function values({ count, sides, explodes }: DiceTerm, random: Random, explode: () => boolean): number[] {
  const rolled: number[] = [];
  for (let left = count; left > 0; left -= 1) {
    const value = 1 + Math.floor(random() * sides);
    rolled.push(value);
    if (explodes && value === sides && explode()) left += 1;
  }
  return rolled;
}

/** Of equal dice the first ones are kept. */
function select(rolled: readonly number[], selection: Selection | undefined): Die[] {
  if (selection === undefined) return rolled.map((value) => ({ value, kept: true }));
  const { what, end, count } = selection;
  const keepsHighest = (what === "keep") === (end === "highest");
  const keeps = what === "keep" ? count : rolled.length - count;
  const best = rolled.map((value, index) => ({ value, index }))
    .toSorted((left, right) => keepsHighest ? right.value - left.value : left.value - right.value)
    .slice(0, keeps);
  const kept = new Set(best.map(({ index }) => index));
  return rolled.map((value, index) => ({ value, kept: kept.has(index) }));
}

/** `🎲 [6, 5, (2)] + 3 = 14`: dice that do not count stand in parentheses. */
export function rollText(rolled: readonly RolledTerm[]): string {
  const parts = rolled.map(({ term, dice }, index) => {
    const shown = term.kind === "number" ? String(term.value) : `[${dice.map(dieText).join(", ")}]`;
    if (index === 0) return term.sign === 1 ? shown : `- ${shown}`;
    return `${term.sign === 1 ? "+" : "-"} ${shown}`;
  });
  return `🎲 ${parts.join(" ")} = ${rolled.reduce((total, { sum }) => total + sum, 0)}`;
}

function dieText({ value, kept }: Die): string {
  return kept ? String(value) : `(${value})`;
}
