/**
 * Durations: as they are declared (`10s`), as people type them (`1h30m`), and as they read them (`1d 2h 3m 4s`).
 *
 * @module
 */

/** A duration such as `10s`, `5m`, `1h`, `1d`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

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

/** The milliseconds of what somebody typed: `90` (seconds), `30s`, `1h30m`; `undefined` when it is no duration. */
export function readDurationMs(typed: string): number | undefined {
  const text = typed.toLowerCase();
  if (/^\d{1,9}$/.test(text)) return Number(text) * UNIT_MS.s;
  const found = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (found === null || text === "") return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = found;
  return Number(days) * UNIT_MS.d + Number(hours) * UNIT_MS.h + Number(minutes) * UNIT_MS.m +
    Number(seconds) * UNIT_MS.s;
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
