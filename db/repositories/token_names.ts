/**
 * What a token may be called.
 *
 * @module
 */

import { TOKEN_LENGTH } from "../../src/domain/api_token.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { quoted } from "../../src/domain/text.ts";

const NAME_LENGTH_MAX = 64;

/** A token that was typed in the place of its name would be in every list. */
const LOOKS_LIKE_A_TOKEN = new RegExp(`^[A-Za-z0-9_-]{${TOKEN_LENGTH}}$`);

/** Throws a {@link RoseyError} for a name that cannot be shown in one line, or is one of `taken`. */
export function refuseTokenName(name: string, taken: readonly string[]): void {
  const length = [...name].length;
  if (LOOKS_LIKE_A_TOKEN.test(name)) throw unfit("what looks like a token itself");
  if (length === 0 || length > NAME_LENGTH_MAX || name !== name.trim() || /\p{C}/u.test(name)) {
    throw unfit(quoted(name.replaceAll(/\p{C}/gu, "\ufffd")));
  }
  if (!taken.includes(name)) return;
  throw new RoseyError(`A token named ${quoted(name)} is there already`, {
    code: "token.name_taken",
    hint: "Give another name, or revoke that one first.",
    exit: "usage",
  });
}

function unfit(shown: string): RoseyError {
  return new RoseyError(`A token cannot be named ${shown}`, {
    code: "token.unfit_name",
    hint: `Say where it is used, in 1 to ${NAME_LENGTH_MAX} characters of one line: "phone".`,
    exit: "usage",
  });
}
