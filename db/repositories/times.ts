/**
 * Times between the columns of v0.5.0, which hold whole Unix seconds, and the rest of Rosey, which has milliseconds.
 *
 * @module
 */

/** The second in which a moment lies. */
export function toSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}

/** The first whole second that is not before a moment: the bound of "since". */
export function sinceSeconds(fromMs: number): number {
  return Math.ceil(fromMs / 1000);
}

/** A stored second as milliseconds; NULL is `undefined`. */
export function toMs(seconds: number): number;
export function toMs(seconds: number | null): number | undefined;
export function toMs(seconds: number | null): number | undefined {
  return seconds === null ? undefined : seconds * 1000;
}
