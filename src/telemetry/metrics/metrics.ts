/**
 * Every figure of a process, in Prometheus' text.
 *
 * @module
 */

import { Registry } from "prom-client";
import type { Clock } from "../../domain/clock.ts";
import { LoopLag } from "./loop_lag.ts";
import { RoomFigures } from "./room_figures.ts";
import { stateFigures, type StateSources } from "./state_figures.ts";
import { WorkFigures } from "./work_figures.ts";

/** One registry a room, so that two rooms of one process do not mix. */
export class Metrics {
  readonly room: RoomFigures;
  readonly work: WorkFigures;
  readonly #registry = new Registry();
  readonly #lag: LoopLag;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.room = new RoomFigures(this.#registry);
    this.work = new WorkFigures(this.#registry);
    this.#lag = new LoopLag(this.#registry, clock);
  }

  /** Adds the figures of how things are, once there is somebody to ask. */
  watch(sources: StateSources): void {
    stateFigures(this.#registry, sources);
  }

  /** Everything, as text. */
  async text(): Promise<{ readonly contentType: string; readonly text: string }> {
    this.room.countPresence(this.#clock.now());
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  stop(): void {
    this.#lag.stop();
  }
}
