/**
 * Ranks in words.
 *
 * @module
 */

import { RANKS } from "../domain/room.ts";

/** What a person calls a rank: `moderator`, or the number where it has no name. */
export function rankName(rank: number): string {
  return Object.entries(RANKS).find(([, number]) => number === rank)?.[0] ?? `rank ${rank}`;
}
