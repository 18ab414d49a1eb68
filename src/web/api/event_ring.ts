/**
 * The newest events, for pages that come, go and come back: whoever says which one they saw last gets what followed.
 *
 * @module
 */

import type { RoomEvent } from "../../domain/events.ts";

/** How many events are kept: some minutes of a busy room. */
export const RING_LIMIT = 1_000;

/** Hears events as they come. Must not throw. */
export type EventListener = (event: RoomEvent) => void;

/** Keeps events and hands them on. */
export class EventRing {
  readonly #limit: number;
  #events: RoomEvent[] = [];
  readonly #listeners = new Set<EventListener>();

  constructor(limit = RING_LIMIT) {
    this.#limit = limit;
  }

  /** One more event. */
  add(event: RoomEvent): void {
    this.#events.push(event);
    // Cut now and then: cutting one at a time would move everything each time.
    if (this.#events.length > this.#limit * 2) this.#events = this.#events.slice(-this.#limit);
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** What followed the event of this id; `undefined` when it is not known any more. */
  after(id: string): readonly RoomEvent[] | undefined {
    const index = this.#events.findLastIndex((event) => event.id === id);
    return index < 0 ? undefined : this.#events.slice(index + 1);
  }

  /** Hears every event from now on; returns how to stop that. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Who listens. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
