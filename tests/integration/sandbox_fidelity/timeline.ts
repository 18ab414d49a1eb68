/**
 * The order and the times in which a scenario's doings happen, taken from its recording.
 *
 * @module
 */
import type { Act, Cue } from "./scenario.ts";
import type { Transcript, TranscriptLine } from "./transcript.ts";
import type { Variation } from "./variation.ts";

/** One doing. */
export interface Step {
  /** Milliseconds since the run began, whole: a server's clock has no fractions. */
  readonly atMs: number;
  /** How many answers to logins the recorded client had before this: it went on when it had them. */
  readonly loginsAnswered: number;
  /** Whether the next step follows without waiting for answers: the recorded client sent several frames at once. */
  readonly atOnce: boolean;
  readonly act: Act;
}

/** Frames that the recorded client sent closer together than this were sent at once, in milliseconds. */
const AT_ONCE_MS = 2;

/** An echo that comes later than this belongs to something else, in milliseconds. */
const ANSWERED_WITHIN_MS = 50;

/** Everything that the recorded client and the others do, in order. Throws on a cue for a line that is no note. */
export function timelineOf(transcript: Transcript, cues: readonly Cue[], variation: Variation): Step[] {
  const recorded = recordedSteps(transcript, cues);
  const fixed = cues.flatMap((cue): Step[] =>
    cue.kind === "at" ? [{ atMs: cue.atMs, loginsAnswered: 0, atOnce: false, act: cue.act }] : []
  );
  const steps = [...fixed, ...recorded].toSorted((one, other) => one.atMs - other.atMs);
  return steps.map((step, index) => {
    if (fixed.includes(step)) return step;
    const nextMs = steps[index + 1]?.atMs ?? step.atMs;
    return { ...step, atMs: step.atMs + variation.delayMs(nextMs - step.atMs) };
  });
}

/** What is done on the recording's own lines: by the recorded client, and by others where a note tells of it. */
function recordedSteps(transcript: Transcript, cues: readonly Cue[]): Step[] {
  const acts = new Map(cues.flatMap((cue) => cue.kind === "note" ? [[cue.line, cue.act] as const] : []));
  const steps: Step[] = [];
  let loginsAnswered = 0;
  let atMs = 0;
  for (const [index, line] of transcript.lines.entries()) {
    if (line.direction === "in" && line.event === "login") loginsAnswered++;
    const isNote = line.direction === "note";
    const act = isNote ? acts.get(line.line) : actOf(line, transcript.lines.slice(index));
    if (isNote) acts.delete(line.line);
    if (act === undefined) continue;
    atMs = Math.max(atMs, Math.ceil(answerTime(transcript, index) ?? line.atMs));
    steps.push({ atMs, loginsAnswered, atOnce: isSentWith(line, transcript.lines[index + 1]), act });
  }
  if (acts.size > 0) {
    throw new Error(`${transcript.name}: lines ${[...acts.keys()]} are no notes, yet have a cue`);
  }
  return steps;
}

function isSentWith(line: TranscriptLine, next: TranscriptLine | undefined): boolean {
  return line.direction === "out" && next?.direction === "out" && next.atMs - line.atMs < AT_ONCE_MS;
}

/** What the recorded client itself did on a line of the recording. */
function actOf(line: TranscriptLine, following: readonly TranscriptLine[]): Act | undefined {
  if (line.direction === "out") return (scene) => scene.send(line.event, line.args, line.ack);
  if (line.direction !== "sys") return undefined;
  if (line.event === "socketconfig") return (scene) => scene.discover(channelJoined(following));
  if (line.event === "connect" || line.event === "connect_error" || line.event === "handshake") {
    return (scene) => scene.connect();
  }
  if (line.event === "POST /login") return (scene) => scene.logInOnSite("rosey");
  if (line.event === "close") return (scene) => scene.open.at(-1)?.close();
  const closes = line.event === "disconnect" &&
    JSON.stringify(line.args) === '[{"reason":"io client disconnect"}]';
  return closes ? (scene) => scene.open.at(-1)?.close() : undefined;
}

/** The channel that the client goes on to join; any legal name serves for the discovery. */
function channelJoined(following: readonly TranscriptLine[]): string {
  const join = following.find((line) => line.direction === "out" && line.event === "joinChannel");
  const name = /"name":"([\w-]+)"/.exec(JSON.stringify(join?.args ?? []))?.[1];
  return name ?? "testroom";
}

/**
 * When the server took a chat line, or the last of several that were sent at once, by the time that its echo bears:
 * the client's own times are some milliseconds off, and the limits of chat depend on them.
 */
function answerTime(transcript: Transcript, index: number): number | undefined {
  const line = transcript.lines[index];
  if (line?.direction !== "out" || line.event !== "chatMsg") return undefined;
  const following = transcript.lines.slice(index + 1);
  const answers = following.slice(following.findIndex((one) => one.direction === "in"));
  const next = answers.findIndex((one) => one.direction !== "in");
  const echo = answers.slice(0, next < 0 ? undefined : next).findLast((one) => one.event === "chatMsg");
  const time = /"time":(\d+)/.exec(JSON.stringify(echo?.args ?? []))?.[1];
  if (time === undefined) return undefined;
  const atMs = Number(time) - transcript.startedEpochMs;
  return Math.abs(atMs - line.atMs) < ANSWERED_WITHIN_MS ? atMs : undefined;
}
