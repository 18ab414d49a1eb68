/**
 * The table of all figures in `docs/operations/README.md`, read off a registry that has them.
 *
 * @module
 */

import { ManualClock } from "../../src/domain/clock.ts";
import { NO_WRITES } from "../../src/telemetry/health.ts";
import { Metrics } from "../../src/telemetry/metrics/metrics.ts";

const SENT = { published: 0, dropped: 0 };

/** A figure as `/metrics` declares it. */
export interface DeclaredFigure {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
}

/** Every figure that a room tells. */
export async function declaredFigures(): Promise<readonly DeclaredFigure[]> {
  const metrics = new Metrics(new ManualClock());
  metrics.watch({
    nowMs: () => 0,
    health: () => ({
      status: "ok",
      inChannel: true,
      channel: "",
      lastFrameAgeMs: 0,
      database: "ok",
      nats: "off",
      writes: NO_WRITES,
      version: "",
      uptimeSeconds: 0,
      reconnects: 0,
    }),
    people: () => ({ inChat: 0, connected: 0 }),
    outbox: () => Promise.resolve([]),
    pool: () => undefined,
    memory: () => ({ resident: 0, heap: 0 }),
    bus: () => ({
      connected: true,
      events: { live: SENT, durable: SENT },
      waiting: () => Promise.resolve(0),
    }),
  });
  const { text } = await metrics.text();
  metrics.stop();
  return [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map((
    [, name = "", help = "", kind = ""],
  ) => ({
    name,
    help,
    kind,
  }));
}

/** The lines of the table, by name. */
export function figureRows(figures: readonly DeclaredFigure[]): string {
  return figures.toSorted((one, other) => one.name < other.name ? -1 : 1)
    .map(({ name, kind, help }) => `| \`${name}\` (${kind}) | ${help} |`).join("\n");
}
