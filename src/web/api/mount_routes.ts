/**
 * Declared routes put on the server: each one is limited, guarded, checked and answered in the same way.
 *
 * @module
 */

import type { Context, Hono, HonoRequest } from "hono";
import { runLimited } from "../../bus/run_limited.ts";
import { HttpProblem, type Route } from "../../plugin/http_route.ts";
import type { WebEnvironment } from "../visitor.ts";
import { guarded, type GuardOptions } from "./guarded.ts";
import { type Problem, problemAnswer } from "./problem.ts";
import { readBody } from "./read_body.ts";
import { readQuery, withoutUnknown } from "./read_query.ts";

/** How long an answer may take. */
export const ANSWER_LIMIT_MS = 10_000;

/** What an `Idempotency-Key` may look like. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/** A plugin's route, or the core's: `undefined`. */
export interface OwnedRoute {
  readonly plugin: string | undefined;
  readonly route: Route;
}

/** What mounting needs. */
export interface MountOptions extends GuardOptions {
  /** Whether a plugin is switched on now. */
  readonly isOn: (plugin: string) => boolean;
}

/** The paths that a route is served at. */
export function pathsOf({ path, sinceV050 }: Pick<Route, "path" | "sinceV050">): readonly string[] {
  return sinceV050 ? [`/api/v1${path}`, `/api${path}`] : [`/api/v1${path}`];
}

/** Puts routes on an app. */
export function mountRoutes(
  app: Hono<WebEnvironment>,
  routes: readonly OwnedRoute[],
  options: MountOptions,
): void {
  for (const owned of routes) {
    for (const path of pathsOf(owned.route)) {
      const served = path.startsWith("/api/v1/") ? owned : { ...owned, route: lenient(owned.route) };
      app.on(owned.route.method.toUpperCase(), path, (context) => answer(context, served, options));
    }
  }
}

/** A route as v0.5.0 had it: scripts that were written for it may send more than is known. */
function lenient(route: Route): Route {
  const { query, body } = route;
  return {
    ...route,
    handle: (raw) =>
      route.handle({
        ...raw,
        query: withoutUnknown(query, raw.query),
        body: withoutUnknown(body, raw.body),
      }),
  };
}

/** Refuses the methods that no route of a path has. Called when every route is there. */
export function refuseOtherMethods(app: Hono<WebEnvironment>, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      methods.set(path, [...methods.get(path) ?? [], route.method.toUpperCase()]);
    }
  }
  for (const [path, known] of methods) {
    takeOnly(app, path, (known.includes("GET") ? ["HEAD", ...known] : known).toSorted());
  }
}

/** Refuses every method but these at a path. Called when what answers those is there. */
export function takeOnly(app: Hono<WebEnvironment>, path: string, methods: readonly string[]): void {
  const allow = methods.join(", ");
  app.all(path, ({ req }) => {
    const detail = `${req.method} is not known at this path: it takes ${allow}`;
    return problemAnswer({ status: 405, code: "method_not_allowed", detail, headers: { allow } });
  });
}

function answer(
  context: Context<WebEnvironment>,
  { plugin, route }: OwnedRoute,
  options: MountOptions,
): Promise<Response> {
  return guarded(context, route, options, async (caller) => {
    if (plugin !== undefined && !options.isOn(plugin)) return problemAnswer(switchedOff(plugin));
    const { req } = context;
    const body = route.method === "get" || route.method === "delete"
      ? undefined
      : await readBody(req.raw, options);
    const request = {
      params: req.param(),
      query: readQuery(req),
      body,
      caller,
      header: (name: string, value: string) => context.header(name, value),
      origin: originOf(req),
      idempotencyKey: idempotencyKey(req.header("idempotency-key")),
    };
    refuseNul({ path: request.params, query: request.query, body });
    const result = await runLimited(
      { clock: options.clock, limitMs: ANSWER_LIMIT_MS, stop: options.stop },
      // Not the request's own signal: Deno aborts that one with every answer, and complains once it was asked for.
      (signal) => route.handle({ ...request, signal }),
    );
    return context.json(result ?? null, route.status, { "cache-control": "private, no-cache" });
  });
}

/** A proxy ends TLS, so only the browser knows of it; a foreign page was refused before. */
export function originOf({ raw: { headers } }: Pick<HonoRequest, "raw">): string {
  const isSecure = headers.get("origin")?.startsWith("https:") === true;
  return `${isSecure ? "https" : "http"}://${headers.get("host") ?? ""}`;
}

function idempotencyKey(given: string | undefined): string | undefined {
  if (given === undefined || KEY.test(given)) return given;
  throw new HttpProblem(
    400,
    "invalid_request",
    "Idempotency-Key: must be 1 to 200 visible characters, such as a UUID",
  );
}

/** No text that people write has a NUL, and PostgreSQL takes none. */
function refuseNul(parts: unknown): void {
  if (!/(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(parts))) return;
  throw new HttpProblem(400, "invalid_request", "the request has a NUL in it");
}

function switchedOff(plugin: string): Problem {
  return {
    status: 503,
    code: "plugin_off",
    detail: `the plugin "${plugin}" is switched off: !plugin on ${plugin}`,
  };
}
