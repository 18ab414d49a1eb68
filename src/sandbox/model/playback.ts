/**
 * The clock of what is playing: lead-in, a tick every second, `mediaUpdate` every fifth, the end.
 *
 * While a person leads, the server's clock stands still and that person's `mediaUpdate`s are passed on.
 *
 * @module
 */

import type { Clock, Timer } from "../../domain/clock.ts";

/** Seconds of pause before an item begins, so that everybody has it loaded. */
export const LEAD_IN_S = 3;
/** Ticks between two `mediaUpdate`s. */
const TICKS_PER_UPDATE = 5;
const TICK_MS = 1000;
/** An item is over this long after its length. */
const OVERTIME_S = 2;

/** The payload of `mediaUpdate`. */
export interface PlaybackPosition {
  readonly currentTime: number;
  readonly paused: boolean;
}

/** What the clock calls. */
export interface PlaybackEvents {
  onUpdate(position: PlaybackPosition): void;
  onOver(): void;
}

/** The playing position of one channel. */
export class Playback {
  readonly #clock: Clock;
  readonly #events: PlaybackEvents;
  #lengthS = 0;
  #currentTime = 0;
  #paused = false;
  #lastTickMs = 0;
  // Counts on from one item to the next and is reset by a lead-in that ends (CyTube 3.86 as measured).
  #ticks = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, events: PlaybackEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  get position(): PlaybackPosition {
    return { currentTime: this.#currentTime, paused: this.#paused };
  }

  /** Begins an item: with a lead-in unless it is live, somebody leads, or a position is given. */
  start(lengthS: number, options: { readonly atS?: number; readonly led: boolean }): void {
    this.stop();
    this.#lengthS = lengthS;
    const from = options.atS ?? (lengthS > 0 && !options.led ? -LEAD_IN_S : 0);
    this.#currentTime = from;
    this.#paused = !options.led && from < 0;
    if (!options.led && lengthS > 0) this.#run();
  }

  /** Stands still: nothing plays, or a person leads. */
  stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  /** Goes on after a person led: everybody is told where. */
  resume(): void {
    this.stop();
    this.#paused = false;
    this.#ticks += 1;
    this.#events.onUpdate(this.position);
    if (this.#lengthS > 0) this.#run();
  }

  /** Takes over the position that the leader reports. */
  report(position: PlaybackPosition): void {
    this.#currentTime = position.currentTime;
    this.#paused = position.paused;
    this.#events.onUpdate(this.position);
  }

  #run(): void {
    this.#lastTickMs = this.#clock.now();
    this.#timer = this.#clock.every(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#clock.now();
    const elapsedS = (now - this.#lastTickMs) / 1000;
    this.#lastTickMs = now;
    if (this.#currentTime < 0 && this.#currentTime + elapsedS >= 0) {
      this.#currentTime = 0;
      this.#paused = false;
      this.#ticks = 0;
      this.#events.onUpdate(this.position);
      return;
    }
    this.#currentTime += elapsedS;
    this.#ticks += 1;
    if (this.#currentTime >= this.#lengthS + OVERTIME_S) this.#events.onOver();
    else if (this.#ticks % TICKS_PER_UPDATE === 0) this.#events.onUpdate(this.position);
  }
}
