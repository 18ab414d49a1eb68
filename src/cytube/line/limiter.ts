/**
 * A mirror of the server's flood limit, so that no line of Rosey's is ever refused by it. It is not a token bucket
 * (CyTube 3.86, source and measured): one counter a connection keeps `count` and the time of the last accepted line.
 *
 * | a line at time t, last accepted at L       | answer                           |
 * | ------------------------------------------ | -------------------------------- |
 * | L < t - cooldown                           | accepted; count = 1, L = t       |
 * | else count < burst                         | accepted; count += 1, L = t      |
 * | else t - L < 1000 / sustained              | refused; nothing changes         |
 * | else                                       | accepted; L = t                  |
 *
 * Chat and private messages share the counter; which numbers apply is decided for every line. `/me`, `/sp` and `/say`
 * pass twice at the same instant.
 *
 * @module
 */

import { type ChannelOptions, RANKS } from "../../domain/room.ts";

/** The numbers of one limit. */
export interface FloodLimit {
  readonly burst: number;
  /** Lines a second after the burst. */
  readonly sustained: number;
  readonly cooldownMs: number;
}

/** Holds everywhere and for everyone. */
export const BASE_LIMIT: FloodLimit = { burst: 20, sustained: 10, cooldownMs: 2000 };

/** The limit for chat: the channel's own below rank 2 where it is switched on, else the base. */
export function chatLimit(options: ChannelOptions | undefined, rank: number): FloodLimit {
  const antiflood = options?.antiflood;
  if (antiflood === undefined || !antiflood.enabled || rank >= RANKS.moderator) return BASE_LIMIT;
  return {
    burst: antiflood.burst,
    sustained: antiflood.sustained,
    cooldownMs: antiflood.cooldownSeconds * 1000,
  };
}

/** How often a line passes the limit. */
export type LineWeight = 1 | 2;

/**
 * The counter of one connection, seen from the sender's side. Lines do not travel equally long, so every time is
 * taken with a margin and a doubtful burst as not yet given back: the mirror's count is never below the server's.
 */
export class ChatLimiter {
  #count = 0;
  #lastMs = -Infinity;

  /** A new connection: the server starts anew. */
  reset(): void {
    this.#count = 0;
    this.#lastMs = -Infinity;
  }

  /**
   * The earliest time, `nowMs` or later, at which a line of this weight is accepted for certain; `undefined` if never
   * (a line that passes twice where the burst is below 2).
   */
  nextSendAt(nowMs: number, weight: LineWeight, limit: FloodLimit, marginMs: number): number | undefined {
    const restedAt = this.#lastMs + limit.cooldownMs + marginMs + 1;
    if (nowMs >= restedAt && weight <= Math.max(1, limit.burst)) return nowMs;
    if (this.#count + weight <= limit.burst) return nowMs;
    if (weight === 2) return limit.burst < 2 ? undefined : restedAt;
    return Math.max(nowMs, Math.min(restedAt, this.#lastMs + 1000 / limit.sustained + marginMs));
  }

  /** A line was written at `nowMs`. */
  sent(nowMs: number, weight: LineWeight, limit: FloodLimit, marginMs: number): void {
    const rested = nowMs >= this.#lastMs + limit.cooldownMs + marginMs + 1;
    const before = rested ? 0 : this.#count;
    this.#count = before < limit.burst ? Math.min(before + weight, limit.burst) : Math.max(1, before);
    this.#lastMs = nowMs;
  }

  /** The last line turned out to have been accepted later than most: the next ones must keep away from that time. */
  acceptedLate(byMs: number): void {
    this.#lastMs += byMs;
  }

  /** The server refused a line after all: nothing is believed of the burst until a whole cooldown has passed. */
  refused(nowMs: number): void {
    this.doubt();
    this.#lastMs = nowMs;
  }

  /** The server may have counted otherwise: the burst is not believed until a whole cooldown has passed. */
  doubt(): void {
    this.#count = Infinity;
  }
}
