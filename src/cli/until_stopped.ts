/**
 * Commands that stay until they are told to end.
 *
 * @module
 */

import { EXIT_CODES } from "../domain/errors.ts";
import type { Host } from "./host.ts";
import { StopSignals } from "./stop_signals.ts";

/** Runs a command that ends, in good order, when `signal` aborts. A second request ends the process at once. */
export async function untilStopped(host: Host, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  using signals = new StopSignals({
    source: Deno,
    windows: host.windows,
    endNow: () => Deno.exit(EXIT_CODES.interrupted.code),
  });
  await work(signals.signal);
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
