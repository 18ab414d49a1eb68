/**
 * The pause before a video, told so that two runs can be compared.
 *
 * @module
 */
import { z } from "zod";
import type { Frame } from "./frame.ts";

const position = z.looseObject({ currentTime: z.number(), paused: z.boolean() });

/** How long the pause is, and how much longer it was recorded to be at times, in milliseconds. */
const LEAD_IN_MS = 3000;
const ONE_TURN_MS = 1000;
/** How much later than due a turn of the server's clock comes, at most, in milliseconds. */
const TURN_LATE_MS = 100;

/**
 * A pause of 3 s ends at the third turn of a clock that turns once a second: or at the fourth, when the three turns
 * were a millisecond short of 3 s. Both were recorded, it is chance. Here the end is put to 3 s after the start, and
 * moved there in the order of frames.
 */
export function withLeadInSettled(frames: readonly Frame[]): readonly Frame[] {
  let startedMs = Number.NEGATIVE_INFINITY;
  const settled = frames.map((frame): Frame => {
    if (frame.name !== "changeMedia" && frame.name !== "mediaUpdate") return frame;
    const { currentTime, paused } = position.parse(frame.args[0]);
    if (frame.name === "changeMedia") {
      startedMs = currentTime < 0 ? frame.atMs - (LEAD_IN_MS + currentTime * 1000) : Number.NEGATIVE_INFINITY;
      return frame;
    }
    const tookMs = frame.atMs - startedMs;
    const ended = currentTime === 0 && !paused && tookMs > LEAD_IN_MS + ONE_TURN_MS - TURN_LATE_MS;
    if (!ended || tookMs > LEAD_IN_MS + ONE_TURN_MS + TURN_LATE_MS) return frame;
    return { ...frame, atMs: startedMs + LEAD_IN_MS };
  });
  return settled.toSorted((one, other) => one.atMs - other.atMs);
}
