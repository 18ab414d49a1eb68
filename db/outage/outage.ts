/**
 * One time in which the database is away.
 *
 * @module
 */

import { type Clock, type Random, sleep } from "../../src/domain/clock.ts";
import type { RoseyError } from "../../src/domain/errors.ts";
import { pauseMs } from "./away.ts";

/** Hears what becomes of the database; each is told once, when it changes. */
export interface OutageWatch {
  away(reason: unknown): void;
  back(outage: { readonly lastedMs: number; readonly replayed: number }): void;
  /** The spill takes nothing more, or gives nothing back: units wait in the queue, as far as that goes. */
  stuck(reason: unknown): void;
  /** A unit of the spill that the database will never take; it is kept in a file. */
  refused(error: RoseyError): void;
  /** A file of the spill in which lines cannot be read; it is kept. */
  damaged(file: { readonly path: string; readonly lines: readonly number[] }): void;
}

/** See the top of this file. */
export class Outage {
  /** Why the database was given up first. */
  readonly reason: RoseyError;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sinceMs: number;
  #failures = 0;
  #isStuck = false;
  #handover: PromiseWithResolvers<void> | undefined;
  #change: PromiseWithResolvers<void> | undefined;

  constructor({ reason, clock, random }: { reason: RoseyError; clock: Clock; random: Random }) {
    this.reason = reason;
    this.#clock = clock;
    this.#random = random;
    this.#sinceMs = clock.monotonic();
  }

  get lastedMs(): number {
    return Math.round(this.#clock.monotonic() - this.#sinceMs);
  }

  /** Set while the rest of the spill is stored; resolves when that has ended, well or not. */
  get handover(): Promise<void> | undefined {
    return this.#handover?.promise;
  }

  /** From now on newer units wait. */
  beginHandover(): void {
    this.#handover ??= Promise.withResolvers();
  }

  /** Resolves when the spill may have room again, or the outage is over. */
  nextChange(): Promise<void> {
    return (this.#change ??= Promise.withResolvers()).promise;
  }

  /** See {@link nextChange}. */
  changed(): void {
    this.#change?.resolve();
    this.#change = undefined;
  }

  /** Calls `tell` the first time. */
  stuck(tell: () => void): void {
    if (!this.#isStuck) tell();
    this.#isStuck = true;
  }

  /** Waits until the database may be asked again; `false` when it shall not be. */
  async pause(signal: AbortSignal): Promise<boolean> {
    try {
      await sleep(this.#clock, pauseMs(this.#failures, this.#random), signal);
      return true;
    } catch {
      return false;
    }
  }

  /** Something of the spill was stored: the next failure is a new one. */
  progressed(): void {
    this.#failures = 0;
    this.changed();
  }

  /** The database was asked, in vain. */
  failed(): void {
    this.#failures++;
    this.#endHandover();
  }

  /** It is over. */
  end(): void {
    this.#endHandover();
    this.changed();
  }

  #endHandover(): void {
    this.#handover?.resolve();
    this.#handover = undefined;
  }
}
