/**
 * Why a room ended by itself, as the error that ends the program.
 *
 * @module
 */

import type { ExitOutcome } from "../../cytube/client.ts";
import { EXIT_CODES, type ExitReason, RoseyError } from "../../domain/errors.ts";

const RETRY_LATER = "See docs/RECONNECT.md for what Rosey does about each way of losing a room.";

/** What to do about each end, where there is something to do. */
const HINTS: Partial<Record<ExitReason, string>> = {
  kicked: "Ask a moderator of the channel why.",
  banned: "Ask a moderator of the channel to lift the ban.",
  loginRefused: "Check the name (--user, ROSEY_USER) and its password (ROSEY_PASSWORD, or the file).",
  channelPassword: "Set ROSEY_CHANNEL_PASSWORD, or channel_password in the file.",
  duplicateLogin: "Stop the other program that logs in with this name, or give Rosey a name of her own.",
  channelNotRegistered: "Check the spelling of the channel, or leave out --require-registered.",
  serverUnreachable: "Check --domain and the network, or leave out --fail-fast to keep trying.",
};

/** The error for an end that nobody asked for; `undefined` for one that somebody did. */
export function endError({ exit, message }: ExitOutcome): RoseyError | undefined {
  if (exit === "done") return undefined;
  // The client says the meaning of the code too; the block of an error has the code and a hint already.
  const why = message.replace(EXIT_CODES[exit].meaning, "").replace(/[.\s]+$/, "");
  return new RoseyError(why === "" ? message : why, {
    code: `room.${exit.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    hint: HINTS[exit] ?? RETRY_LATER,
    exit,
  });
}
