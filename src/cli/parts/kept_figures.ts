/**
 * The figures of the database for the page: counting every row of a large memory takes a while, and the page may ask as
 * often as it likes.
 *
 * @module
 */

import type { DatabaseInfo } from "../../../db/transfer/info.ts";
import type { Clock } from "../../domain/clock.ts";

/** How long figures are good. */
export const KEPT_MS = 60_000;

/** Reads at most once in {@link KEPT_MS}; who asks meanwhile gets the same. What failed is read again at once. */
export function keptFigures(
  read: () => Promise<DatabaseInfo>,
  clock: Pick<Clock, "monotonic">,
): () => Promise<DatabaseInfo> {
  let kept: { readonly atMs: number; readonly found: Promise<DatabaseInfo> } | undefined;
  return async () => {
    const nowMs = clock.monotonic();
    if (kept === undefined || nowMs - kept.atMs >= KEPT_MS) kept = { atMs: nowMs, found: read() };
    const asked = kept;
    try {
      return await asked.found;
    } catch (error) {
      if (kept === asked) kept = undefined;
      throw error;
    }
  };
}
