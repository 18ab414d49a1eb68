/**
 * The figures of the database for the page: counting every row of a large memory takes a while, and the page may ask as
 * often as it likes.
 *
 * @module
 */

import type { DatabaseInfo } from "../../../db/transfer/info.ts";
import type { Clock } from "../../domain/clock.ts";

/** Figures that are older are read anew, behind an answer that does not wait for them. */
export const FRESH_MS = 60_000;

/** Figures that are older are not told any more: whoever asks waits for new ones. */
export const TOLD_MS = 600_000;

/** Figures, and when they were read in milliseconds since 1970. */
export interface KeptFigures {
  readonly readAtMs: number;
  readonly info: DatabaseInfo;
}

/** See the module. Nothing is read twice at once; what failed is read again for the next who asks. */
export function keptFigures(
  read: () => Promise<DatabaseInfo>,
  clock: Pick<Clock, "monotonic" | "now">,
): () => Promise<KeptFigures> {
  let kept: { readonly figures: KeptFigures; readonly atMs: number } | undefined;
  let reading: Promise<KeptFigures> | undefined;
  const readAnew = async (): Promise<KeptFigures> => {
    const [atMs, readAtMs] = [clock.monotonic(), clock.now()];
    const figures = { readAtMs, info: await read() };
    kept = { figures, atMs };
    return figures;
  };
  const renewed = () =>
    reading ??= readAnew().finally(() => {
      reading = undefined;
    });
  return async () => {
    const ageMs = kept === undefined ? Infinity : clock.monotonic() - kept.atMs;
    if (kept === undefined || ageMs >= TOLD_MS) return await renewed();
    // Should that fail, whoever asks when these are too old is told why.
    if (ageMs >= FRESH_MS) renewed().catch(() => undefined);
    return kept.figures;
  };
}
