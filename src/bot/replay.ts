/**
 * The chat buffer that the server shows on every join, and what of it is news.
 *
 * ```
 * passing     events go straight through
 *   | a replayed line
 * collecting  events wait in their order until the join is complete
 *   | room.entered                      | room.lost: the replayed lines are dropped, the next join brings them again
 * comparing   the memory is being read  | passing
 *   | the answer, or its time limit
 * passing     a gap if there may be one, the unknown lines, and everything that waited, in order
 * ```
 *
 * Replayed lines of the server's own are dropped: nobody counts them, and they have been told once.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import type { EventOf, RoomEvent } from "../domain/events.ts";
import { linesWithoutOldRow, OLD_ROW_TOLERANCE_MS, SeenLines, unknownLines } from "./known_lines.ts";
import type { Log, RoomMemory, StampEvent, StoredLine } from "./ports.ts";
import type { Watermark } from "./watermark.ts";

/** CyTube shows so many lines on a join, and no more (3.86 as measured): a full buffer may hide older ones. */
export const REPLAY_BUFFER_LINES = 15;

/** How long the memory may take to answer before the comparison goes on without it. */
export const COMPARE_LIMIT_MS = 5_000;

/** How many events may wait for a comparison; one more, and it goes on without the memory's answer. */
export const HELD_EVENTS_LIMIT = 10_000;

/** What the replay filter needs. */
export interface ReplayOptions {
  readonly memory: RoomMemory["chat"];
  readonly watermark: Watermark;
  readonly clock: Clock;
  readonly log: Log;
  readonly stamp: StampEvent;
  /** Takes the events that are news, in order. */
  readonly pass: (event: RoomEvent) => void;
}

type ReplayedLine = EventOf<"chat"> | EventOf<"server.line">;

function isReplayed(event: RoomEvent): event is ReplayedLine {
  return (event.kind === "chat" || event.kind === "server.line") && event.replayed;
}

/** See the module. One for each room. */
export class ReplayFilter {
  readonly #options: ReplayOptions;
  readonly #seen = new SeenLines();
  #state: "passing" | "collecting" | "comparing" = "passing";
  /** The events of the join, up to `room.entered`. */
  #join: RoomEvent[] = [];
  /** What came while the join was compared. */
  #later: RoomEvent[] = [];
  #goOn: (() => void) | undefined;
  #comparison: Promise<void> = Promise.resolve();

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  /** Takes the next event of the room. */
  accept(event: RoomEvent): void {
    if (this.#state === "comparing") {
      this.#later.push(event);
      if (this.#later.length > HELD_EVENTS_LIMIT) this.#goOn?.();
      return;
    }
    if (this.#state === "passing") {
      if (!isReplayed(event)) return this.#pass(event);
      this.#state = "collecting";
    }
    this.#join.push(event);
    if (event.kind === "room.entered") {
      this.#state = "comparing";
      // A comparison reports its own failures and always ends.
      this.#comparison = this.#compare();
    } else if (event.kind === "room.lost" || this.#join.length > HELD_EVENTS_LIMIT) {
      this.abandon();
    }
  }

  /** Lets go of what waits, without the replayed lines: when Rosey stops, or the join was never completed. */
  abandon(): void {
    const waiting = [...this.#join, ...this.#later.splice(0)];
    this.#join = [];
    this.#state = "passing";
    for (const event of waiting) if (!isReplayed(event)) this.#pass(event);
  }

  /** Resolves when nothing is being compared: at most one time limit later. */
  async idle(): Promise<void> {
    while (this.#state === "comparing") await this.#comparison;
  }

  async #compare(): Promise<void> {
    const join = this.#join;
    const replayed = join.filter(isReplayed);
    const lines = replayed.filter((event) => event.kind === "chat");
    const stored = await this.#read(lines);
    if (this.#join !== join) return;
    this.#join = [];
    this.#findGap(replayed);
    const news = new Set<RoomEvent>(this.#news(lines, stored));
    for (const event of join) if (!isReplayed(event) || news.has(event)) this.#pass(event);
    this.#seen.addReplay(lines);
    if (lines.length > 0) this.#options.watermark.raise(Math.max(...lines.map((line) => line.serverTimeMs)));
    this.#state = "passing";
    // Another join may have begun meanwhile: what waited is taken as if it came now.
    for (const event of this.#later.splice(0)) this.accept(event);
  }

  #news(lines: EventOf<"chat">[], stored: readonly StoredLine[] | undefined): EventOf<"chat">[] {
    const watermarkMs = this.#options.watermark.seenMs;
    if (watermarkMs !== undefined) {
      return unknownLines(lines, { stored: stored ?? [], seen: this.#seen, watermarkMs });
    }
    return stored === undefined ? [] : linesWithoutOldRow(lines, stored);
  }

  /** The stored lines of the replay's span; `undefined` when the memory does not answer in time. */
  async #read(lines: readonly EventOf<"chat">[]): Promise<readonly StoredLine[] | undefined> {
    const times = lines.map((line) => line.serverTimeMs);
    if (times.length === 0) return [];
    const { memory, clock, log } = this.#options;
    const given = new Promise<undefined>((resolve) => {
      this.#goOn = () => {
        log.warn("the replay was compared without the memory, which did not answer in time");
        resolve(undefined);
      };
    });
    const timer = clock.after(COMPARE_LIMIT_MS, () => this.#goOn?.());
    try {
      return await Promise.race([
        memory.storedBetween(
          Math.min(...times) - OLD_ROW_TOLERANCE_MS,
          Math.max(...times) + OLD_ROW_TOLERANCE_MS,
        ),
        given,
      ]);
    } catch (error) {
      log.warn("the replay was compared without the memory", { error: errorText(error) });
      return undefined;
    } finally {
      timer.stop();
      this.#goOn = undefined;
    }
  }

  #findGap(replayed: readonly ReplayedLine[]): void {
    const fromMs = this.#options.watermark.seenMs;
    if (fromMs === undefined || replayed.length < REPLAY_BUFFER_LINES) return;
    const toMs = Math.min(...replayed.map((line) => line.serverTimeMs));
    if (toMs <= fromMs) return;
    this.#options.log.warn("lines may be missing: the server's buffer does not reach back far enough", {
      fromMs,
      toMs,
    });
    this.#options.pass({ ...this.#options.stamp(), kind: "chat.gap", fromMs, toMs });
  }

  #pass(event: RoomEvent): void {
    if (event.kind === "chat" && !event.replayed && !event.shadow) this.#seen.add(event);
    this.#options.pass(event);
  }
}
