/**
 * Times as they are given to commands: a span such as `90m`, `150h` or `30d`, and a moment.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A day, or a moment of it; without a zone it is UTC, as everything that Rosey prints. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The milliseconds of a span.
 *
 * @throws {RoseyError} `cli.usage`, naming the flag and what it was given.
 */
export function spanMs(flag: string, text: string): number {
  const found = span(text);
  if (found !== undefined) return found;
  throw usage(
    `${flag} is ${JSON.stringify(text)}, but must be a time such as 90m, 150h or 30d`,
    "Give a whole number and m, h or d.",
  );
}

/**
 * A moment in milliseconds: given as a date, or by how long ago it was.
 *
 * @throws {RoseyError} `cli.usage`, naming the flag and what it was given.
 */
export function momentMs(flag: string, text: string, nowMs: number): number {
  const ago = span(text);
  if (ago !== undefined) return nowMs - ago;
  const [, day, time = "00:00", zone = "Z"] = MOMENT.exec(text) ?? [];
  const found = day === undefined ? NaN : Date.parse(`${day}T${time}${zone}`);
  if (!Number.isNaN(found)) return found;
  throw usage(
    `${flag} is ${JSON.stringify(text)}, but must be a moment such as 2d (two days ago) or 2026-11-28T20:00`,
    "Give a whole number and m, h or d, or a date, with or without a time; UTC unless it says a zone.",
  );
}

/** A moment as people and programs read it: to the second, in UTC. */
export function momentText(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function span(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return unit === "m" || unit === "h" || unit === "d" ? Number(amount) * UNIT_MS[unit] : undefined;
}

function usage(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "cli.usage", hint, exit: "usage" });
}
