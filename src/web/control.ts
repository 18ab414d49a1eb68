/**
 * What commands on this machine may ask of a running Rosey. They prove that they are the same user by a secret that only
 * this user can read; to everybody else there is nothing at these paths.
 *
 * @module
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import { RoseyError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";

const NOT_STORED = { "cache-control": "no-store" };

/** Who answers. */
export interface Introduction {
  readonly pid: number;
  readonly version: string;
  readonly channel: string;
}

/** A use of a command that is asked about. */
export interface WhyAsked {
  readonly command: string;
  /** Rosey herself when left out. */
  readonly user: string | undefined;
  readonly via: "chat" | "pm";
  readonly target: string | undefined;
}

/** What stands in the way of it: the name of the first check that fails, and two sentences. */
export interface WhyTold {
  readonly command: string;
  readonly user: string;
  readonly allowed: boolean;
  readonly check?: string | undefined;
  readonly reason?: string | undefined;
  readonly fix?: string | undefined;
}

/** What is answered to those who know the secret. */
export interface ControlSources {
  readonly secret: Secret;
  readonly introduction: Introduction;
  /** Something was put into the outbox by another process. */
  wake(): void;
  /** Throws a `RoseyError` for what is no command. */
  why(asked: WhyAsked): WhyTold;
}

/** The routes below `/control`; `sources` are `undefined` for as long as nothing can be asked. */
export function controlRoutes(sources: () => ControlSources | undefined): Hono {
  const routes = new Hono();
  routes.use(guardSecret(sources));
  routes.get("/", (context) => {
    return context.json(sources()?.introduction, 200, NOT_STORED);
  });
  routes.post("/wake", (context) => {
    sources()?.wake();
    return context.body(null, 204);
  });
  routes.get("/why", (context) => {
    const asked = whyAsked((name) => context.req.query(name));
    const answer = asked === undefined ? undefined : sources()?.why(asked);
    return answer === undefined ? context.notFound() : context.json(answer, 200, NOT_STORED);
  });
  routes.onError((error, context) => {
    if (!(error instanceof RoseyError)) throw error;
    const { message, code, hint } = error;
    return context.json({ error: message, code, hint }, 422, NOT_STORED);
  });
  return routes;
}

function whyAsked(query: (name: string) => string | undefined): WhyAsked | undefined {
  const command = query("command");
  if (command === undefined) return undefined;
  return {
    command,
    user: query("user"),
    via: query("via") === "pm" ? "pm" : "chat",
    target: query("target"),
  };
}

function guardSecret(sources: () => ControlSources | undefined): MiddlewareHandler {
  return async (context, next) => {
    const { secret } = sources() ?? {};
    const [, given] = /^Bearer (\S+)$/.exec(context.req.header("authorization") ?? "") ?? [];
    if (secret === undefined || given === undefined || !isSame(secret.reveal(), given)) {
      return context.notFound();
    }
    return await next();
  };
}

/** Hashed first, so that the time tells neither a character nor the length. */
function isSame(secret: string, given: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(secret), digest(given));
}
