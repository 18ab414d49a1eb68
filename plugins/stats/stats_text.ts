/**
 * The answers of the statistics commands, as text. Nothing in them tells an address or other names of somebody.
 *
 * @module
 */

import type { Peak, UserStats } from "../../db/repositories/mod.ts";
import { durationText } from "../../src/plugin/mod.ts";

/** Somebody's place among those who talk most. */
export interface Chatter {
  readonly name: string;
  readonly chatLines: number;
}

/** `2026-11-21 12:30 UTC`. */
function minuteText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function peakText({ count, atMs }: Peak): string {
  return atMs === undefined ? String(count) : `${count} (${minuteText(atMs)})`;
}

function linesText(count: number): string {
  return count === 1 ? "1 line" : `${count} lines`;
}

/** `1. alice 120, 2. bob 90`. */
export function chattersText(chatters: readonly Chatter[]): string {
  if (chatters.length === 0) return "Nobody has said anything yet.";
  const places = chatters.map(({ name, chatLines }, index) => `${index + 1}. ${name} ${chatLines}`);
  return `Top chatters: ${places.join(", ")}`;
}

/** The channel in two lines. */
export function channelText(
  peaks: { readonly chatUsers: Peak; readonly connected: Peak },
  people: number,
  chatters: readonly Chatter[],
): string {
  return [
    `Peak chat users: ${peakText(peaks.chatUsers)}, peak connected: ${peakText(peaks.connected)}, ` +
    `people seen: ${people}`,
    chattersText(chatters),
  ].join("\n");
}

/** One person in one line; the open session counts up to `nowMs`. */
export function personText(stats: UserStats, nowMs: number): string {
  const { name, chatLines, connectedSeconds, sessionStartMs, firstSeenMs, lastSeenMs } = stats;
  const sessionMs = sessionStartMs === undefined ? 0 : Math.max(0, nowMs - sessionStartMs);
  const seen = sessionStartMs === undefined
    ? `last seen ${durationText(nowMs - lastSeenMs)} ago`
    : `here for ${durationText(sessionMs)}`;
  return `${name}: ${linesText(chatLines)}, connected ${
    durationText(connectedSeconds * 1_000 + sessionMs)
  } in all, ` +
    `first seen ${minuteText(firstSeenMs)}, ${seen}`;
}
