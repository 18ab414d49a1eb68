/**
 * Keeps known passwords out of every text that leaves: the second line of defence behind `Secret`, for the places where
 * a password has become part of something else, such as the message of a foreign error.
 *
 * @module
 */

import type { Secret } from "../domain/secret.ts";

/** What stands where a secret stood. */
const MASK = "********";

/**
 * Shorter secrets are not looked for: their letters stand in every other word, and stars there would tell them rather
 * than hide them.
 */
const SHORTEST_SECRET = 4;

/** Begins at the beginning of a word only: from every letter on, it would take time with the square of the length. */
const PASSWORD_IN_ADDRESS = /(?<![a-z\d+.-])([a-z\d+.-]+:\/\/[^\s/:@"]*):[^\s/@"]+@/gi;

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * Makes a {@link Redact} for these secrets, in each form that they take in an output: as they are, inside JSON, inside
 * an address, and in base64. Passwords in addresses (`scheme://user:password@host`) go in any case.
 */
export function redactor(secrets: readonly Secret[]): Redact {
  const forms = [...new Set(secrets.flatMap((secret) => formsOf(secret.reveal())))]
    // The longest first, so that a secret inside another leaves no rest of it.
    .sort((left, right) => right.length - left.length);
  return (text) => {
    let result = text;
    for (const form of forms) result = result.replaceAll(form, MASK);
    return result.replace(PASSWORD_IN_ADDRESS, `$1:${MASK}@`);
  };
}

function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST_SECRET) return [];
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
    base64,
  ];
}
