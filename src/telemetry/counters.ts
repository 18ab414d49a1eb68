/**
 * Counts by name: what happened how often since the start.
 *
 * @module
 */

/** Names that are counted at most; a name is never made of what people write, so more would be a mistake. */
const NAME_LIMIT = 1_000;

/** A set of counts. */
export class Counters {
  readonly #counts = new Map<string, number>();

  /** Adds to a count, which begins at 0. Names beyond the limit are counted under `other`. */
  add(name: string, by = 1): void {
    const key = this.#counts.has(name) || this.#counts.size < NAME_LIMIT ? name : "other";
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  /** One count; 0 for what was never counted. */
  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** All counts, by name in order. */
  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([left], [right]) => left < right ? -1 : 1));
  }
}
