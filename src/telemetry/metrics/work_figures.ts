/**
 * Figures of the work inside: handlers, commits, faults. The parts that work tell of it as it happens.
 *
 * @module
 */

import { Counter, Histogram, type Registry } from "prom-client";

const HANDLER_BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const COMMIT_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2];
const BATCH_BUCKETS = [1, 2, 5, 10, 50, 100, 500];

/** See the module. */
export class WorkFigures {
  readonly #handlers: Histogram<"plugin">;
  readonly #handlerFailures: Counter<"plugin" | "reason">;
  readonly #commits: Histogram;
  readonly #batches: Histogram;
  readonly #faults: Counter<"level">;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#handlers = new Histogram({
      name: "rosey_handler_seconds",
      help: "Time that plugins' handlers take for one event",
      labelNames: ["plugin"],
      buckets: HANDLER_BUCKETS,
      registers,
    });
    this.#handlerFailures = new Counter({
      name: "rosey_handler_failures_total",
      help: "Handlers that failed, or were given up because they took too long",
      labelNames: ["plugin", "reason"],
      registers,
    });
    this.#commits = new Histogram({
      name: "rosey_database_commit_seconds",
      help: "Time of one durable transaction",
      buckets: COMMIT_BUCKETS,
      registers,
    });
    this.#batches = new Histogram({
      name: "rosey_database_commit_units",
      help: "Units that shared one transaction",
      buckets: BATCH_BUCKETS,
      registers,
    });
    this.#faults = new Counter({
      name: "rosey_log_lines_total",
      help: "Lines of the log that complain, by level",
      labelNames: ["level"],
      registers,
    });
  }

  /** A handler came to its end. */
  handled(plugin: string, seconds: number, failure: "error" | "too_slow" | undefined): void {
    this.#handlers.observe({ plugin }, seconds);
    if (failure !== undefined) this.#handlerFailures.inc({ plugin, reason: failure });
  }

  /** A batch was committed, or could not be. */
  committed(units: number, seconds: number): void {
    this.#commits.observe(seconds);
    this.#batches.observe(units);
  }

  /** The log complained. */
  complained(level: "warn" | "error"): void {
    this.#faults.inc({ level });
  }
}
