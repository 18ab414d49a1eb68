/**
 * Recordings of a real CyTube server, read line by line.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";

/** Who a recorded line comes from: the server, the recorded client, its socket library, a note, or the header. */
const DIRECTIONS = ["in", "out", "sys", "note", "meta"] as const;

const recordedLine = z.object({
  t: z.number(),
  dir: z.enum(DIRECTIONS),
  ev: z.string(),
  data: z.unknown().optional(),
  ack: z.boolean().optional(),
});

const header = z.object({ started_epoch_ms: z.number(), scenario: z.string(), about: z.string() });

/** One line of a recording. */
export interface TranscriptLine {
  /** Line number in the file, from 1. */
  readonly line: number;
  /** Milliseconds since the recording began. */
  readonly atMs: number;
  readonly direction: (typeof DIRECTIONS)[number];
  /** The event's name; for a note, who did something. */
  readonly event: string;
  /** The event's arguments: none or one, as in every recording. */
  readonly args: readonly unknown[];
  /** Whether the client asked for an acknowledgement. */
  readonly ack: boolean;
}

/** A whole recording. */
export interface Transcript {
  /** File name without its ending, such as `a01_guest_join_then_login`. */
  readonly name: string;
  /** One sentence about what was recorded. */
  readonly about: string;
  /** The server's clock at the first line, in milliseconds since 1970. */
  readonly startedEpochMs: number;
  /** Everything after the header, in order. */
  readonly lines: readonly TranscriptLine[];
}

/** Where the recordings lie. */
export const TRANSCRIPT_FOLDER = new URL("../../fixtures/transcripts/", import.meta.url);

/** Reads a recording by its name; throws when the file is missing or a line is not what a recording may hold. */
export async function readTranscript(name: string): Promise<Transcript> {
  return parseTranscript(name, await readFile(new URL(`${name}.jsonl`, TRANSCRIPT_FOLDER), "utf8"));
}

/** Parses the text of a recording: one JSON object a line, the first of them the header. */
export function parseTranscript(name: string, text: string): Transcript {
  const parsed = text.split("\n").filter((line) => line.trim() !== "").map((line, index) =>
    toLine(line, index + 1, name)
  );
  const [first, ...lines] = parsed;
  if (first === undefined || first.direction !== "meta") {
    throw new Error(`${name}: a recording begins with its header line`);
  }
  const about = header.parse(first.args[0]);
  return { name, about: about.about, startedEpochMs: about.started_epoch_ms, lines };
}

function toLine(text: string, line: number, name: string): TranscriptLine {
  const result = recordedLine.safeParse(JSON.parse(text));
  if (!result.success) throw new Error(`${name}.jsonl:${line}: not a recorded line: ${result.error.message}`);
  const { t, dir, ev, ack } = result.data;
  return {
    line,
    atMs: t,
    direction: dir,
    event: ev,
    args: "data" in result.data ? [result.data.data] : [],
    ack: ack ?? false,
  };
}
