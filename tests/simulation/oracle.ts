/**
 * What must hold of a world when all is quiet again. It is told what was wanted, reads what the outbox says became of
 * it, and compares both with what the room heard.
 *
 * @module
 */

import type { OutboxLine } from "../../db/repositories/mod.ts";
import type { LineClass } from "../../src/domain/outbox.ts";
import type { Mood } from "./fault_plan.ts";
import type { HeardLine } from "./simulated_room.ts";

/** Something that somebody wanted said. */
export interface Wanted {
  /** Nobody else says it. */
  readonly text: string;
  readonly class: LineClass;
  readonly pm: boolean;
  /** Whether it was confirmed that it is kept; otherwise the process ended before, and it may be. */
  confirmed: boolean;
}

/** Everything that the oracle looks at. */
export interface WorldAtRest {
  readonly mood: Mood;
  readonly wanted: readonly Wanted[];
  readonly rows: readonly OutboxLine[];
  readonly heard: readonly HeardLine[];
  readonly told: readonly HeardLine[];
  /** `cooldown` and `noflood`, where no change of the rules just before explains them. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Whether the server died with an older history: then a line that is in no history may have been heard. */
  readonly hasHole: boolean;
  /** When Rosey was shadow-muted, from and to: what she said then, nobody heard. */
  readonly shadows: readonly (readonly [number, number])[];
}

/** What was seen, for the figures. */
export interface Verdict {
  readonly problems: readonly string[];
  /** Lines of chat that were heard more than once. */
  readonly duplicates: number;
  /** Private messages that were: no history shows those, so the class decides, and an announcement goes again. */
  readonly pmsAgain: number;
  readonly losses: number;
  readonly ends: ReadonlyMap<string, number>;
}

const ENDS: ReadonlySet<string> = new Set(["sent", "rejected", "expired", "dead", "parked"]);

/** Judges a world. */
export function judge(world: WorldAtRest): Verdict {
  const problems: string[] = [];
  const ends = new Map<string, number>();
  const times = countOf([...world.heard, ...world.told]);
  const rows = new Map(world.rows.map((row) => [textOf(row), row]));
  let duplicates = 0;
  let pmsAgain = 0;
  let losses = 0;
  for (const wanted of world.wanted) {
    const { text } = wanted;
    const row = rows.get(text);
    const heard = times.get(text) ?? 0;
    times.delete(text);
    if (row === undefined) {
      if (wanted.confirmed) problems.push(`"${text}" was confirmed and is not in the outbox`);
      if (heard > 0) problems.push(`"${text}" was heard ${heard} times and is not in the outbox`);
      continue;
    }
    const end = `${row.state}${row.state === "sent" ? "" : ` ${row.reason ?? ""}`}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    const problem = problemOf(world, wanted, row, heard);
    if (heard > 1 && wanted.pm) pmsAgain += 1;
    if (heard > 1 && !wanted.pm) duplicates += 1;
    if (heard === 0 && row.state === "sent" && !row.shadowed) losses += 1;
    if (problem !== undefined) {
      problems.push(
        `"${text}" (${row.class}, ${
          wanted.pm ? "pm" : "chat"
        }, row ${row.id}): ${problem}; it is ${end}, sent ` +
          `${row.sends} times, heard ${heard} times`,
      );
    }
  }
  for (const text of times.keys()) problems.push(`"${text}" was heard and nobody wanted it`);
  for (const [answer, count] of world.refusals) {
    problems.push(`the server answered "${answer}" ${count} times`);
  }
  if (world.mood === "covered") problems.push(...disorder(world));
  return { problems, duplicates, pmsAgain, losses, ends };
}

/** Lines of one class and one producer are said in the order in which they were queued. */
function disorder({ rows, heard }: WorldAtRest): string[] {
  const places = new Map(
    heard.filter(({ user }) => user === "rosey").map(({ text }, place) => [text, place]),
  );
  const last = new Map<string, { readonly place: number; readonly text: string }>();
  const problems: string[] = [];
  for (const row of rows.toSorted((left, right) => left.id - right.id)) {
    const text = textOf(row);
    const place = places.get(text);
    if (place === undefined) continue;
    const queue = `${row.class} of ${row.producer}`;
    const before = last.get(queue);
    if (before !== undefined && before.place > place) {
      problems.push(`"${text}" was said before "${before.text}", which was queued before it`);
    }
    last.set(queue, { place, text });
  }
  return problems;
}

function problemOf(
  { mood, hasHole, shadows }: WorldAtRest,
  wanted: Wanted,
  row: OutboxLine,
  heard: number,
): string | undefined {
  if (!ENDS.has(row.state)) return "it has not found its end";
  if (row.state !== "sent" && row.reason === undefined) return "it has no reason";
  const saysAgain = row.class === "announcement";
  // What is told in private is in no history: there the class decides always.
  const isCovered = mood === "covered" && !wanted.pm;
  if (heard > 1 && !(saysAgain && !isCovered) && !hasHole) return "it was said twice";
  switch (row.state) {
    case "sent":
      if (heard > 0 || row.shadowed || isWithin(shadows, row)) return undefined;
      return "nobody heard it";
    case "parked":
      if (isCovered) return "it is parked, though the history covers it";
      return saysAgain ? "an announcement is parked" : undefined;
    default:
      return heard > 0 && !hasHole ? "it was heard, and is said not to have been" : undefined;
  }
}

/** Whether a row was on its way in one of these times. */
function isWithin(times: WorldAtRest["shadows"], { intent, changedAtMs }: OutboxLine): boolean {
  const from = (intent?.atMs ?? 0) - 1_000;
  const to = (changedAtMs ?? Infinity) + 1_000;
  return times.some(([start, end]) => start <= to && from <= end);
}

function countOf(lines: readonly HeardLine[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { user, text } of lines) {
    if (user === "rosey") times.set(text, (times.get(text) ?? 0) + 1);
  }
  return times;
}

/** What a row says. */
function textOf({ outgoing }: OutboxLine): string {
  return outgoing === undefined || outgoing.kind === "action" ? "" : outgoing.text;
}
