/**
 * The bus inside the process: hands events to whoever asked for their kind.
 *
 * Each subscriber has a lane for each user: a user's events, of all kinds, come to it one after the other, in the
 * order of publishing. Users do not wait for each other, nor do subscribers. A handler that throws, or takes too long, is
 * logged with its subscriber's name, counted, and harms nobody else.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import type { EventKind, EventOf, RoomEvent } from "../domain/events.ts";
import { eventLane } from "./event_lane.ts";
import { runLimited, TimeLimitError } from "./run_limited.ts";

/** How long one handler may take for one event. */
export const HANDLER_LIMIT_MS = 10_000;

/** How many events may wait in one lane: as many as a busy room brings in about a minute. */
export const LANE_LIMIT = 1_000;

/** How many deliveries may wait or run in all. */
export const BUS_LIMIT = 20_000;

/** Overflow is logged at the first lost delivery, and then once for so many. */
const OVERFLOW_LOG_STEP = 1_000;

/** What a handler is told of an event, and how long it has. */
export type EventHandler<Kind extends EventKind> = (
  event: EventOf<Kind>,
  signal: AbortSignal,
) => Promise<void> | void;

/** Hears of each handler's end. Must not throw. */
export type HandlerWatch = (
  subscriber: string,
  seconds: number,
  failure: "error" | "too_slow" | undefined,
) => void;

/** What the bus needs. */
export interface EventBusOptions {
  readonly clock: Clock;
  readonly log: {
    warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
    error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  };
  /** Told how long each handler took, and how it failed where it did. */
  readonly handled?: HandlerWatch | undefined;
  /** Default {@link LANE_LIMIT}. */
  readonly laneLimit?: number;
  /** Default {@link BUS_LIMIT}. */
  readonly busLimit?: number;
}

/** What went through and what went wrong, since the start. */
export interface BusCounts {
  readonly delivered: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Deliveries that were dropped because a lane or the bus was full. Recording is not on the bus. */
  readonly overflowed: number;
}

interface Subscription {
  readonly subscriber: string;
  readonly limitMs: number;
  readonly kind: EventKind;
  /** Aborts when the subscriber does not want events any more, or the bus closes. */
  readonly ended: AbortSignal;
  handle(event: RoomEvent, signal: AbortSignal): Promise<void> | void;
}

interface Delivery {
  readonly subscription: Subscription;
  readonly event: RoomEvent;
}

function isKind<Kind extends EventKind>(event: RoomEvent, kind: Kind): event is RoomEvent & EventOf<Kind> {
  return event.kind === kind;
}

/** See the module. One for each room. */
export class EventBus {
  readonly #options: EventBusOptions;
  #subscriptions: readonly Subscription[] = [];
  /** Deliveries that wait or run, the running one first; by subscriber and user. */
  readonly #lanes = new Map<string, Delivery[]>();
  readonly #stop = new AbortController();
  readonly #idle: (() => void)[] = [];
  readonly #counts = { delivered: 0, failed: 0, timedOut: 0, overflowed: 0 };
  #pending = 0;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /**
   * Asks for the events of a kind. `subscriber` names the plugin in the log; `limitMs` is the time for one event. Gives
   * how to end it: what runs is aborted then, and what waits is dropped.
   */
  subscribe<Kind extends EventKind>(
    subscriber: string,
    kind: Kind,
    handler: EventHandler<Kind>,
    limitMs = HANDLER_LIMIT_MS,
  ): () => void {
    const end = new AbortController();
    const subscription: Subscription = {
      subscriber,
      limitMs,
      kind,
      ended: AbortSignal.any([end.signal, this.#stop.signal]),
      handle: (event, signal) => isKind(event, kind) ? handler(event, signal) : undefined,
    };
    this.#subscriptions = [...this.#subscriptions, subscription];
    return () => {
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
      end.abort(new Error("the subscription has ended"));
    };
  }

  /** Hands an event to its subscribers, without waiting for them. */
  publish(event: RoomEvent): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.kind === event.kind) this.#enqueue({ subscription, event });
    }
  }

  /** Resolves when nothing waits and nothing runs; that includes what handlers publish meanwhile. */
  drain(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Aborts what runs and drops what waits. */
  close(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Deliveries that wait or run now. */
  get pending(): number {
    return this.#pending;
  }

  get counts(): BusCounts {
    return { ...this.#counts };
  }

  #enqueue(delivery: Delivery): void {
    if (this.#stop.signal.aborted) return;
    const key = `${delivery.subscription.subscriber} ${eventLane(delivery.event)}`;
    const lane = this.#lanes.get(key);
    const { laneLimit = LANE_LIMIT, busLimit = BUS_LIMIT } = this.#options;
    if (this.#pending >= busLimit || (lane?.length ?? 0) >= laneLimit) return this.#overflow(delivery);
    this.#pending += 1;
    if (lane !== undefined) return void lane.push(delivery);
    const started = [delivery];
    this.#lanes.set(key, started);
    // The lane catches what its handlers throw, so its promise cannot reject.
    void this.#run(key, started);
  }

  async #run(key: string, lane: Delivery[]): Promise<void> {
    for (let next = lane[0]; next !== undefined; next = lane[0]) {
      if (!next.subscription.ended.aborted) await this.#deliver(next);
      lane.shift();
      this.#pending -= 1;
    }
    this.#lanes.delete(key);
    if (this.#pending > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #deliver({ subscription, event }: Delivery): Promise<void> {
    const { clock, log, handled } = this.#options;
    const limit = { clock, limitMs: subscription.limitMs, stop: subscription.ended };
    const startedMs = clock.monotonic();
    const tell = (failure: "error" | "too_slow" | undefined) =>
      handled?.(subscription.subscriber, (clock.monotonic() - startedMs) / 1000, failure);
    try {
      await runLimited(limit, (signal) => subscription.handle(event, signal));
      this.#counts.delivered += 1;
      tell(undefined);
    } catch (error) {
      if (subscription.ended.aborted && !this.#stop.signal.aborted) return;
      this.#counts.failed += 1;
      if (error instanceof TimeLimitError) this.#counts.timedOut += 1;
      tell(error instanceof TimeLimitError ? "too_slow" : "error");
      log.error("a handler failed", {
        plugin: subscription.subscriber,
        event: event.kind,
        id: event.id,
        error: errorText(error),
      });
    }
  }

  #overflow({ subscription, event }: Delivery): void {
    if (this.#counts.overflowed % OVERFLOW_LOG_STEP === 0) {
      this.#options.log.warn("events were not handed on because too many wait", {
        plugin: subscription.subscriber,
        event: event.kind,
        lost: this.#counts.overflowed + 1,
        pending: this.#pending,
      });
    }
    this.#counts.overflowed += 1;
  }
}
