/**
 * What Rosey answers over HTTP, put together: every route through the same gate, the event stream, the page, and how she
 * is.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import type { Clock } from "../domain/clock.ts";
import type { RoutePolicy } from "../plugin/http_route.ts";
import type { HealthReport } from "../telemetry/health.ts";
import type { EventRing } from "./api/event_ring.ts";
import { eventRoute, eventStream } from "./api/event_stream.ts";
import { guarded, type GuardOptions } from "./api/guarded.ts";
import { mountRoutes, originOf, type OwnedRoute, refuseOtherMethods, takeOnly } from "./api/mount_routes.ts";
import { OpenStreams, OWN_STREAMS_LIMIT, STREAMS_LIMIT } from "./api/open_streams.ts";
import { openApiDocument } from "./api/openapi.ts";
import { type Problem, problemAnswer } from "./api/problem.ts";
import { readQuery } from "./api/read_query.ts";
import { RateLimiter } from "./api/rate_limit.ts";
import { enter, type TokenGateOptions } from "./api/token_gate.ts";
import { controlRoutes, type ControlSources } from "./control.ts";
import { guardHost } from "./guard_host.ts";
import { PAGE_FILES, type PageFile } from "./page_files.ts";
import { secureHeaders } from "./secure_headers.ts";
import type { WebEnvironment } from "./visitor.ts";

/** What is answered from the first moment on. */
export interface VitalOptions {
  health(): HealthReport;
  /** For commands of the same user; `undefined` for as long as there is nothing to be asked. */
  control(): ControlSources | undefined;
  /** Names beside those of this machine under which the port is reached, through a proxy. */
  readonly hosts: readonly string[];
  /** Told of what failed inside of Rosey. */
  readonly report: (error: unknown, where: string) => void;
}

/** What the app is made of. */
export interface WebAppOptions extends VitalOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly gate: TokenGateOptions;
  readonly routes: readonly OwnedRoute[];
  readonly ring: EventRing;
  /** Every figure, for Prometheus. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Whether a plugin is switched on now. */
  readonly isOn: (plugin: string) => boolean;
  /** Aborts when Rosey stops: streams end. */
  readonly stop: AbortSignal;
}

/** Answers how she is, and that the rest comes: for as long as there is no memory. */
export function createOpeningApp(options: VitalOptions): Hono<WebEnvironment> {
  const app = vitalApp(options);
  app.all("*", () => problemAnswer(NOT_YET));
  return app;
}

/** Makes the app. It opens nothing. */
export function createApp(options: WebAppOptions): Hono<WebEnvironment> {
  const { clock, gate, routes, isOn, stop, report } = options;
  const app = vitalApp(options);
  const guard = { clock, gate, limiter: new RateLimiter(clock), isOn, stop, report };
  const open = new OpenStreams();
  app.get(`/api/v1${eventRoute.path}`, (context) => events(context, options, guard, open));
  app.get(METRICS_PATH, compress(), (context) => figures(context, options, guard));
  app.use("/page/*", compress());
  for (const [path, file] of PAGE_FILES) app.get(path, (context) => pageAnswer(context, file));
  // Streams are neither compressed nor hashed: both would hold events back.
  app.use("/api/*", compress(), etag());
  const all = [...routes, { plugin: undefined, route: eventRoute }];
  const document = JSON.stringify(openApiDocument(all, options.version));
  app.get(DOCUMENT_PATH, (context) => context.body(document, 200, JSON_HEADERS));
  mountRoutes(app, routes, guard);
  refuseOtherMethods(app, all.map(({ route }) => route));
  for (const path of [METRICS_PATH, DOCUMENT_PATH, ...PAGE_FILES.keys()]) takeOnly(app, path, READING);
  return app;
}

function vitalApp({ health, control, hosts, report }: VitalOptions): Hono<WebEnvironment> {
  const app = new Hono<WebEnvironment>();
  app.use(secureHeaders, guardHost(hosts));
  app.get("/healthz", (context) => {
    const record = health();
    const { inChannel, database } = record;
    // Whoever starts anew what answers 503 must not do that to a room for a NATS that is away.
    const works = isReady(record) && inChannel && database === "ok";
    return context.json(record, works ? 200 : 503, NOT_STORED);
  });
  app.get("/readyz", (context) => {
    const record = health();
    const ready = isReady(record);
    return context.text(ready ? "ready\n" : `${record.status}\n`, ready ? 200 : 503, NOT_STORED);
  });
  for (const path of ["/healthz", "/readyz"]) takeOnly(app, path, READING);
  app.route("/control", controlRoutes(control));
  app.notFound(() => problemAnswer(NOTHING_HERE));
  app.onError((error, context) => {
    report(error, `${context.req.method} ${context.req.path}`);
    return problemAnswer(FAULT);
  });
  return app;
}

/** From the first time in the room on, until Rosey stops. */
function isReady({ status }: HealthReport): boolean {
  return status === "ok" || status === "degraded";
}

/** Figures tell of commands and plugins, so they are no more open than what the room said. */
function figures(
  context: Context<WebEnvironment>,
  { metrics }: WebAppOptions,
  guard: GuardOptions,
): Promise<Response> {
  return guarded(context, { policy: METRICS_POLICY, counted: "all" }, guard, async () => {
    const { contentType, text } = await metrics();
    return context.body(text, 200, { ...NOT_STORED, "content-type": contentType });
  });
}

function events(
  context: Context<WebEnvironment>,
  { ring, clock, stop }: WebAppOptions,
  guard: GuardOptions,
  open: OpenStreams,
): Promise<Response> {
  return guarded(context, eventRoute, guard, async (caller) => {
    const { req } = context;
    const request = {
      params: {},
      query: readQuery(req),
      body: undefined,
      caller,
      header: () => {},
      origin: originOf(req),
    };
    const kinds = await eventRoute.handle({ ...request, idempotencyKey: undefined, signal: stop });
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    // A stream that nobody reads would never end.
    if (req.method === "HEAD") return context.body(null, 200, headers);
    const who = caller.preview ?? context.env.address;
    const refusal = open.refusal(who);
    if (refusal !== undefined) return problemAnswer(TOO_MANY_STREAMS[refusal]);
    open.opened(who);
    const stream = eventStream({
      ring,
      clock,
      stop,
      kinds: Array.isArray(kinds) ? kinds.map(String) : [],
      isAdmin: caller.scopes.includes("admin"),
      lastSeen: req.header("last-event-id"),
      mayStay: async () => !("status" in await enter(context, eventRoute.policy, guard.gate)),
      ended: () => open.ended(who),
    });
    return context.body(stream, 200, headers);
  });
}

/** A file of the page, unless the browser has this very text. */
function pageAnswer(context: Context, { type, text, etag }: PageFile): Response {
  const headers = { etag, "cache-control": "no-cache" };
  // Compression makes a tag weak, and it comes back so.
  const known = (context.req.header("if-none-match") ?? "").split(",").map((tag) =>
    tag.trim().replace(/^W\//, "")
  );
  if (known.includes(etag)) return context.body(null, 304, headers);
  return context.body(text, 200, { ...headers, "content-type": type });
}

/** Where Prometheus looks by itself. */
export const METRICS_PATH = "/metrics";

/** Who may read the figures. */
export const METRICS_POLICY: RoutePolicy = "read";

const DOCUMENT_PATH = "/api/openapi.json";

const READING = ["GET", "HEAD"];

const NOT_STORED = { "cache-control": "no-store" } as const;

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-cache" } as const;

const NOT_YET: Problem = {
  status: 503,
  code: "memory_opening",
  detail: "Rosey opens her memory, or waits for it: /healthz says how she is",
  headers: { "retry-after": "5" },
};

const TOO_MANY_STREAMS = {
  all: {
    status: 503,
    code: "too_many_streams",
    detail: `${STREAMS_LIMIT} streams are open: close one, or come back later`,
    headers: { "retry-after": "30" },
  },
  own: {
    status: 429,
    code: "too_many_streams",
    detail: `${OWN_STREAMS_LIMIT} streams of this token are open: close one, or use another token`,
    headers: { "retry-after": "30" },
  },
} as const satisfies Record<string, Problem>;

const NOTHING_HERE: Problem = {
  status: 404,
  code: "no_such_path",
  detail:
    "there is nothing at this path: / is the page, /healthz says how Rosey is, /api/openapi.json lists the rest",
};

const FAULT: Problem = {
  status: 500,
  code: "fault",
  detail: "this failed inside of Rosey: her log says why",
};
