/**
 * The other spelling of a password. PostgreSQL prepares passwords by SASLprep (RFC 4013) before it keeps them for SCRAM,
 * so that it does not matter how a keyboard wrote an umlaut; the driver sends them as they are.
 *
 * @module
 */

import { Secret } from "../../src/domain/secret.ts";

/** Table C.1.2 of RFC 3454, each a space for SASLprep. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** Table B.1 of RFC 3454, each nothing for SASLprep. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;

/**
 * The password as the server may know it, where that is not as it was given. Which signs keep PostgreSQL from preparing
 * a password at all, and that other ways to log in know no preparing, is for the server to tell: try the given one first.
 */
export function preparedPassword(given: Secret | undefined): Secret | undefined {
  if (given === undefined) return undefined;
  const text = given.reveal();
  const prepared = text.replaceAll(SPACES, " ").replaceAll(NOTHING, "").normalize("NFKC");
  return prepared === text ? undefined : new Secret(prepared);
}
