/**
 * Where the sandbox looks media up: no network, but answers of the shapes that a CyTube server gets.
 *
 * @module
 */

/** Media as it goes over the wire, without its place in a playlist. */
export interface Media {
  readonly id: string;
  readonly title: string;
  /** 0 for what is live. */
  readonly seconds: number;
  readonly duration: string;
  readonly type: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The answer to one look-up; a list of media for a whole playlist. */
export type LookupResult =
  | { readonly kind: "media"; readonly media: readonly Media[] }
  | { readonly kind: "failed"; readonly message: string };

/** What somebody asked for beside type and id. */
export interface LookupRequest {
  readonly type: string;
  readonly id: string;
  /** A title of the asker's own, for raw files and embeds. */
  readonly title?: string;
  /** A length in seconds, for live media that ends. */
  readonly seconds?: number;
}

/** Knows what stands behind a type and an id. Deterministic: the same request, the same answer. */
export type MediaCatalogue = (request: LookupRequest) => LookupResult;

/** Longest title; what is longer is cut. */
export const MAX_TITLE_LENGTH = 100;

/** Types that have no end: livestreams and embeds. */
export const LIVE_TYPES: ReadonlySet<string> = new Set(["li", "tw", "rt", "cu", "hl"]);
