/**
 * The vocabulary of what is to be said and done: classes, states, and the fate of each.
 *
 * @module
 */

import type { PlaylistItem } from "./room.ts";
import type { SendRefusal } from "./room_line.ts";

/**
 * What a line is for. The class decides its turn, how long it may wait, and what is done when it cannot be known whether
 * it was said.
 *
 * | class          | turn | waits at most | where it cannot be known |
 * | -------------- | ---- | ------------- | ------------------------ |
 * | `reply`        | 1    | 5 minutes     | parked                   |
 * | `action`       | 1    | 2 minutes     | parked                   |
 * | `message`      | 2    | 1 hour        | parked                   |
 * | `announcement` | 3    | 1 day         | said again               |
 */
export const LINE_CLASSES = {
  reply: { turn: 1, waitLimitMs: 5 * 60_000, whenUnknown: "park" },
  action: { turn: 1, waitLimitMs: 2 * 60_000, whenUnknown: "park" },
  message: { turn: 2, waitLimitMs: 60 * 60_000, whenUnknown: "park" },
  announcement: { turn: 3, waitLimitMs: 24 * 60 * 60_000, whenUnknown: "say_again" },
} as const satisfies Record<
  string,
  { readonly turn: number; readonly waitLimitMs: number; readonly whenUnknown: "park" | "say_again" }
>;

/** The name of a class in {@link LINE_CLASSES}. */
export type LineClass = keyof typeof LINE_CLASSES;

/** The names of the classes. */
export const LINE_CLASS_NAMES = ["reply", "action", "message", "announcement"] as const satisfies LineClass[];

/** How a line is queued. */
export interface QueueOptions {
  /** `message` when left out. */
  readonly class?: LineClass;
  /** An unsent line with the same key (of the same producer) is replaced by this one. */
  readonly collapseKey?: string;
  /** Waits at most this long instead of what its class allows; milliseconds. */
  readonly waitLimitMs?: number;
  /** The same key again (of the same producer) queues nothing: it is the same request. */
  readonly key?: string;
}

/**
 * Where a line is on its way.
 *
 * ```
 * queued -> sending -> sent
 *    ^         |-----> rejected                the server said no, for certain
 *    |         |-----> queued                  certain not to have been said: throttled, muted, room lost before the write
 *    |         '-----> in_doubt -> sent        the replay shows it
 *    |                    |------> queued      the replay covers the moment and does not show it; or its class says it again
 *    |                    '------> parked      it cannot be known, and its class must not say it twice
 *    '---- (a person) ---- parked, rejected, expired, dead
 * queued -> expired                            waited too long, or was replaced by a newer line
 * queued, in_doubt, parked -> dead             given up: by a person, or because nothing can come of it
 * ```
 */
export const OUTBOX_STATES = [
  "queued",
  "sending",
  "in_doubt",
  "parked",
  "sent",
  "rejected",
  "expired",
  "dead",
] as const;

/** A state of {@link OUTBOX_STATES}. */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** What became of an act. */
export type ActionFate =
  | {
    readonly outcome: "done";
    readonly item: PlaylistItem | undefined;
    readonly warning: string | undefined;
  }
  | { readonly outcome: "refused"; readonly reason: SendRefusal; readonly message: string }
  | { readonly outcome: "in_doubt"; readonly message: string }
  | { readonly outcome: "expired"; readonly message: string };
