/**
 * A text of several lines as lines that can be said: CyTube knows no line breaks, so each line is said by itself.
 *
 * @module
 */

import { isBlank, plainText } from "../domain/text.ts";
import type { PlainText } from "../domain/text.ts";

/** Each line that is not blank, in order. */
export function spokenLines(text: string): readonly PlainText[] {
  return text.split(/\r\n|[\r\n\u2028\u2029]/).map(plainText).filter((line) => !isBlank(line));
}
