/**
 * The drink counter: `/d`, `/d5 round`, and by CyTube's rule anything else that begins with `/d`.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import type { ChatMeta } from "./chat_line.ts";
import type { Room } from "./room.ts";

/** Larger steps of the counter are ignored. */
const MAX_STEP = 10_000;

/** What became of a line that might be a drink call. */
export type DrinkOutcome =
  | { readonly kind: "notADrink" }
  | { readonly kind: "counted" }
  | { readonly kind: "line"; readonly text: string; readonly meta: ChatMeta };

/** The counter of one channel. */
export class Drinks {
  readonly #room: Room;
  #count = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  get count(): number {
    return this.#count;
  }

  /** Back to nought, as every change of media does; everybody is told even if it was nought. */
  reset(): void {
    this.#count = 0;
    this.#room.broadcast("drinkCount", 0);
  }

  /** Looks whether a line calls for drinks, counts them, and says what to send instead of the line. */
  call(from: Connection, text: string, meta: ChatMeta): DrinkOutcome {
    if (!text.startsWith("/d") || !this.#room.allows(from, "drink")) return { kind: "notADrink" };
    const number = /^\/d(-?\d+)/.exec(text)?.[1];
    const step = number === undefined ? 1 : Number(number);
    if (Math.abs(step) > MAX_STEP) return { kind: "counted" };
    const rest = text.slice(2 + (number?.length ?? 0)).trim();
    this.#count += step;
    this.#room.broadcast("drinkCount", this.#count);
    if (number !== undefined && rest === "" && step <= 0) return { kind: "counted" };
    const said = number === undefined ? `${rest} drink!` : `${rest} drink! (x${step})`;
    return { kind: "line", text: said, meta: { ...meta, addClass: "drink", forceShowName: true } };
  }
}
