/**
 * Forgetting what is older than the operator wants to keep, in slices, so that nobody waits for it.
 *
 * @module
 */

import type { Write } from "../../src/plugin/mod.ts";

/** How many rows one commit removes: few enough that lines of chat never wait noticeably behind it. */
export const PURGE_SLICE = 500;

/** A table of the memory that can forget. */
export interface ForgettingTable {
  countBefore(beforeMs: number): Promise<number>;
  purged(slice: { readonly beforeMs: number; readonly limit: number }): readonly Write[];
}

/** Removes everything older than `beforeMs`, slice by slice, until it is gone or the signal aborts. */
export async function purge(
  table: ForgettingTable,
  beforeMs: number,
  write: (writes: readonly Write[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const old = await table.countBefore(beforeMs);
  let removed = 0;
  while (removed < old && !signal.aborted) {
    await write(table.purged({ beforeMs, limit: PURGE_SLICE }));
    removed += Math.min(PURGE_SLICE, old - removed);
  }
  return removed;
}
