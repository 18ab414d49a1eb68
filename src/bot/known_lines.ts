/**
 * Telling lines that are stored already from lines that were missed, when the server shows its buffer again.
 *
 * @module
 */

import type { EventOf } from "../domain/events.ts";
import { nameKey } from "../domain/names.ts";
import type { StoredLine } from "./ports.ts";

/** How many lines of this process are remembered: the server's buffer of 15, many times over. */
export const REMEMBERED_LINES = 500;

/** How far the clock of an old bot may be off: its rows are whole seconds of another machine's clock. */
export const OLD_ROW_TOLERANCE_MS = 2_000;

type ChatLine = Pick<EventOf<"chat">, "user" | "text" | "html" | "serverTimeMs">;

/** As the memory would give it back: with NUL as its picture, and without halves of surrogate pairs. */
function lineKey(user: string, text: string, serverTimeMs: number): string {
  return `${serverTimeMs} ${nameKey(user)} ${text.toWellFormed().replaceAll("\0", "\u2400")}`;
}

/**
 * The lines that this process saw last. It knows what a read of the memory cannot yet: lines on their way to the
 * disk, and lines that no plugin stores.
 */
export class SeenLines {
  readonly #lines: { readonly key: string; readonly serverTimeMs: number }[] = [];

  /** From this server time on every line of the room was seen; `undefined` before the first. */
  get completeSinceMs(): number | undefined {
    return earliest(this.#lines.map(({ serverTimeMs }) => serverTimeMs));
  }

  /** Remembers a line, forgetting the oldest beyond {@link REMEMBERED_LINES}. */
  add(line: ChatLine): void {
    this.#push(lineKey(line.user, line.text, line.serverTimeMs), line.serverTimeMs);
  }

  /** Remembers those lines of a replay that it does not know yet. */
  addReplay(replayed: readonly ChatLine[]): void {
    const counts = this.counts();
    for (const { user, text, serverTimeMs } of replayed) {
      const key = lineKey(user, text, serverTimeMs);
      const left = counts.get(key) ?? 0;
      if (left > 0) counts.set(key, left - 1);
      else this.#push(key, serverTimeMs);
    }
  }

  /** How often each line was seen. */
  counts(): Map<string, number> {
    return countKeys(this.#lines.map(({ key }) => key));
  }

  #push(key: string, serverTimeMs: number): void {
    this.#lines.push({ key, serverTimeMs });
    if (this.#lines.length > REMEMBERED_LINES) this.#lines.shift();
  }
}

function countKeys(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function earliest(timesMs: readonly number[]): number | undefined {
  return timesMs.length === 0 ? undefined : Math.min(...timesMs);
}

/** What is known when a replay is compared. */
export interface KnownLines {
  /** Everything stored in the replay's span. */
  readonly stored: readonly StoredLine[];
  readonly seen: SeenLines;
  /** The newest server time seen before. */
  readonly watermarkMs: number;
}

/**
 * The replayed lines that are not known yet, in their order. Compared as a multiset of (time, user, text): the same
 * line said twice in one millisecond, and stored once, is missing once.
 *
 * What is stored may begin late, because older lines were purged or are an old bot's. A line from before that, and not
 * newer than the watermark, is taken as known: better a line too few than one twice. The server shows lines in the order
 * in which they were said, so one behind a known line is news whatever its time: the server's clock may have been set
 * back while Rosey was away.
 */
export function unknownLines<Line extends ChatLine>(replayed: readonly Line[], known: KnownLines): Line[] {
  const { stored, seen, watermarkMs } = known;
  const keys: string[] = [];
  const timesMs: number[] = [];
  const oldRows: StoredLine[] = [];
  for (const row of stored) {
    const { user, text, serverTimeMs } = row;
    if (serverTimeMs === undefined || text === undefined) {
      oldRows.push(row);
      continue;
    }
    keys.push(lineKey(user, text, serverTimeMs));
    timesMs.push(serverTimeMs);
  }
  const counts = countKeys(keys);
  for (const [key, count] of seen.counts()) counts.set(key, Math.max(count, counts.get(key) ?? 0));
  const completeSinceMs = Math.min(earliest(timesMs) ?? Infinity, seen.completeSinceMs ?? Infinity);
  let isBehindKnown = false;
  return replayed.filter((line) => {
    const key = lineKey(line.user, line.text, line.serverTimeMs);
    const left = counts.get(key) ?? 0;
    if (left > 0) {
      counts.set(key, left - 1);
      isBehindKnown = true;
      return false;
    }
    if (oldRows.some((row) => isOldRowOf(row, line))) return false;
    return isBehindKnown || line.serverTimeMs > watermarkMs || line.serverTimeMs >= completeSinceMs;
  });
}

/**
 * The replayed lines of the first join ever, or of the first after an old bot's memory was taken over: those that no
 * stored row has with the same user and text within {@link OLD_ROW_TOLERANCE_MS}.
 */
export function linesWithoutOldRow<Line extends ChatLine>(
  replayed: readonly Line[],
  stored: readonly StoredLine[],
): Line[] {
  return replayed.filter((line) => !stored.some((row) => isOldRowOf(row, line)));
}

function isOldRowOf(row: StoredLine, line: ChatLine): boolean {
  return nameKey(row.user) === nameKey(line.user) &&
    (row.text === line.text || row.html === line.html) &&
    Math.abs((row.serverTimeMs ?? row.atMs) - line.serverTimeMs) <= OLD_ROW_TOLERANCE_MS;
}
