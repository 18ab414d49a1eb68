/**
 * Figures of how things are: asked for when somebody reads them, and only then.
 *
 * @module
 */

import { Gauge, type Registry } from "prom-client";
import type { HealthReport } from "../health.ts";
import { type BusCondition, busFigures } from "./bus_figures.ts";

/** How many lines of the outbox are in a state, and since when the oldest. */
export interface OutboxFigure {
  readonly state: string;
  readonly lines: number;
  /** Milliseconds since 1970. */
  readonly oldestMs: number;
}

/** Where the figures come from. */
export interface StateSources {
  nowMs(): number;
  health(): HealthReport;
  people(): { readonly inChat: number; readonly connected: number };
  /** Of lines that have not found their end. Rejects when the memory is away. */
  outbox(): Promise<readonly OutboxFigure[]>;
  /** Connections of a pool; `undefined` where there is none. */
  pool(): { readonly size: number; readonly busy: number; readonly waiting: number } | undefined;
  /** `undefined` where no NATS is configured. */
  readonly bus: (() => BusCondition) | undefined;
  /** Bytes. */
  memory(): { readonly resident: number; readonly heap: number };
}

/** States that are ends: their numbers only grow, and are counted elsewhere. */
const ENDS: ReadonlySet<string> = new Set(["sent", "expired", "dead", "rejected"]);

const STATUSES = ["starting", "ok", "degraded", "stopping"] as const;

/** Adds the figures to a registry. */
export function stateFigures(registry: Registry, sources: StateSources): void {
  const gauge = (name: string, help: string, value: () => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge("rosey_up", "1 while Rosey runs", () => 1);
  gauge("rosey_in_room", "1 while Rosey is in the room", () => Number(sources.health().inChannel));
  gauge("rosey_uptime_seconds", "Time since the start", () => sources.health().uptimeSeconds);
  gauge("rosey_last_frame_age_seconds", "Since the server was heard last; -1 outside of the room", () => {
    const age = sources.health().lastFrameAgeMs;
    return age === null ? -1 : age / 1000;
  });
  gauge("rosey_users_in_chat", "People in the room", () => sources.people().inChat);
  gauge(
    "rosey_users_connected",
    "Connections to the room, anonymous ones included",
    () => sources.people().connected,
  );
  gauge(
    "rosey_database_away",
    "1 while the database does not take changes",
    () => Number(sources.health().database !== "ok"),
  );
  gauge("rosey_database_queue_units", "Changes that wait in memory", () => sources.health().writes.waiting);
  gauge("rosey_database_queue_bytes", "What they weigh", () => sources.health().writes.waitingBytes);
  gauge(
    "rosey_database_spilled_units",
    "Changes that wait on the disk",
    () => sources.health().writes.spilled,
  );
  gauge(
    "rosey_database_refused_units",
    "Changes that were lost since the start",
    () => sources.health().writes.refused,
  );
  gauge(
    "rosey_pool_connections",
    "Connections to the database server; 0 for a file",
    () => sources.pool()?.size ?? 0,
  );
  gauge("rosey_pool_busy", "Connections in use", () => sources.pool()?.busy ?? 0);
  gauge("rosey_pool_waiting", "Who waits for a connection", () => sources.pool()?.waiting ?? 0);
  gauge("rosey_memory_resident_bytes", "Memory of the process", () => sources.memory().resident);
  gauge("rosey_memory_heap_bytes", "Memory in use by the program's own objects", () => sources.memory().heap);
  statusFigure(registry, sources);
  outboxFigures(registry, sources);
  if (sources.bus !== undefined) busFigures(registry, sources.bus);
}

function statusFigure(registry: Registry, sources: StateSources): void {
  new Gauge({
    name: "rosey_status",
    help: "1 for the status that Rosey has now",
    labelNames: ["status"],
    registers: [registry],
    collect() {
      const now = sources.health().status;
      for (const one of STATUSES) this.set({ status: one }, Number(one === now));
    },
  });
}

function outboxFigures(registry: Registry, sources: StateSources): void {
  const age: Gauge<"state"> = new Gauge({
    name: "rosey_outbox_oldest_seconds",
    help: "Age of the oldest line of the outbox in a state that is no end",
    labelNames: ["state"],
    registers: [registry],
  });
  new Gauge({
    name: "rosey_outbox_lines",
    help: "Lines and acts of the outbox by state",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      // A memory that is away has its own figure; these are left out then.
      const found = await sources.outbox().catch(() => []);
      this.reset();
      age.reset();
      for (const { state, lines: count, oldestMs } of found) {
        this.set({ state }, count);
        if (!ENDS.has(state)) age.set({ state }, Math.max(0, sources.nowMs() - oldestMs) / 1000);
      }
    },
  });
}
