/**
 * The head of every event: who it is, which place it has, when it came.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import type { EventHead, EventPayloads } from "../domain/events.ts";

/** An event before it is stamped: its kind and what it says. */
export type EventDraft = {
  [Kind in keyof EventPayloads]: { readonly kind: Kind } & EventPayloads[Kind];
}[keyof EventPayloads];

/**
 * Numbers the events of one process. One object is shared by everyone who makes events, so that `seq` has no holes and
 * no repetition.
 */
export class EventStamps {
  readonly #prefix: string;
  readonly #clock: Clock;
  #seq = 0;

  /** `prefix` must differ in every process: a random UUID in production, a fixed text in a test. */
  constructor(prefix: string, clock: Clock) {
    this.#prefix = prefix;
    this.#clock = clock;
  }

  /** The head of the next event. */
  next(): EventHead {
    const seq = ++this.#seq;
    return { id: `${this.#prefix}-${seq}`, seq, atMs: this.#clock.now() };
  }
}
