/**
 * When Rosey connected lately, so that no restart makes her trip the server's limit.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import type { ConnectLog } from "../../cytube/connect_governor.ts";
import type { Clock } from "../../domain/clock.ts";
import type { UnitSink } from "../../domain/memory.ts";

/** How long a connect counts; the server's bucket is full again after a minute. */
const REMEMBERED_MS = 5 * 60_000;

/** Connects that survive a restart. `runId` is a text that no other run has. */
export function storedConnects(
  { connectAttempts }: Repositories,
  { sink, clock, runId }: { readonly sink: UnitSink; readonly clock: Clock; readonly runId: string },
): ConnectLog {
  let saved = 0;
  return {
    load: () => connectAttempts.since(clock.now() - REMEMBERED_MS),
    async save(times) {
      const newest = times.at(-1);
      if (newest === undefined) return;
      saved += 1;
      await sink.commit({ id: `connect-${runId}-${saved}`, writes: connectAttempts.noted(newest) });
    },
  };
}

/** Connects to a server that starts with this program, and has no memory of the last one either. */
export function forgottenConnects(): ConnectLog {
  return { load: () => Promise.resolve([]), save: () => Promise.resolve() };
}
