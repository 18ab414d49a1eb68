/**
 * Replays a trace of a room through the memory and prints how fast it was and what it left:
 * `deno task bench:replay --trace FILE --database URL [--inflight N] [--json]`.
 *
 * The database should be new: the digest is over all that it holds.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { memoryDigest } from "./digest.ts";
import { openMemory, replay } from "./replay_loop.ts";
import { parseTrace } from "./trace.ts";

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
}

async function measure(trace: string, url: string, inflight: number): Promise<ReplayResult> {
  const events = parseTrace(await Deno.readTextFile(trace));
  const database = await openMemory(url);
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
    json: { type: "boolean", default: false },
  },
});
const inflight = Number(values.inflight);
if (
  values.trace === undefined || values.database === undefined || !Number.isInteger(inflight) || inflight < 1
) {
  console.error("usage: deno task bench:replay --trace FILE --database URL [--inflight N] [--json]");
  Deno.exit(2);
}
const result = await measure(values.trace, values.database, inflight);
if (values.json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(14)}${value}`);
