/**
 * What waits to be said: whole messages in order, each with the parts that are still to go.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { PlainText, ServerCommand } from "../domain/text.ts";
import { LINE_LIMIT } from "./message_parts.ts";
import type { SendResult } from "./speaker.ts";

/** Messages that may wait at once. */
export const QUEUE_LIMIT = 200;

/** Lines of one message. */
export const PARTS_LIMIT = 8;

/** How long a message may wait. An answer that comes minutes late is worse than none. */
export const WAIT_LIMIT_MS = 5 * 60_000;

/** Where a message goes. */
export type Destination =
  | { readonly kind: "room" }
  | { readonly kind: "person"; readonly name: string }
  | { readonly kind: "server"; readonly command: ServerCommand };

/** A message in the queue. */
export interface QueuedMessage {
  readonly to: Destination;
  /** Lines still to be said; the first is the next. */
  readonly lines: PlainText[];
  readonly lineCount: number;
  readonly queuedAtMs: number;
  readonly finish: (result: SendResult) => void;
}

/** A bounded first-in-first-out queue. */
export class SendQueue {
  readonly #messages: QueuedMessage[] = [];

  get length(): number {
    return this.#messages.length;
  }

  /** The message whose turn it is. Who is muted can still speak to one person: then those messages overtake. */
  next(muted: boolean): QueuedMessage | undefined {
    return muted ? this.#messages.find((message) => message.to.kind === "person") : this.#messages[0];
  }

  /** How long until a message other than `keep` has waited too long; `undefined` if none waits. */
  nextExpiryMs(nowMs: number, keep: QueuedMessage | undefined): number | undefined {
    const oldest = this.#messages.find((message) => message !== keep);
    return oldest === undefined ? undefined : Math.max(0, oldest.queuedAtMs + WAIT_LIMIT_MS - nowMs) + 1;
  }

  /** Puts a message at the end; the promise is its fate. */
  add(to: Destination, lines: readonly PlainText[], nowMs: number): Promise<SendResult> {
    refuseUnsayable(to, lines, this.#messages.length);
    return new Promise((finish) => {
      this.#messages.push({ to, lines: [...lines], lineCount: lines.length, queuedAtMs: nowMs, finish });
    });
  }

  /** Takes a message out and tells its fate. */
  finish(message: QueuedMessage, result: SendResult): void {
    const index = this.#messages.indexOf(message);
    if (index === -1) return;
    this.#messages.splice(index, 1);
    message.finish(result);
  }

  /** Ends what has waited too long, but for the message that is on its way or in doubt. */
  expire(nowMs: number, keep: QueuedMessage | undefined): void {
    const limitMinutes = WAIT_LIMIT_MS / 60_000;
    for (const message of [...this.#messages]) {
      if (message === keep || nowMs - message.queuedAtMs <= WAIT_LIMIT_MS) continue;
      this.#end(message, `waited longer than ${limitMinutes} minutes`);
    }
  }

  /** Ends what the server was to execute: it was meant for a connection that is gone. */
  clearCommands(why: string): void {
    for (const message of [...this.#messages]) if (message.to.kind === "server") this.#end(message, why);
  }

  /** Ends everything. */
  clear(why: string): void {
    for (const message of [...this.#messages]) this.#end(message, why);
  }

  #end(message: QueuedMessage, why: string): void {
    const said = message.lineCount - message.lines.length;
    const text = said === 0 ? why : `${why}; ${said} of ${message.lineCount} lines were said`;
    this.finish(message, { outcome: "expired", message: text });
  }
}

function refuseUnsayable(to: Destination, lines: readonly PlainText[], waiting: number): void {
  if (to.kind !== "server" && lines.length === 0) {
    throw refusal(
      "say.blank",
      "a blank text cannot be said",
      "The server drops it without a word: say something.",
    );
  }
  if (lines.length > PARTS_LIMIT) {
    const message =
      `a text of ${lines.length} lines cannot be said: ${PARTS_LIMIT} of ${LINE_LIMIT} characters are the limit`;
    throw refusal("say.too_long", message, "Say less, or in several messages.");
  }
  if (waiting >= QUEUE_LIMIT) {
    const message = `nothing more can be said now: ${waiting} messages are waiting, which is the limit`;
    throw refusal(
      "say.queue_full",
      message,
      "Wait until the room is reached again or the queue has drained.",
    );
  }
}

function refusal(code: string, message: string, hint: string): RoseyError {
  return new RoseyError(message, { code, hint, exit: "bug" });
}
