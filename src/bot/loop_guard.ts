/**
 * Two bots that answer each other, without end: noticed and left alone.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { nameKey } from "../domain/names.ts";

/** After so many exchanges Rosey falls silent. */
export const EXCHANGES_LIMIT = 3;

/** A bot answers sooner than this after Rosey's answer; a person has to read and type first. */
export const PROMPT_MS = 2_000;

/** A line that comes sooner than this after Rosey's answer may be an answer to it. */
export const EXCHANGE_WINDOW_MS = 10_000;

/** How long the silence lasts. */
export const SILENCE_MS = 60_000;

/** How many users are watched; beyond it, the one who was answered the longest ago is forgotten. */
export const WATCHED_LIMIT = 1_000;

/**
 * What is said later than at once, or in other words, counts this much of an exchange: a person may well roll dice over
 * and over, or add ten videos in a row, and two bots that are slow or vary their words end all the same.
 */
const DOUBTFUL_WEIGHT = 0.1;

/** What a line asks for: a command's name, or the same word for all that is unknown; and all that was typed. */
export interface Asked {
  readonly topic: string;
  readonly text: string;
  /** When the line came, in monotonic time. */
  readonly askedMs: number;
}

/** Whether a line is answered: `falls_silent` is the first one that is not, `silent` are those after it. */
export type LoopVerdict = "answer" | "falls_silent" | "silent";

interface Exchange {
  /** What was answered last, newest first. */
  recent: readonly Asked[];
  count: number;
  answeredMs: number;
  /** Until when a topic is not answered. */
  readonly silences: Map<string, number>;
}

/**
 * A person varies what they ask and reads the answers; two bots caught in a loop repeat themselves at once. So an
 * exchange is a line that comes at once after Rosey's answer to the same user and asks for the same as one of the last
 * few. Only what was asked in the loop is not answered for a while. Counts in monotonic time.
 */
export class LoopGuard {
  readonly #clock: Clock;
  readonly #exchanges = new Map<string, Exchange>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether to answer what `user` asks. */
  judge(user: string, asked: Asked): LoopVerdict {
    const exchange = this.#exchanges.get(nameKey(user));
    if (exchange === undefined) return "answer";
    if (this.silentMs(user, asked.topic) > 0) return "silent";
    if (countWith(exchange, asked) < EXCHANGES_LIMIT) return "answer";
    const untilMs = this.#clock.monotonic() + SILENCE_MS;
    for (const { topic } of [asked, ...exchange.recent]) exchange.silences.set(topic, untilMs);
    exchange.recent = [];
    exchange.count = 0;
    return "falls_silent";
  }

  /** How long `user` is not yet answered on a topic; 0 when they are. */
  silentMs(user: string, topic: string): number {
    const untilMs = this.#exchanges.get(nameKey(user))?.silences.get(topic) ?? 0;
    return Math.max(0, untilMs - this.#clock.monotonic());
  }

  /** Notes that what `user` asked was answered. */
  answered(user: string, asked: Asked): void {
    const key = nameKey(user);
    const known = this.#exchanges.get(key);
    this.#exchanges.delete(key);
    this.#exchanges.set(key, {
      recent: [asked, ...known?.recent ?? []].slice(0, EXCHANGES_LIMIT),
      count: known === undefined ? 0 : countWith(known, asked),
      answeredMs: this.#clock.monotonic(),
      silences: known?.silences ?? new Map<string, number>(),
    });
    const oldest = this.#exchanges.keys().next();
    if (this.#exchanges.size > WATCHED_LIMIT && !oldest.done) this.#exchanges.delete(oldest.value);
  }
}

/** The exchanges in a row when this is one more; none when it is something new, or comes late. */
function countWith({ recent, count, answeredMs }: Exchange, asked: Asked): number {
  const waitedMs = asked.askedMs - answeredMs;
  if (waitedMs > EXCHANGE_WINDOW_MS) return 0;
  const same = recent.filter(({ topic }) => topic === asked.topic);
  if (same.length === 0) return 0;
  const isWhole = waitedMs <= PROMPT_MS && same.some(({ text }) => text === asked.text);
  return count + (isWhole ? 1 : DOUBTFUL_WEIGHT);
}
