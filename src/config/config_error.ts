/**
 * The one style in which a wrong setting is told: where it stands, what it is, what it must be.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";

/** Longest value that is quoted in an error. */
const SHOWN_LENGTH = 60;

/** A wrong command line, environment or configuration file. Ends the program with exit code 2. */
export function configError(code: string, message: string, hint: string, cause?: unknown): RoseyError {
  return new RoseyError(message, { code: `config.${code}`, hint, exit: "usage", cause });
}

/**
 * A value as an error may quote it: texts and numbers as they are, lists and objects by their type alone, because a
 * password may stand in them; the password in an address is stars.
 */
export function shownValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value === "string") {
    const text = maskUrl(value);
    return JSON.stringify(text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text);
  }
  return String(value);
}

/** An address with stars in place of its password. Works on malformed addresses too. */
export function maskUrl(url: string): string {
  // Up to the last "@": a password may itself hold "@" or "/" when somebody forgot to encode it.
  return url.replace(/^([a-z][\w+.-]*:\/*[^/:@\s]*):.*@/i, "$1:********@")
    .replace(/([?&](?:password|pass|pw|token)=)[^&\s]*/gi, "$1********");
}
