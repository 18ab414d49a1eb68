/**
 * The wait for a database that is not there yet when Rosey starts: a server that starts at the same time, or a file that
 * another process is about to give back.
 *
 * @module
 */

import { pauseMs } from "../../../db/outage/away.ts";
import { type Clock, type Random, sleep } from "../../domain/clock.ts";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/log.ts";

/** How often the log says that Rosey still waits. */
const SAID_EVERY_MS = 10_000;

/** What a wait needs. */
export interface DatabaseWaitOptions {
  readonly kind: DatabaseTarget["kind"];
  /** How long to try again; 0: not at all. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Opens a database that may be away, and answers `undefined` when `signal` aborted first. What will not mend itself is
 * not waited for.
 *
 * @throws {RoseyError} what the last try threw, with the time that was waited.
 */
export async function waitForDatabase<Opened>(
  open: () => Promise<Opened>,
  { kind, waitMs, clock, random, log, signal }: DatabaseWaitOptions,
): Promise<Opened | undefined> {
  const startMs = clock.monotonic();
  let saidMs = -Infinity;
  for (let failures = 0;; failures++) {
    if (signal.aborted) return undefined;
    try {
      return await open();
    } catch (error) {
      const now = clock.monotonic();
      const leftMs = startMs + waitMs - now;
      if (!(error instanceof RoseyError) || !mayMendItself(error, kind)) throw error;
      if (leftMs <= 0) throw waitMs === 0 ? error : waitedFor(error, now - startMs);
      if (now - saidMs >= SAID_EVERY_MS) {
        log.warn("waiting for the database", { error: error.message, secondsLeft: Math.ceil(leftMs / 1000) });
        saidMs = now;
      }
      const pause = Math.min(leftMs, pauseMs(failures, random));
      // The reason of the signal is told by whoever asked.
      await sleep(clock, pause, signal).catch(() => undefined);
    }
  }
}

/** A file that is missing or full does not mend itself; a server may be about to start, or its name to be known. */
function mayMendItself({ code, exit }: RoseyError, kind: DatabaseTarget["kind"]): boolean {
  if (exit === "databaseLocked") return true;
  return kind === "postgres" && WAITED_FOR.has(code);
}

const WAITED_FOR: ReadonlySet<string> = new Set([
  "database.unavailable",
  "database.away",
  "database.busy",
  "database.slow",
  "database.timeout",
]);

function waitedFor({ message, code, hint, exit, cause }: RoseyError, waitedMs: number): RoseyError {
  return new RoseyError(`${message}; waited ${Math.round(waitedMs / 1000)} s for it`, {
    code,
    hint: `${hint ?? ""} --database-wait SECONDS waits longer.`.trim(),
    exit,
    cause,
  });
}
