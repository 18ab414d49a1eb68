/**
 * Two bots that answer each other, without end: noticed and left alone.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { nameKey } from "../domain/names.ts";

/** After so many exchanges Rosey falls silent. */
export const EXCHANGES_LIMIT = 3;

/** A line that comes sooner than this after Rosey's answer may be an answer to it. */
export const EXCHANGE_WINDOW_MS = 10_000;

/** How long the silence lasts after the last line that would have been answered. */
export const SILENCE_MS = 60_000;

/** How many users are watched; beyond it, the one whose last line is oldest is forgotten. */
export const WATCHED_LIMIT = 1_000;

/** The same command with other words counts this much of an exchange: a person may well add ten videos in a row. */
const VARIED_WEIGHT = 0.25;

/** What a line asks for: a command's name, or the same word for all that is unknown; and all that was typed. */
export interface Asked {
  readonly topic: string;
  readonly text: string;
}

/** Whether a line is answered: `falls_silent` is the first one that is not, `silent` are those after it. */
export type LoopVerdict = "answer" | "falls_silent" | "silent";

interface Exchange {
  /** What was answered last, newest first. */
  recent: readonly Asked[];
  count: number;
  answeredMs: number;
  silentUntilMs: number;
}

/**
 * A person varies what they ask and reads the answers; two bots caught in a loop repeat themselves at once. So an
 * exchange is a line that comes soon after Rosey's answer to the same user and asks for the same as one of the last
 * few. Counts in monotonic time.
 */
export class LoopGuard {
  readonly #clock: Clock;
  readonly #exchanges = new Map<string, Exchange>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether to answer what `user` asks. */
  judge(user: string, asked: Asked): LoopVerdict {
    const nowMs = this.#clock.monotonic();
    const exchange = this.#exchanges.get(nameKey(user));
    if (exchange === undefined) return "answer";
    const wasSilent = exchange.silentUntilMs > nowMs;
    if (!wasSilent && this.#count(exchange, asked) < EXCHANGES_LIMIT) return "answer";
    exchange.silentUntilMs = nowMs + SILENCE_MS;
    exchange.recent = [];
    return wasSilent ? "silent" : "falls_silent";
  }

  /** Notes that what `user` asked was answered. */
  answered(user: string, asked: Asked): void {
    const key = nameKey(user);
    const known = this.#exchanges.get(key);
    this.#exchanges.delete(key);
    this.#exchanges.set(key, {
      recent: [asked, ...known?.recent ?? []].slice(0, EXCHANGES_LIMIT),
      count: known === undefined ? 0 : this.#count(known, asked),
      answeredMs: this.#clock.monotonic(),
      silentUntilMs: 0,
    });
    const oldest = this.#exchanges.keys().next();
    if (this.#exchanges.size > WATCHED_LIMIT && !oldest.done) this.#exchanges.delete(oldest.value);
  }

  /** The exchanges in a row when this is one more; none when it is something new, or comes late. */
  #count({ recent, count, answeredMs }: Exchange, asked: Asked): number {
    if (this.#clock.monotonic() - answeredMs > EXCHANGE_WINDOW_MS) return 0;
    const same = recent.filter(({ topic }) => topic === asked.topic);
    if (same.length === 0) return 0;
    return count + (same.some(({ text }) => text === asked.text) ? 1 : VARIED_WEIGHT);
  }
}
