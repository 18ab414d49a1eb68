/**
 * Durations: as they are declared (`10s`), and as people read them (`1d 2h 3m 4s`).
 *
 * @module
 */

import type { Duration } from "./command.ts";

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function isUnit(text: string): text is keyof typeof UNIT_MS {
  return Object.hasOwn(UNIT_MS, text);
}

/** The milliseconds of a declared duration. Throws on one that is not a positive number: a mistake of the author. */
export function durationMs(duration: Duration): number {
  const unit = duration.slice(-1);
  const amount = Number(duration.slice(0, -1));
  if (!isUnit(unit) || !(amount > 0 && Number.isFinite(amount))) {
    throw new Error(`"${duration}" is no duration: write a number above 0 and s, m, h or d, such as "10s"`);
  }
  return amount * UNIT_MS[unit];
}

/** A duration for people, such as `1d 2h 3m 4s`; parts that are zero are left out, and less than a second is `0s`. */
export function durationText(milliseconds: number): string {
  let seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const parts: string[] = [];
  for (const [unit, size] of [["d", 86_400], ["h", 3_600], ["m", 60], ["s", 1]] as const) {
    const amount = Math.floor(seconds / size);
    seconds -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.join(" ") || "0s";
}
