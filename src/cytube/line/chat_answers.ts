/**
 * What an event of the room means to a line of chat that Rosey has sent.
 *
 * @module
 */

import type { SendRefusal } from "../../domain/room_line.ts";
import type { Heard } from "./heard.ts";

/** An answer of the server to a line. */
export type ChatAnswer =
  | {
    readonly kind: "echo";
    /** The addressee of a private message; `undefined` in the room. */
    readonly to: string | undefined;
    readonly text: string;
    readonly serverTimeMs: number;
  }
  | { readonly kind: "throttled"; readonly waitMs: number }
  | { readonly kind: "muted" }
  | {
    readonly kind: "refused";
    readonly reason: SendRefusal;
    readonly message: string;
  };

/** Texts of an `errorMsg` that answer a private message (CyTube 3.86 as measured). */
const PM_REFUSALS = /^PM failed|^You can't PM yourself|^You must be signed in/;

/** What is said of a line whose link had Rosey thrown out. */
const BANNED_LINK = "the server banned the link: it threw Rosey out without a reason";

/** Reads what was heard, if it answers a line. */
export function chatAnswer(heard: Heard): ChatAnswer | undefined {
  switch (heard.kind) {
    case "chat":
      if (!heard.own || heard.replayed) return undefined;
      return { kind: "echo", to: undefined, text: heard.text, serverTimeMs: heard.serverTimeMs };
    case "pm":
      if (!heard.own) return undefined;
      return { kind: "echo", to: heard.to, text: heard.text, serverTimeMs: heard.serverTimeMs };
    case "send.throttled":
      return { kind: "throttled", waitMs: heard.waitMs };
    case "send.refused":
      if (heard.reason === "muted") return { kind: "muted" };
      return heard.reason === "spam"
        ? { kind: "refused", reason: "spam", message: heard.message }
        : undefined;
    case "server.notice":
      return PM_REFUSALS.test(heard.message)
        ? { kind: "refused", reason: "addressee", message: heard.message }
        : undefined;
    case "kick.unexplained":
      return { kind: "refused", reason: "banned_link", message: BANNED_LINK };
    default:
      return undefined;
  }
}
