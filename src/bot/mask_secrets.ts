/**
 * Keeping what people type by mistake, passwords above all, out of the audit and the log.
 *
 * @module
 */

import type { Secret } from "../domain/secret.ts";

const MASK = "********";

/**
 * `password=...`, `--token ...`, `api_key: "..."`: the end of a name that tells of a secret, and the value after it. What
 * the name begins with stays in any case and is not looked at: that would take time with the square of the length.
 */
const NAMED_SECRET =
  /((?:passwor[dt]|passwd|passphrase|pwd?|token|secret|api[-_]?key|private[-_]?key)["']?\s*(?:[=:]\s*|(?<=--[\w-]*)\s+))("[^"]*"|'[^']*'|\S+)/gi;

/** `Bearer ...` and the like. */
const BEARER = /\b(bearer\s+)(\S+)/gi;

/** A password inside an address: `scheme://user:password@host`. */
const ADDRESS_PASSWORD = /(\b\w+:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/g;

/** The text with every configured secret, and everything that is named like one, replaced by stars. */
export function maskSecrets(text: string, secrets: readonly Secret[]): string {
  let masked = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value !== "") masked = masked.replaceAll(value, MASK);
  }
  return masked
    .replace(ADDRESS_PASSWORD, `$1${MASK}`)
    .replace(BEARER, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`);
}
