/**
 * What is left to chance in this process.
 *
 * @module
 */

import { type Clock, type Random, seededRandom } from "../domain/clock.ts";

/**
 * Random numbers that differ from start to start. They spread retries and shuffle; nothing that must be unguessable
 * is made of them.
 */
export function chanceOf(clock: Clock): Random {
  return seededRandom(clock.now());
}
