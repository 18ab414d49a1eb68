/**
 * What plugins do every so often.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import { durationMs } from "../plugin/duration.ts";
import type { Duration } from "../plugin/duration.ts";
import type { Log } from "./ports.ts";

/** Work that a plugin repeats. */
export interface ScheduledTask {
  readonly plugin: string;
  readonly period: Duration;
  /** Aborts when the plugin ends: what runs then should, too. */
  readonly signal: AbortSignal;
  task(signal: AbortSignal): Promise<void> | void;
}

/** Starts tasks at fixed periods. A task that still runs when its time comes again is left out that once. */
export class Schedules {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #timers = new Set<Timer>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Repeats a task, the first time one period from now. Gives how to end that. */
  add(scheduled: ScheduledTask): () => void {
    let running: Promise<void> | undefined;
    const timer = this.#clock.every(durationMs(scheduled.period), () => {
      if (running !== undefined) {
        const { plugin, period } = scheduled;
        this.#log.warn("a scheduled task still runs and is left out this time", { plugin, period });
        return;
      }
      running = this.#run(scheduled).finally(() => {
        if (running !== undefined) this.#running.delete(running);
        running = undefined;
      });
      this.#running.add(running);
    });
    this.#timers.add(timer);
    return () => {
      timer.stop();
      this.#timers.delete(timer);
    };
  }

  /** Starts nothing any more; what runs goes on. */
  stop(): void {
    for (const timer of this.#timers) timer.stop();
    this.#timers.clear();
  }

  /** Resolves when what runs now has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #run({ plugin, period, signal, task }: ScheduledTask): Promise<void> {
    try {
      await task(signal);
    } catch (error) {
      this.#log.error("a scheduled task failed", { plugin, period, error: errorText(error) });
    }
  }
}
