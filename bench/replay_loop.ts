/**
 * Our own loop: a trace through the repositories, the queue and the driver, as the bot uses them.
 *
 * @module
 */

import { type OpenDatabase, openDatabase } from "../db/open_database.ts";
import { coreLine } from "../migrations/mod.ts";
import { parseDatabaseTarget } from "../src/config/database_target.ts";
import { systemClock } from "../src/domain/clock.ts";
import { type TraceEvent, writesOf } from "./trace.ts";

/** Opens a database, and makes one where there is none. */
export function openMemory(url: string): Promise<OpenDatabase> {
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

/** Commits the events in their order, up to `inflight` of them on their way at once; answers each one's delay. */
export async function replay(
  { sink, repositories }: OpenDatabase,
  events: readonly TraceEvent[],
  inflight: number,
): Promise<number[]> {
  const delaysMs: number[] = [];
  let next = 0;
  const lane = async () => {
    for (let event = events[next]; event !== undefined; event = events[next]) {
      const id = `trace ${next++}`;
      const startedMs = performance.now();
      await sink.commit({ id, writes: writesOf(repositories, event) });
      delaysMs.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: inflight }, lane));
  return delaysMs;
}
