/**
 * What an event of the room means to a line that Rosey has sent.
 *
 * @module
 */

import type { RoomEvent } from "../domain/events.ts";
import { sameName } from "../domain/names.ts";
import type { ServerCommand } from "../domain/text.ts";
import type { SendRefusal } from "./speaker.ts";

/** An answer of the server, or a change that a waiting line may have waited for. */
export type SendAnswer =
  | {
    readonly kind: "echo";
    readonly text: string;
    readonly serverTimeMs: number;
    readonly replayed: boolean;
  }
  | {
    readonly kind: "private_echo";
    readonly to: string;
    readonly text: string;
    readonly serverTimeMs: number;
  }
  | { readonly kind: "command_done"; readonly name: ServerCommand["name"] }
  | { readonly kind: "throttled"; readonly waitMs: number }
  | { readonly kind: "refused"; readonly reason: SendRefusal; readonly message: string }
  /** The line was refused for a mute; `muted` alone is news about the next ones. */
  | { readonly kind: "mute_refused" }
  | { readonly kind: "muted" | "unmuted" | "entered" | "lost" | "conditions_changed" };

/** Texts of an `errorMsg` that answer a private message (CyTube 3.86 as measured). */
const PM_REFUSALS = /^PM failed|^You can't PM yourself|^You must be signed in/;

/** Reads one event: mostly one answer or none; AFK and mute can change at once. */
export function sendAnswers(event: RoomEvent, myName: string | undefined): readonly SendAnswer[] {
  switch (event.kind) {
    case "chat":
      return event.own
        ? [{ kind: "echo", text: event.text, serverTimeMs: event.serverTimeMs, replayed: event.replayed }]
        : [];
    case "pm":
      return event.own
        ? [{ kind: "private_echo", to: event.to, text: event.text, serverTimeMs: event.serverTimeMs }]
        : [];
    case "send.throttled":
      return [{ kind: "throttled", waitMs: event.waitMs }];
    case "send.refused":
      if (event.reason === "muted") return [{ kind: "mute_refused" }];
      return event.reason === "spam" ? [{ kind: "refused", reason: "spam", message: event.message }] : [];
    case "server.notice":
      return PM_REFUSALS.test(event.message)
        ? [{ kind: "refused", reason: "addressee", message: event.message }]
        : [];
    case "chat.cleared":
      return sameName(event.by, myName) ? [{ kind: "command_done", name: "clear" }] : [];
    case "user.changed": {
      if (!sameName(event.user.name, myName)) return [];
      const answers: SendAnswer[] = [];
      if (event.before.afk !== event.user.afk) answers.push({ kind: "command_done", name: "afk" });
      if (event.before.muted !== event.user.muted) {
        answers.push({ kind: event.user.muted ? "muted" : "unmuted" });
      }
      return answers;
    }
    case "room.entered":
      return [{ kind: "entered" }];
    case "room.lost":
      return [{ kind: "lost" }];
    case "rank.changed":
    case "channel.options":
    case "channel.permissions":
      return [{ kind: "conditions_changed" }];
    default:
      return [];
  }
}
