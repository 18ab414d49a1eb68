/**
 * Answers that say what went wrong: problem documents (RFC 9457). They carry an `error` member as well, which is what
 * scripts that were written for v0.5.0 read.
 *
 * @module
 */

/** Statuses of problems, with the title that each has. */
const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** A status that a problem can have. */
export type ProblemStatus = keyof typeof TITLES;

/** What a problem says. */
export interface Problem {
  readonly status: ProblemStatus;
  /** Stable, such as `not_found`: for programs. */
  readonly code: string;
  /** What is wrong, with which value, and what to do: for people. */
  readonly detail: string;
  /** Headers that belong to it, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The document of a problem, as an answer. */
export function problemAnswer({ status, code, detail, headers = {} }: Problem): Response {
  const document = { type: "about:blank", title: TITLES[status], status, detail, code, error: detail };
  return new Response(`${JSON.stringify(document)}\n`, {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
