/**
 * Replays a trace of a room through the memory and prints how fast it was and what it left:
 * `deno task bench:replay --trace FILE --database URL [--inflight N] [--limit] [--json]`. With `--limit` the bare loop of
 * `limit_loop.ts` runs first, on a file beside the SQLite file, and the ratio to it is printed.
 *
 * The database should be new: the digest is over all that it holds.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { type OpenDatabase, openDatabase } from "../db/open_database.ts";
import { coreLine } from "../migrations/mod.ts";
import { systemClock } from "../src/domain/clock.ts";
import { parseDatabaseTarget } from "../src/config/database_target.ts";
import { memoryDigest } from "./digest.ts";
import { limitLoop } from "./limit_loop.ts";
import { parseTrace, type TraceEvent, writesOf } from "./trace.ts";

/** What a replay measured. */
interface ReplayResult {
  readonly events: number;
  readonly inflight: number;
  readonly events_per_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  readonly cpu_s: number;
  readonly rss_mb: number;
  readonly digest: string;
  /** Events per second of the bare loop, and ours as a part of it. */
  readonly limit_events_per_s?: number;
  readonly of_limit?: number;
}

/** Commits the events in their order, up to `inflight` of them on their way at once; answers each one's delay. */
async function replay(
  database: OpenDatabase,
  events: readonly TraceEvent[],
  inflight: number,
): Promise<number[]> {
  const delaysMs: number[] = [];
  let next = 0;
  const lane = async () => {
    for (let event = events[next]; event !== undefined; event = events[next]) {
      const id = `trace ${next++}`;
      const startedMs = performance.now();
      await database.sink.commit({ id, writes: writesOf(database.repositories, event) });
      delaysMs.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: inflight }, lane));
  return delaysMs;
}

function open(url: string): Promise<OpenDatabase> {
  return openDatabase({
    target: parseDatabaseTarget(url),
    lines: [coreLine],
    clock: systemClock,
    appVersion: "bench",
    host: "bench",
    migrate: true,
    report: (thrown) => console.error(thrown),
  });
}

/** On a file of its own beside the other, so that both are on one disk. */
async function measureLimit(trace: string, url: string, inflight: number): Promise<number> {
  const target = parseDatabaseTarget(url);
  if (target.kind !== "sqlite") throw new Error("--limit is measured on an SQLite file");
  const path = `${target.path}.limit`;
  const database = await open(`sqlite:${path}`);
  await database.close();
  try {
    return limitLoop(path, parseTrace(await Deno.readTextFile(trace)), inflight);
  } finally {
    await Deno.remove(path);
  }
}

async function measure(trace: string, url: string, inflight: number): Promise<ReplayResult> {
  const events = parseTrace(await Deno.readTextFile(trace));
  const database = await open(url);
  try {
    const cpuBefore = process.cpuUsage();
    const startedMs = performance.now();
    const delaysMs = (await replay(database, events, inflight)).sort((a, b) => a - b);
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const quantile = (part: number) =>
      round(delaysMs[Math.min(delaysMs.length - 1, Math.floor(delaysMs.length * part))]);
    return {
      events: events.length,
      inflight,
      events_per_s: Math.round(events.length / seconds),
      p50_ms: quantile(0.5),
      p99_ms: quantile(0.99),
      max_ms: round(delaysMs.at(-1)),
      cpu_s: round((user + system) / 1e6),
      rss_mb: Math.round(Deno.memoryUsage().rss / 1e6),
      digest: await memoryDigest(database.driver),
    };
  } finally {
    await database.close();
  }
}

function round(value = 0): number {
  return Math.round(value * 1000) / 1000;
}

const { values } = parseArgs({
  options: {
    trace: { type: "string" },
    database: { type: "string" },
    inflight: { type: "string", default: "1" },
    limit: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const inflight = Number(values.inflight);
if (
  values.trace === undefined || values.database === undefined || !Number.isInteger(inflight) || inflight < 1
) {
  console.error(
    "usage: deno task bench:replay --trace FILE --database URL [--inflight N] [--limit] [--json]",
  );
  Deno.exit(2);
}
const limit = values.limit ? await measureLimit(values.trace, values.database, inflight) : undefined;
const measured = await measure(values.trace, values.database, inflight);
const result: ReplayResult = limit === undefined ? measured : {
  ...measured,
  limit_events_per_s: Math.round(limit),
  of_limit: round(measured.events_per_s / limit),
};
if (values.json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(14)}${value}`);
