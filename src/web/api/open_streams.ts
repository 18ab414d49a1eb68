/**
 * How many event streams are open, and whose: nobody may hold all of them.
 *
 * @module
 */

/** Streams at once. */
export const STREAMS_LIMIT = 50;

/** Streams of one token at once. */
export const OWN_STREAMS_LIMIT = 10;

/** Counts them. */
export class OpenStreams {
  readonly #open = new Map<string, number>();

  /** Why `who` may not open one more; `undefined` when they may. */
  refusal(who: string): "all" | "own" | undefined {
    if ((this.#open.get(who) ?? 0) >= OWN_STREAMS_LIMIT) return "own";
    const all = [...this.#open.values()].reduce((sum, count) => sum + count, 0);
    return all >= STREAMS_LIMIT ? "all" : undefined;
  }

  /** One more of theirs is open. */
  opened(who: string): void {
    this.#open.set(who, (this.#open.get(who) ?? 0) + 1);
  }

  /** One of theirs has ended. */
  ended(who: string): void {
    const left = (this.#open.get(who) ?? 0) - 1;
    if (left > 0) this.#open.set(who, left);
    else this.#open.delete(who);
  }
}
