/**
 * Whole numbers as they are given to commands.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";

/**
 * A whole number from `min` to `max`.
 *
 * @throws {RoseyError} `cli.usage`, naming what it is and what it was given.
 */
export function wholeNumber(name: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new RoseyError(
    `${name} is ${JSON.stringify(text)}, but must be a whole number from ${min} to ${max}`,
    {
      code: "cli.usage",
      hint: "Run the command with --help for what it takes.",
      exit: "usage",
    },
  );
}
