/**
 * How unequally long lines travel to the server: measured from the echoes, which carry the server's time.
 *
 * @module
 */

/** Echoes that are looked at. */
const KEPT_ECHOES = 16;

/** Echoes before a measurement is believed. */
const ENOUGH_ECHOES = 4;

/** Margin until then, in milliseconds: nine tenths of the slowest limit's allowance remain. */
const FIRST_MARGIN_MS = 100;

const MIN_MARGIN_MS = 10;
const MAX_MARGIN_MS = 2000;

/** Margin over the measured jitter at which an exact mirror of the limit saw no refusal in simulation. */
const MARGIN_FACTOR = 1.5;

/** Measures one connection. */
export class JitterMeter {
  readonly #offsets: number[] = [];
  #penaltyMs = 0;

  /**
   * A line written at `sentAtMs` (Rosey's clock) was accepted at `serverTimeMs` (the server's). Returns how much longer
   * it travelled than the fastest of late, in milliseconds.
   */
  echoed(sentAtMs: number, serverTimeMs: number): number {
    const offset = serverTimeMs - sentAtMs;
    this.#offsets.push(offset);
    if (this.#offsets.length > KEPT_ECHOES) this.#offsets.shift();
    this.#penaltyMs = Math.floor(this.#penaltyMs * 0.9);
    return offset - Math.min(...this.#offsets);
  }

  /** A line was refused although the margin was kept: the margin was too small. */
  refused(): void {
    this.#penaltyMs = Math.min(MAX_MARGIN_MS, Math.max(this.#penaltyMs * 2, this.marginMs));
  }

  /** What to add to every wait. */
  get marginMs(): number {
    const measured = this.#offsets.length < ENOUGH_ECHOES
      ? FIRST_MARGIN_MS
      : MARGIN_FACTOR * (Math.max(...this.#offsets) - Math.min(...this.#offsets));
    return Math.min(MAX_MARGIN_MS, Math.max(MIN_MARGIN_MS, measured) + this.#penaltyMs);
  }
}
