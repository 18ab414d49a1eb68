/**
 * Why somebody is kicked or banned, as they are told it, and as the room is.
 *
 * @module
 */

import { oneLine } from "../../src/domain/text.ts";
import { ArgumentError } from "../../src/plugin/mod.ts";

/** UTF-16 units: with the names around it, it fits one line of CyTube (320 units). */
const REASON_UNITS = 200;

/** The reason as it was meant: one line. Throws an ArgumentError on one that the server would cut. */
export function readReason(typed: string | undefined): string | undefined {
  const reason = oneLine(typed ?? "");
  if (reason.length > REASON_UNITS) {
    throw new ArgumentError(
      `the reason may have ${REASON_UNITS} characters at most, and has ${reason.length}`,
    );
  }
  return reason === "" ? undefined : reason;
}

/** What the person is told: who asked Rosey for it, and why. */
export function shownReason(by: string, reason: string | undefined): string {
  return reason === undefined ? `by ${by}` : `by ${by}: ${reason}`;
}

/** `Kicked bob: spam`. */
export function doneText(did: string, name: string, reason: string | undefined): string {
  return reason === undefined ? `${did} ${name}` : `${did} ${name}: ${reason}`;
}
