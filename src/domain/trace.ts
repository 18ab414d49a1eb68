/**
 * Following one thing on its way through Rosey: spans with a beginning and an end, one inside of another.
 *
 * @module
 */

/** What is said of a span; no secrets and nothing that people wrote. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** A span that runs. */
export interface Span {
  /** Adds what is known only now. */
  note(facts: SpanFacts): void;
}

/** Makes spans. */
export interface Trace {
  /** Runs `work` as a span of this name; what it throws is noted and passed on. Spans that it makes are inside of it. */
  span<Result>(name: string, facts: SpanFacts, work: (span: Span) => Promise<Result>): Promise<Result>;
}

const UNSEEN: Span = { note() {} };

/** For when nobody looks: costs a call. */
export const noTrace: Trace = { span: (_name, _facts, work) => work(UNSEEN) };
