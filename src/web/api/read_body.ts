/**
 * The body of a request, within limits of size and time.
 *
 * @module
 */

import { runLimited, TimeLimitError } from "../../bus/run_limited.ts";
import type { Clock } from "../../domain/clock.ts";
import { HttpProblem } from "../../plugin/http_route.ts";

/** Longest body, in bytes: the longest text that can be said has some thousand. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** How long a body may take to come in. */
export const BODY_LIMIT_MS = 10_000;

/** What reading needs. */
export interface BodyLimits {
  readonly clock: Clock;
  /** Ends the wait. */
  readonly stop: AbortSignal;
}

/**
 * What the JSON of a body says; `undefined` when it is empty. It is JSON whatever it calls itself: scripts for v0.5.0 did
 * not always say so.
 *
 * @throws {HttpProblem} `too_large`, `too_slow`, `broken_off`, `not_json`.
 */
export async function readBody(request: Request, { clock, stop }: BodyLimits): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) throw tooLarge();
  const reader = request.body?.getReader();
  if (reader === undefined) return undefined;
  let text: string;
  try {
    text = await runLimited({ clock, limitMs: BODY_LIMIT_MS, stop }, () => wholeText(reader));
  } catch (error) {
    // What is left of it is of no use, and may never come.
    void reader.cancel().catch(() => undefined);
    if (error instanceof HttpProblem || stop.aborted) throw error;
    if (error instanceof TimeLimitError) {
      throw new HttpProblem(408, "too_slow", `the body took longer than ${BODY_LIMIT_MS / 1000} s`);
    }
    throw new HttpProblem(400, "broken_off", "the body broke off before its end");
  }
  return text === "" ? undefined : parseJson(text);
}

async function wholeText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > BODY_LIMIT_BYTES) throw tooLarge();
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new HttpProblem(400, "not_json", "the body is not JSON");
  }
}

function tooLarge(): HttpProblem {
  return new HttpProblem(413, "too_large", `the body is longer than ${BODY_LIMIT_BYTES} bytes`);
}
