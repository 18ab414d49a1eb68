/**
 * The line to the room, as whoever keeps what is to be sent sees it: whether something may go now, and what became of it.
 * It keeps no queue; pacing by the server's own limits, confirmation by echo or by the server's answer are behind it.
 *
 * @module
 */

import type { PlaylistItem } from "./room.ts";
import type { RoomAction } from "./room_action.ts";
import type { PlainText } from "./text.ts";

/** Something to be sent: one line, which fits the server's length, or one act. */
export type Outgoing =
  | { readonly kind: "chat"; readonly text: PlainText }
  | { readonly kind: "pm"; readonly to: string; readonly text: PlainText }
  | { readonly kind: "action"; readonly action: RoomAction };

/**
 * What shares a limit of the server and therefore one order: chat, PMs and acts that are lines with a `/` are `chat`, all
 * other acts are `room`. On each lane one thing is on its way at a time, since a refusal names nothing.
 */
export type Lane = "chat" | "room";

/** Why something certainly will not be taken. The names are stable: they stand in the outbox and in `why`. */
export type SendRefusal =
  | "not_logged_in"
  /** Rosey lacks the rank that a channel permission needs. */
  | "permission"
  /** The server's spam filter, as for young accounts. */
  | "spam"
  /** A link in it is to a domain that the site bans: for such a line the server throws its sender out. */
  | "banned_link"
  /** A PM to somebody who is not there or cannot be. */
  | "addressee"
  /** The server said no, with a text: `queueFail`, `errorMsg`. */
  | "server"
  /** The server is silent where it would have answered a success. */
  | "no_effect"
  /** There is nothing to act on any more: the item is gone, the person has left, no poll is open. */
  | "target";

/** Whether something may be sent now. */
export type Readiness =
  | { readonly kind: "ready" }
  /** By the server's limit not before this many milliseconds. */
  | { readonly kind: "wait"; readonly waitMs: number }
  /** Not until something changes, of which {@link RoomLine.onChange} tells. */
  | { readonly kind: "paused"; readonly why: "outside" | "muted" | "busy" }
  | { readonly kind: "refused"; readonly reason: SendRefusal; readonly message: string };

/** What became of something that was sent. */
export type SendFate =
  /** The echo was heard, or the server's answer, or the room shows the effect. */
  | {
    readonly outcome: "done";
    /** Server time of the echo, milliseconds; `undefined` where the server gives none. */
    readonly serverTimeMs: number | undefined;
    /** The echo is shorter than what was sent: the server cut it. */
    readonly truncated: boolean;
    /** What was queued. */
    readonly item: PlaylistItem | undefined;
    /** The server took it and said something: `queueWarn`. */
    readonly warning: string | undefined;
  }
  /** It is certain that it did not happen; it may be sent again when the line is ready. */
  | { readonly outcome: "put_back"; readonly why: "throttled" | "muted" | "outside" }
  /** It is certain that it did not happen, and sending it again would not help. */
  | { readonly outcome: "refused"; readonly reason: SendRefusal; readonly message: string }
  /** It was written, and no answer came or the line broke: it may or may not have happened. */
  | { readonly outcome: "in_doubt"; readonly message: string };

/** A line of chat that everybody saw: what tells one moment of a room from another. */
export interface SeenLine {
  readonly user: string;
  /** HTML, as the server sent it. */
  readonly html: string;
  readonly text: string;
  /** Milliseconds, server clock. */
  readonly serverTimeMs: number;
  readonly own: boolean;
}

/** Rosey came into the room: after the login, so that nothing of an older connection can come behind this replay. */
export interface Entry {
  /** The chat buffer as the server showed it, oldest first. */
  readonly replay: readonly SeenLine[];
}

/** See the module. One a room. */
export interface RoomLine {
  readonly lane: (outgoing: Outgoing) => Lane;
  readiness(outgoing: Outgoing): Readiness;
  /**
   * Writes it now. To be called when {@link readiness} says `ready`, one at a time on each lane; never rejects.
   * Not written when the room was lost meanwhile: `put_back`.
   */
  send(outgoing: Outgoing): Promise<SendFate>;
  /** The newest line of chat seen, live or replayed; `undefined` before the first. */
  readonly lastSeen: SeenLine | undefined;
  /** Whether Rosey is muted, openly. */
  readonly muted: boolean;
  /** Whether Rosey is shadow-muted, where her rank lets her see it; `undefined` otherwise. */
  readonly shadowMuted: boolean | undefined;
  /** Calls back whenever {@link readiness} may have become another. Returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Calls back on every entry, before anything may be sent. Returns how to stop that. */
  onEntry(listener: (entry: Entry) => void): () => void;
}
