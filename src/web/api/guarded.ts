/**
 * The gate that every request of the API goes through: who asks is found out, held against what the path asks for, and
 * counted; and whatever goes wrong behind it becomes a problem document.
 *
 * @module
 */

import type { Context } from "hono";
import { TimeLimitError } from "../../bus/run_limited.ts";
import type { Clock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import { type Caller, HttpProblem, type Route } from "../../plugin/http_route.ts";
import type { WebEnvironment } from "../visitor.ts";
import { type Problem, problemAnswer } from "./problem.ts";
import type { RateLimiter } from "./rate_limit.ts";
import { enter, type TokenGateOptions } from "./token_gate.ts";

/** What the gate needs. */
export interface GuardOptions {
  readonly clock: Clock;
  readonly gate: TokenGateOptions;
  readonly limiter: RateLimiter;
  /** Aborts when Rosey stops. */
  readonly stop: AbortSignal;
  /** Told of what failed inside of Rosey. */
  readonly report: (error: unknown, where: string) => void;
}

/** Answers a request with `work` if it may come in, and with a problem document if it may not, or if `work` throws. */
export async function guarded(
  context: Context<WebEnvironment>,
  { policy, counted }: Pick<Route, "policy" | "counted">,
  options: GuardOptions,
  work: (caller: Caller) => Promise<Response> | Response,
): Promise<Response> {
  const { address } = context.env;
  const where = `${context.req.method} ${context.req.path}`;
  const answer = async () => {
    try {
      const caller = await enter(context, policy, options.gate);
      const refused = "status" in caller;
      const preview = refused ? undefined : caller.preview;
      const who = preview === undefined ? `address ${address}` : `token ${preview}`;
      const tooOften = counted === "all" ? limited(who, options.limiter) : undefined;
      if (tooOften !== undefined) return problemAnswer(tooOften);
      return refused ? problemAnswer(caller) : await work(caller);
    } catch (error) {
      return problemAnswer(problemOf(error, where, options));
    }
  };
  const answered = await answer();
  if (counted === "all" || answered.ok) return answered;
  const tooOften = limited(`failures ${address}`, options.limiter);
  return tooOften === undefined ? answered : problemAnswer(tooOften);
}

function limited(who: string, limiter: RateLimiter): Problem | undefined {
  const waitMs = limiter.take(who);
  if (waitMs === undefined) return undefined;
  const seconds = Math.ceil(waitMs / 1_000);
  return {
    status: 429,
    code: "too_many_requests",
    detail: `too many requests: wait ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  };
}

/** What a failure is to whoever asked; what is none of their doing is reported. */
export function problemOf(error: unknown, where: string, { stop, report }: GuardOptions): Problem {
  if (error instanceof HttpProblem) {
    return { status: error.status, code: error.code.replace(/^http\./, ""), detail: error.message };
  }
  if (stop.aborted) {
    return { status: 503, code: "stopping", detail: "Rosey stops: ask again when she is back" };
  }
  if (error instanceof TimeLimitError) {
    report(error, where);
    return { status: 503, code: "too_slow", detail: "the answer took too long: ask for less, or later" };
  }
  if (error instanceof RoseyError) {
    const { code, message, hint } = error;
    const detail = hint === undefined ? message : `${message}. ${hint}`.replace("..", ".");
    if (error.exit === "databaseUnavailable") {
      return { status: 503, code: "memory_away", detail: "the memory is away: try again later" };
    }
    if (code === "say.key_reused") return { status: 422, code: "idempotency_key_reused", detail };
    if (code === "say.queue_full") return { status: 503, code, detail };
    if (error.exit === "notFound") return { status: 404, code, detail };
    if (error.exit === "usage" || code.startsWith("say.")) return { status: 422, code, detail };
  }
  report(error, where);
  return { status: 500, code: "fault", detail: "this failed inside of Rosey: her log says why" };
}
