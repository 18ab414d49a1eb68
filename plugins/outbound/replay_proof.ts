/**
 * What a replay proves about lines of which it is not known whether they were said.
 *
 * Rosey logs in before she joins, so nothing of an older connection can come behind the replay: it is final. A replay
 * covers a line if it still holds the newest line of chat that was known before it was sent. Then a line that it lacks was
 * certainly not said. "Fewer than 15 lines" proves nothing, since the buffer can be cleared.
 *
 * Residual hole: a server that dies uncleanly comes back with an older buffer. If that was saved after the newest line
 * known and before ours, it covers ours and lacks it, although everybody saw it.
 *
 * @module
 */

import { isCutEchoOf, isEchoOf } from "../../src/domain/echo.ts";
import { sameName } from "../../src/domain/names.ts";
import type { SeenLine } from "../../src/domain/room_line.ts";
import type { Intent } from "./pending.ts";

/** The server cuts no line shorter than this: a shorter one is not the beginning of another, but a line of its own. */
const CUT_MIN = 80;

/** A line in doubt, as far as a replay can tell of it. */
export interface DoubtfulText {
  readonly text: string;
  readonly intent: Intent;
}

/** A line that was echoed. */
export interface ConfirmedText extends DoubtfulText {
  readonly serverTimeMs: number;
}

/** What is proved of a line in doubt. */
export type Proof =
  | {
    readonly kind: "said";
    readonly serverTimeMs: number | undefined;
    readonly truncated: boolean;
    /** How that is known: a stable name. */
    readonly reason: "replayed" | "rewritten" | "late_echo" | "room_shows";
  }
  | { readonly kind: "not_said" }
  | { readonly kind: "unknown" };

/**
 * The proofs, in the order of `doubtful`, which is the order in which they were sent. Each replayed line is the echo of
 * one line at most, and none that was confirmed already counts again.
 */
export function proofs(
  doubtful: readonly DoubtfulText[],
  { replay, confirmed }: {
    readonly replay: readonly SeenLine[];
    readonly confirmed: readonly ConfirmedText[];
  },
): Proof[] {
  const used = new Set<SeenLine>();
  for (const line of confirmed) {
    const echo = replay.find((seen) => !used.has(seen) && isEchoOfConfirmed(seen, line));
    if (echo !== undefined) used.add(echo);
  }
  const own = (index: number) => replay.slice(index).filter((seen) => seen.own && !used.has(seen));
  const take = (seen: SeenLine, reason: "replayed" | "rewritten", truncated: boolean): Proof => {
    used.add(seen);
    return { kind: "said", serverTimeMs: seen.serverTimeMs, truncated, reason };
  };
  const texts = doubtful.map((line): Proof | undefined => {
    const candidates = own(firstAfter(line.intent, replay));
    const echo = candidates.find((seen) => isEchoOf(seen.text, line.text));
    if (echo !== undefined) return take(echo, "replayed", false);
    const cut = candidates.find((seen) => seen.text.length >= CUT_MIN && isCutEchoOf(seen.text, line.text));
    return cut === undefined ? undefined : take(cut, "replayed", true);
  });
  return doubtful.map((line, index) => {
    const proof = texts[index];
    if (proof !== undefined) return proof;
    const seenAt = placeOf(line.intent.seen, replay);
    if (seenAt === -1) return { kind: "unknown" };
    // Nobody else speaks under Rosey's name: an own line that nothing explains is ours, and a filter has rewritten it.
    const [unexplained] = own(seenAt + 1);
    return unexplained === undefined ? { kind: "not_said" } : take(unexplained, "rewritten", false);
  });
}

/** Whether a line that was echoed should be in the replay and is not: then nobody but Rosey saw it. */
export function isShadowed(line: ConfirmedText, replay: readonly SeenLine[]): boolean {
  return placeOf(line.intent.seen, replay) !== -1 && !replay.some((seen) => isEchoOfConfirmed(seen, line));
}

function isEchoOfConfirmed(seen: SeenLine, { serverTimeMs }: ConfirmedText): boolean {
  return seen.own && seen.serverTimeMs === serverTimeMs;
}

/** The first place in the replay where the echo of a line can stand. */
function firstAfter({ seen }: Intent, replay: readonly SeenLine[]): number {
  const place = placeOf(seen, replay);
  if (place !== -1 || seen === undefined) return place + 1;
  // Times of the server are compared with nothing but its own.
  const first = replay.findIndex(({ serverTimeMs }) => serverTimeMs >= seen.serverTimeMs);
  return first === -1 ? replay.length : first;
}

/** Where the replay holds a line that was seen; -1 when it does not. */
function placeOf(wanted: SeenLine | undefined, replay: readonly SeenLine[]): number {
  if (wanted === undefined) return -1;
  return replay.findIndex((seen) =>
    seen.serverTimeMs === wanted.serverTimeMs && seen.text === wanted.text &&
    sameName(seen.user, wanted.user)
  );
}
