/**
 * How long each answer of the HTTP API takes, with years of memory:
 * `deno task bench:web --folder DIR [--postgres URL] [--lines N] [--times N] [--goal MS]`.
 *
 * The app of the program is asked in its own process, without a network. The questions take turns, so that what else the
 * machine does falls on all of them. A round before the first is not counted. `--postgres` names an empty database; rows
 * are left in it.
 *
 * @module
 */

import { loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { OpenDatabase } from "../db/open_database.ts";
import { readInfo } from "../db/transfer/info.ts";
import { programTables } from "../src/cli/program_tables.ts";
import { parseDatabaseTarget } from "../src/config/database_target.ts";
import type { DatabaseTarget } from "../src/domain/database_target.ts";
import { webApp } from "../src/cli/parts/web_part.ts";
import { loadConfig } from "../src/config/load_config.ts";
import { type Clock, systemClock } from "../src/domain/clock.ts";
import { FakeRoom } from "../src/plugin/fake_room.ts";
import { NO_WRITES } from "../src/telemetry/health.ts";
import { createLog } from "../src/telemetry/log.ts";
import { Metrics } from "../src/telemetry/metrics/metrics.ts";
import { EventRing } from "../src/web/api/event_ring.ts";
import { makeWebFile, openWebMemory, reopenWebMemory } from "./web_memory.ts";
import { allQuestions, type Ask, type Question } from "./web_questions.ts";

interface Timed extends Question {
  readonly status: number;
  readonly bytes: number;
  /** Processor time of this process: what an answer takes when nobody else wants the processor. */
  readonly cpu50: number;
  readonly cpu99: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** For whom every look is a second later: the limit of the rate is another benchmark's. */
function unlimitedClock(): Clock {
  let looks = 0;
  return { ...systemClock, monotonic: () => systemClock.monotonic() + 1_000 * looks++ };
}

async function askerOf({ repositories, sink, driver }: OpenDatabase, target: DatabaseTarget): Promise<Ask> {
  const clock = unlimitedClock();
  const metrics = new Metrics(systemClock);
  // Only its timer: the figures are told as before.
  metrics.stop();
  const issued = { name: "bench", scopes: ["admin"], expiresMs: undefined, atMs: clock.now() } as const;
  const token = (await repositories.tokens.issue(sink, issued)).reveal();
  const health = () => ({
    status: "ok",
    inChannel: true,
    channel: "movies",
    lastFrameAgeMs: 1,
    database: "ok",
    writes: NO_WRITES,
    nats: "off",
    version: "bench",
    uptimeSeconds: 1,
    reconnects: 0,
  } as const);
  const app = webApp({
    repositories,
    sink,
    database: driver,
    config: await loadConfig({ flags: {}, environment: {} }),
    settings: {},
    clock,
    log: createLog({
      level: "error",
      format: "human",
      colour: false,
      clock,
      redact: (text) => text,
      write: (line) => console.error(line),
    }),
    ring: new EventRing(),
    metrics: () => metrics.text(),
    room: new FakeRoom("rosey"),
    signal: new AbortController().signal,
    wake: () => {},
    isOn: () => true,
    plugins: { list: () => Promise.resolve([]), change: undefined },
    info: () => readInfo(driver, target, programTables().lines),
    vital: {
      health,
      control: () => undefined,
      hosts: [],
      report: (error, where) => console.error(where, error),
    },
  });
  return async (path) => {
    const request = new Request(`http://127.0.0.1:5000${path}`, { headers: { "x-api-token": token } });
    const response = await app.fetch(request, { address: "127.0.0.1" });
    return { status: response.status, text: await response.text() };
  };
}

async function measure(ask: Ask, questions: readonly Question[], times: number): Promise<Timed[]> {
  const measured = questions.map((question) => ({
    question,
    ms: Array.from<number>({ length: 0 }),
    status: 0,
    bytes: 0,
    cpuMs: Array.from<number>({ length: 0 }),
  }));
  for (let round = 0; round <= times; round++) {
    for (const one of measured) {
      const before = process.cpuUsage();
      const fromMs = performance.now();
      const { status, text } = await ask(one.question.path);
      const ms = performance.now() - fromMs;
      const { user, system } = process.cpuUsage(before);
      if (round > 0) {
        one.ms.push(ms);
        one.cpuMs.push((user + system) / 1000);
      }
      one.status = status;
      one.bytes = text.length;
      // The program does other things between two answers, too.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return measured.map(({ question, ms, status, bytes, cpuMs }) => {
    const [cpu, wall] = [cpuMs, ms].map((all) => all.toSorted((a, b) => a - b));
    const at = (sorted: readonly number[] = [], part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
    return {
      ...question,
      status,
      bytes,
      cpu50: at(cpu, 0.5),
      cpu99: at(cpu, 0.99),
      p50: at(wall, 0.5),
      p99: at(wall, 0.99),
      max: at(wall, 1),
    };
  });
}

const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    postgres: { type: "string" },
    lines: { type: "string", default: "1000000" },
    times: { type: "string", default: "200" },
    goal: { type: "string", default: "50" },
  },
});
if (values.folder === undefined) {
  console.error(
    "usage: deno task bench:web --folder DIR [--postgres URL] [--lines N] [--times N] [--goal MS]",
  );
  Deno.exit(2);
}
const size = { lines: Number(values.lines) };
const load = () => loadavg().map((value) => value.toFixed(1)).join(", ");

async function report(kind: string, database: OpenDatabase, target: DatabaseTarget): Promise<void> {
  const before = load();
  const ask = await askerOf(database, target);
  const timed = await measure(ask, await allQuestions(ask, systemClock.now()), Number(values.times));
  console.log(
    `\n${kind}, ${values.lines} lines, ${values.times} times each, load ${before} before, ${load()} after\n`,
  );
  console.log(
    "| asked | status | kB | cpu p50 | cpu p99 | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|---|---|",
  );
  for (const { path, note, status, bytes, cpu50, cpu99, p50, p99, max } of timed) {
    const figures = [cpu50, cpu99, p50, p99, max].map((ms) => ms.toFixed(1)).join(" | ");
    // With a star: the machine was busy with something else.
    const late = p99 < Number(values.goal) ? "" : cpu99 < Number(values.goal) ? " *" : " **over**";
    const shown = decodeURIComponent(path).replace(/(before|cursor)=[^&]+/, "$1=...");
    console.log(
      `| \`${shown}\`${note === undefined ? "" : ` (${note})`}${late} | ${status} | ${
        (bytes / 1000).toFixed(1)
      } | ${figures} |`,
    );
  }
}

async function visit(kind: string, url: string, open: () => Promise<OpenDatabase>): Promise<void> {
  const database = await open();
  try {
    await report(kind, database, parseDatabaseTarget(url));
  } finally {
    await database.close();
  }
}

const path = join(values.folder, `web-${crypto.randomUUID()}.db`);
await makeWebFile(path, size);
await visit("SQLite", `sqlite:${path}`, () => reopenWebMemory(`sqlite:${path}`));
await Deno.remove(path);
const { postgres } = values;
if (postgres !== undefined) await visit("PostgreSQL", postgres, () => openWebMemory(postgres, size));
