/**
 * The loops that are compared, each on a database of its own that is new for every run.
 *
 * @module
 */

import { join } from "node:path";
import postgres from "postgres";
import { limitLoop } from "./limit_loop.ts";
import { oldLoop, openOldFile } from "./old_loop.ts";
import { postgresLimitLoop } from "./postgres_limit_loop.ts";
import { openMemory, replay } from "./replay_loop.ts";
import type { TraceEvent } from "./trace.ts";

/** A way to store the events of a trace. */
export interface Loop {
  readonly database: "sqlite" | "postgres";
  /** Ours, the bare driver, or v0.5.0's way. */
  readonly loop: "rosey" | "limit" | "old";
  readonly inflight: number;
  /** Stores the events, durably; answers events per second. */
  run(): Promise<number>;
}

/** What the loops are given. */
export interface LoopOptions {
  readonly events: readonly TraceEvent[];
  /** How many of the events a loop stores that commits them one by one. */
  readonly eventsAlone: number;
  /** Where the SQLite files are made; the disk decides what a commit costs. */
  readonly folder: string;
  /** A server on which databases can be made; without it PostgreSQL is left out. */
  readonly postgresUrl: string | undefined;
  /** The number of events on their way at once, where they are not one at a time. */
  readonly inflight: number;
}

/** All of them, those next to each other that are compared. */
export function allLoops(options: LoopOptions): Loop[] {
  const { postgresUrl } = options;
  return [1, options.inflight].flatMap((inflight) => [
    ...sqliteLoops(options, inflight),
    ...(postgresUrl === undefined ? [] : postgresLoops(options, postgresUrl, inflight)),
  ]);
}

function sqliteLoops({ events, eventsAlone, folder }: LoopOptions, inflight: number): Loop[] {
  const few = events.slice(0, eventsAlone);
  const some = inflight === 1 ? few : events;
  const base = { database: "sqlite", inflight } as const;
  return [
    {
      ...base,
      loop: "rosey",
      run: () =>
        inNewFile(folder, async (path) => perSecond(some, await ours(`sqlite:${path}`, some, inflight))),
    },
    {
      ...base,
      loop: "limit",
      run: () =>
        inNewFile(folder, async (path) => {
          await (await openMemory(`sqlite:${path}`)).close();
          return perSecond(some, limitLoop(path, some, inflight));
        }),
    },
    {
      ...base,
      loop: "old",
      run: () =>
        inNewFile(folder, async (path) => {
          const db = openOldFile(path);
          try {
            return perSecond(few, await oldLoop(db, few, inflight));
          } finally {
            db.close();
          }
        }),
    },
  ];
}

function postgresLoops({ events, eventsAlone }: LoopOptions, server: string, inflight: number): Loop[] {
  const some = inflight === 1 ? events.slice(0, eventsAlone) : events;
  const base = { database: "postgres", inflight } as const;
  return [
    {
      ...base,
      loop: "rosey",
      run: () => inNewDatabase(server, async (url) => perSecond(some, await ours(url, some, inflight))),
    },
    {
      ...base,
      loop: "limit",
      run: () =>
        inNewDatabase(server, async (url) => {
          await (await openMemory(url)).close();
          return perSecond(some, await postgresLimitLoop(url, some, inflight));
        }),
    },
  ];
}

/** The milliseconds of our own loop. */
async function ours(url: string, events: readonly TraceEvent[], inflight: number): Promise<number> {
  const memory = await openMemory(url);
  try {
    const startedMs = performance.now();
    await replay(memory, events, inflight);
    return performance.now() - startedMs;
  } finally {
    await memory.close();
  }
}

function perSecond(events: readonly TraceEvent[], tookMs: number): number {
  return events.length / tookMs * 1000;
}

async function inNewFile<Result>(folder: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const own = await Deno.makeTempDir({ dir: folder, prefix: "rosey-bench-" });
  try {
    return await use(join(own, "rosey.db"));
  } finally {
    await Deno.remove(own, { recursive: true });
  }
}

async function inNewDatabase<Result>(server: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  const name = `rosey_bench_${crypto.randomUUID().replaceAll("-", "")}`;
  try {
    await sql.unsafe(`create database ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    try {
      return await use(url.href);
    } finally {
      await sql.unsafe(`drop database ${name} with (force)`);
    }
  } finally {
    await sql.end();
  }
}
