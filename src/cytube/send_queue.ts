/**
 * What waits to be said or done: whole messages in order, each with the parts that are still to go.
 *
 * @module
 */

import { sayRefusal } from "../domain/lines_to_say.ts";
import { LINE_CLASSES } from "../domain/outbox.ts";
import type { Outgoing, SendFate } from "../domain/room_line.ts";

/** Messages that may wait at once. */
export const QUEUE_LIMIT = 200;

/** How long a message may wait. An answer that comes minutes late is worse than none. */
export const WAIT_LIMIT_MS = LINE_CLASSES.reply.waitLimitMs;

/** How a message ended. */
export type QueueEnd =
  | Exclude<SendFate, { readonly outcome: "put_back" }>
  | { readonly outcome: "expired"; readonly message: string };

/** A message in the queue. */
export interface QueuedMessage {
  /** What is still to go; the first is the next. */
  readonly parts: Outgoing[];
  readonly partCount: number;
  readonly queuedAtMs: number;
  readonly waitLimitMs: number;
  readonly finish: (end: QueueEnd) => void;
}

/** A bounded first-in-first-out queue. */
export class SendQueue {
  readonly #messages: QueuedMessage[] = [];

  get length(): number {
    return this.#messages.length;
  }

  /** Everything that waits, oldest first. */
  get all(): readonly QueuedMessage[] {
    return [...this.#messages];
  }

  /** How long until a message that is not in `keep` has waited too long; `undefined` if none waits. */
  nextExpiryMs(nowMs: number, keep: ReadonlySet<QueuedMessage>): number | undefined {
    const waits = this.#messages.filter((message) => !keep.has(message))
      .map(({ queuedAtMs, waitLimitMs }) => queuedAtMs + waitLimitMs - nowMs);
    return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits)) + 1;
  }

  /** Puts a message at the end; the promise is its end. */
  add(parts: readonly Outgoing[], nowMs: number): Promise<QueueEnd> {
    refuseWhenFull(this.#messages.length);
    const waitLimitMs = parts[0]?.kind === "action" ? LINE_CLASSES.action.waitLimitMs : WAIT_LIMIT_MS;
    return new Promise((finish) => {
      this.#messages.push({
        parts: [...parts],
        partCount: parts.length,
        queuedAtMs: nowMs,
        waitLimitMs,
        finish,
      });
    });
  }

  /** Takes a message out and tells its end. */
  finish(message: QueuedMessage, end: QueueEnd): void {
    const index = this.#messages.indexOf(message);
    if (index === -1) return;
    this.#messages.splice(index, 1);
    message.finish(end);
  }

  /** Ends what has waited too long, but for the messages in `keep`. */
  expire(nowMs: number, keep: ReadonlySet<QueuedMessage>): void {
    for (const message of this.all) {
      if (keep.has(message) || nowMs - message.queuedAtMs <= message.waitLimitMs) continue;
      this.#end(message, `waited longer than ${message.waitLimitMs / 60_000} minutes`);
    }
  }

  /** Ends the acts but for those in `keep`: they were meant for a connection that is gone. */
  clearActs(why: string, keep: ReadonlySet<QueuedMessage>): void {
    for (const message of this.all) {
      if (message.parts[0]?.kind === "action" && !keep.has(message)) this.#end(message, why);
    }
  }

  /** Ends everything but for the messages in `keep`. */
  clear(why: string, keep: ReadonlySet<QueuedMessage>): void {
    for (const message of this.all) if (!keep.has(message)) this.#end(message, why);
  }

  #end(message: QueuedMessage, why: string): void {
    const said = message.partCount - message.parts.length;
    const text = said === 0 ? why : `${why}; ${said} of ${message.partCount} lines were said`;
    this.finish(message, { outcome: "expired", message: text });
  }
}

function refuseWhenFull(waiting: number): void {
  if (waiting < QUEUE_LIMIT) return;
  const message = `nothing more can be said now: ${waiting} messages are waiting, which is the limit`;
  throw sayRefusal(
    "say.queue_full",
    message,
    "Wait until the room is reached again or the queue has drained.",
  );
}
