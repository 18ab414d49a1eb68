/**
 * How unequally long lines travel to the server: measured from the echoes, which carry the server's time.
 *
 * @module
 */

/** Echoes that are looked at. */
const KEPT_ECHOES = 16;

/** Echoes before a measurement is believed: of so many, hardly ever all are about equally fast by chance. */
const ENOUGH_ECHOES = KEPT_ECHOES;

/** Margin until then, at least, in milliseconds: nine tenths of the slowest limit's allowance remain. */
const FIRST_MARGIN_MS = 100;

const MIN_MARGIN_MS = 10;
const MAX_MARGIN_MS = 2000;

/** What a difference of two clocks that nobody set may drift by while echoes are kept. */
const DRIFT_MS = 100;

/** Margin over the measured jitter at which an exact mirror of the limit saw no refusal in simulation. */
const MARGIN_FACTOR = 1.5;

/** A line that came back: when it was written and its echo heard, by Rosey's clock, and its time by the server's. */
export interface Echo {
  readonly sentAtMs: number;
  readonly heardAtMs: number;
  readonly serverTimeMs: number;
}

/** An echo, measured. */
interface Journey {
  /** The difference of the clocks and the way to the server, together. */
  readonly offsetMs: number;
  /** There and back: no way to the server is longer. */
  readonly roundTripMs: number;
}

/** Measures one connection. */
export class JitterMeter {
  #journeys: readonly Journey[] = [];
  #penaltyMs = 0;

  /** Returns how much longer this line travelled than the fastest of late, in milliseconds. */
  echoed({ sentAtMs, heardAtMs, serverTimeMs }: Echo): number {
    const journey = { offsetMs: serverTimeMs - sentAtMs, roundTripMs: heardAtMs - sentAtMs };
    const comparable = this.#journeys.some((earlier) => clockWasSet(earlier, journey)) ? [] : this.#journeys;
    this.#journeys = [...comparable, journey].slice(-KEPT_ECHOES);
    this.#penaltyMs = Math.floor(this.#penaltyMs * 0.9);
    return Math.min(journey.offsetMs - Math.min(...this.#offsets), journey.roundTripMs);
  }

  /** A line was refused although the margin was kept: the margin was too small. */
  refused(): void {
    this.#penaltyMs = Math.min(MAX_MARGIN_MS, Math.max(this.#penaltyMs * 2, this.marginMs));
  }

  /** What to add to every wait. */
  get marginMs(): number {
    const offsets = this.#offsets;
    const measured = offsets.length < 2 ? 0 : MARGIN_FACTOR * (Math.max(...offsets) - Math.min(...offsets));
    const least = offsets.length < ENOUGH_ECHOES ? FIRST_MARGIN_MS : MIN_MARGIN_MS;
    return Math.min(MAX_MARGIN_MS, Math.max(least, measured) + this.#penaltyMs);
  }

  get #offsets(): number[] {
    return this.#journeys.map(({ offsetMs }) => offsetMs);
  }
}

/** Whether two echoes differ by more than their travels can: then one of the clocks was set in between. */
function clockWasSet(earlier: Journey, later: Journey): boolean {
  const laterByMs = later.offsetMs - earlier.offsetMs;
  return laterByMs > later.roundTripMs + DRIFT_MS || -laterByMs > earlier.roundTripMs + DRIFT_MS;
}
