/**
 * The way of an event that is news: recorded first, then handed on.
 *
 * @module
 */

import type { EventBus } from "../bus/event_bus.ts";
import type { Clock } from "../domain/clock.ts";
import type { RoomEvent } from "../domain/events.ts";
import type { EventsOutside } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/**
 * How long an event waits for its unit to be durable before it is handed on all the same: a memory that is away must
 * not silence the bot. The unit itself stays in the sink's queue.
 */
export const RECORDED_LIMIT_MS = 1_000;

/** What the flow connects. */
export interface EventFlowOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly bus: Pick<EventBus, "publish" | "drain">;
  /** Hears of each event when the bus does. */
  readonly outside?: Pick<EventsOutside, "passed">;
}

/** Records events in order, without waiting for one to be durable before the next; hands them on in the same order. */
export class EventFlow {
  readonly #options: EventFlowOptions;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: EventFlowOptions) {
    this.#options = options;
  }

  /** Takes an event that is news. */
  pass(event: RoomEvent): void {
    const recorded = this.#recorded(event);
    this.#tail = this.#tail.then(() => recorded).then(() => {
      this.#options.outside?.passed(event);
      this.#options.bus.publish(event);
    });
  }

  /** Resolves when every event was recorded and handled, those included that handlers bring about meanwhile. */
  async drain(): Promise<void> {
    let tail: Promise<void> | undefined;
    while (tail !== this.#tail) {
      tail = this.#tail;
      await tail;
      await this.#options.bus.drain();
    }
  }

  #recorded(event: RoomEvent): Promise<void> {
    const { clock, recorder } = this.#options;
    return new Promise((resolve) => {
      const timer = clock.after(RECORDED_LIMIT_MS, resolve);
      // The recorder reports its own failures and never rejects.
      void recorder.record(event).then(() => {
        timer.stop();
        resolve();
      });
    });
  }
}
