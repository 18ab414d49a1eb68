/**
 * The server's texts and a connection's ends, sorted into the reasons that policies are made for. The texts are those
 * of CyTube 3.86 as measured; a text that is not known is a moderator's own words, or retried with a backoff.
 *
 * @module
 */

import type { UnwantedLoss } from "./loss_policy.ts";
import type { CloseReason } from "./transport.ts";

/** A reason and its text for people. */
export interface ClassifiedLoss {
  readonly reason: UnwantedLoss;
  readonly message: string;
  readonly serverWaitMs?: number;
}

const KICKS: readonly (readonly [RegExp, UnwantedLoss])[] = [
  [
    /^You're banned!$|^You are banned from this channel\.$|^This channel has banned connections from Tor/,
    "banned",
  ],
  [/^Duplicate login$/, "duplicate_login"],
  [/^Too many connections from your IP address$/, "too_many_connections"],
  [/^Rate limit exceeded$/, "rate_limited"],
  [/^Channel (shutting down|reloading|deleted)$/, "server_closed"],
  [/^Channel (could not be loaded|was banned)|^Invalid channel name$/, "channel_unavailable"],
];

/** Sorts the reason of a `kick`. Anything the server does not say itself is a moderator's reason, an empty one included. */
export function kickLoss(reason: string): ClassifiedLoss {
  const known = KICKS.find(([pattern]) => pattern.test(reason));
  if (known !== undefined) return { reason: known[1], message: `the server said: ${reason}` };
  const said = reason.trim() === "" ? "no reason was given" : reason;
  return { reason: "kicked", message: `kicked from the channel: ${said}` };
}

/** Sorts the `error` of a refused login. */
export function loginLoss(error: string, userName: string): ClassifiedLoss {
  const tooSoon = /^Guest logins are restricted to one per IP address per (\d+) seconds/.exec(error);
  if (tooSoon !== null) {
    const waitMs = (Number(tooSoon[1]) + 1) * 1000;
    return {
      reason: "guest_login_too_soon",
      message: `login as ${userName}: ${error}`,
      serverWaitMs: waitMs,
    };
  }
  const refused = /^Invalid username|does not exist|is registered|is reserved|already in use|password|banned/i
    .test(error);
  return {
    reason: refused ? "login_refused" : "channel_unavailable",
    message: `the server refused the login as ${userName}: ${error}`,
  };
}

/** An `errorMsg` that ends the connection, if it is one. */
export function errorTextLoss(text: string, loggedIn: boolean): ClassifiedLoss | undefined {
  if (/is hosted on another server/i.test(text)) {
    return { reason: "partition_moved", message: text };
  }
  if (!loggedIn && /has blocked anonymous users/i.test(text)) {
    return { reason: "login_refused", message: `${text} Set a user name (--user).` };
  }
  return undefined;
}

/** Sorts the end of a connection that no frame explained. */
export function closeLoss(close: CloseReason): ClassifiedLoss {
  switch (close.kind) {
    case "refused":
      return {
        reason: refusalReason(close.message),
        message: `the server refused the connection: ${close.message}`,
      };
    case "unreachable":
      return { reason: "network", message: `the server cannot be reached: ${close.message}` };
    case "server":
      return { reason: "server_closed", message: "the server closed the connection" };
    case "network":
      return { reason: "network", message: `the connection was lost: ${close.message}` };
    case "silence":
      return { reason: "dead_line", message: "the server fell silent" };
  }
}

function refusalReason(message: string): UnwantedLoss {
  if (/rate limit exceeded/i.test(message)) return "rate_limited";
  if (/banned/i.test(message)) return "banned";
  return "network";
}
