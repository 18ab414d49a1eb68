/**
 * Where the media that plays is now.
 *
 * @module
 */

import type { Playback } from "../../domain/room.ts";

/** Seconds from the start; `nowMs` is Rosey's clock. */
export function positionNow({ positionSeconds, measuredAtMs, paused }: Playback, nowMs: number): number {
  return paused ? positionSeconds : positionSeconds + Math.max(0, nowMs - measuredAtMs) / 1000;
}
