/**
 * The one thing that is on its way on a lane: written, and not yet answered.
 *
 * @module
 */

import type { Clock, Timer } from "../../domain/clock.ts";
import type { SendFate } from "../../domain/room_line.ts";

interface Begun<Written> {
  readonly written: Written;
  readonly land: (fate: SendFate) => void;
  readonly limit: Timer;
}

/** Holds what is on its way, until it lands with a fate. */
export class Flight<Written> {
  readonly #clock: Clock;
  readonly #onLanded: () => void;
  #begun: Begun<Written> | undefined;

  /** `onLanded` hears that the lane is free again, when the fate is settled. */
  constructor(clock: Clock, onLanded: () => void) {
    this.#clock = clock;
    this.#onLanded = onLanded;
  }

  get written(): Written | undefined {
    return this.#begun?.written;
  }

  /** Something was written. Without an answer within `limitMs`, `onSilence` is called, and must land it. */
  begin(written: Written, limitMs: number, onSilence: () => void): Promise<SendFate> {
    return new Promise((land) => {
      this.#begun = { written, land, limit: this.#clock.after(limitMs, onSilence) };
    });
  }

  /** The fate of what is on its way; nothing happens when nothing is. */
  land(fate: SendFate): void {
    const begun = this.#begun;
    if (begun === undefined) return;
    this.#begun = undefined;
    begun.limit.stop();
    begun.land(fate);
    this.#onLanded();
  }
}
