/**
 * Figures of NATS: whether it is there, and what became of the events for it.
 *
 * @module
 */

import { Counter, Gauge, type Registry } from "prom-client";

/** What went out over one way, and what did not, since the start. */
export interface SentEvents {
  readonly published: number;
  readonly dropped: number;
}

/** How things are with NATS. */
export interface BusCondition {
  readonly connected: boolean;
  /** `live`: told once, to who listens; `durable`: kept until the stream has them. */
  readonly events: Readonly<Record<"live" | "durable", SentEvents>>;
  /** Durable events that the stream does not have yet. Rejects when the memory is away. */
  waiting(): Promise<number>;
}

/** Adds the figures to a registry. */
export function busFigures(registry: Registry, condition: () => BusCondition): void {
  const registers = [registry];
  new Gauge({
    name: "rosey_nats_connected",
    help: "1 while NATS is reached; absent where none is configured",
    registers,
    collect() {
      this.set(Number(condition().connected));
    },
  });
  new Gauge({
    name: "rosey_nats_events_waiting",
    help: "Durable events that wait until NATS has them",
    registers,
    async collect() {
      // A memory that is away has its own figure; this one is left out then.
      const waiting = await condition().waiting().catch(() => undefined);
      if (waiting === undefined) this.remove();
      else this.set(waiting);
    },
  });
  new Counter({
    name: "rosey_nats_events_total",
    help: "Events for NATS: published, or dropped since it was away or too many waited",
    labelNames: ["kind", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const [kind, { published, dropped }] of Object.entries(condition().events)) {
        this.inc({ kind, outcome: "published" }, published);
        this.inc({ kind, outcome: "dropped" }, dropped);
      }
    },
  });
}
