/**
 * The limit of a list.
 *
 * @module
 */

/** Where a limit can be put on. */
interface Limitable<Self> {
  limit(count: number): Self;
}

/** At most `count` rows; a negative count means all, as it did in v0.5.0. Throws a TypeError when it is no whole number. */
export function limited<Self extends Limitable<Self>>(query: Self, count: number): Self {
  if (!Number.isSafeInteger(count)) {
    throw new TypeError(`A limit must be a whole number, not ${String(count)}`);
  }
  return count < 0 ? query : query.limit(count);
}
