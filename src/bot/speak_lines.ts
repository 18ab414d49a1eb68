/**
 * Saying a text of several lines: CyTube knows no line breaks, so each line is said by itself.
 *
 * @module
 */

import { plainText } from "../domain/text.ts";
import type { PlainText } from "../domain/text.ts";

/** Says each line that is not blank, in order, and stops at the first that cannot be said. */
export async function speakLines(text: string, speak: (line: PlainText) => Promise<void>): Promise<void> {
  for (const line of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    const said = plainText(line);
    if (said.trim() !== "") await speak(said);
  }
}
