/**
 * What the recorded client saw, in a form in which a recording and a run of the sandbox can be laid side by side.
 *
 * @module
 */
import type { Transcript } from "./transcript.ts";

/** One thing the watching client saw: an event of the server, or a word of its socket library. */
export interface Frame {
  /** Milliseconds of server time since the run began. */
  readonly atMs: number;
  /** `event` came from the server; `sys` is what the connection did. */
  readonly kind: "event" | "sys";
  readonly name: string;
  readonly args: readonly unknown[];
  /** Line of the recording, for expected frames. */
  readonly line?: number;
}

/**
 * Words of the socket library that are about the library alone: its own retry timer, and engine.io's ping, which
 * runs on the machine's clock and not on the sandbox's.
 */
const CLIENT_ONLY = new Set(["reconnect_attempt", "reconnect", "engine-ping"]);

/** What a run must show: the recording's incoming events and what its connection did, in order. */
export function expectedFrames(transcript: Transcript): Frame[] {
  const frames: Frame[] = [];
  for (const { direction, event, args, atMs, line } of transcript.lines) {
    if (direction === "in") frames.push({ kind: "event", name: event, args, atMs, line });
    if (direction === "sys" && !CLIENT_ONLY.has(event)) {
      frames.push({ kind: "sys", name: event, args, atMs, line });
    }
  }
  return frames;
}

/** A frame on one line, cut to a readable length. */
export function describeFrame(frame: Frame): string {
  const data = frame.args.length === 0 ? "(no data)" : JSON.stringify(frame.args[0]);
  const text = data.length > 400 ? `${data.slice(0, 400)}... (${data.length} characters)` : data;
  return `${frame.kind === "sys" ? "[socket] " : ""}${frame.name} ${text}`;
}
