/** The app as the tests ask it: with tokens of every kind, and a clock that stands still. */
import { ManualClock } from "../../../src/domain/clock.ts";
import type { TokenScope } from "../../../src/domain/api_token.ts";
import { type HealthReport, NO_WRITES } from "../../../src/telemetry/health.ts";
import { EventRing } from "../../../src/web/api/event_ring.ts";
import type { OwnedRoute } from "../../../src/web/api/mount_routes.ts";
import type { ShownToken } from "../../../src/web/api/token_gate.ts";
import { createApp, type WebAppOptions } from "../../../src/web/app.ts";
import { sessionRoutes } from "../../../src/web/routes/session.ts";

/** How a healthy Rosey is. */
export const REPORT: HealthReport = {
  status: "ok",
  inChannel: true,
  channel: "movies",
  lastFrameAgeMs: 12,
  database: "ok",
  writes: NO_WRITES,
  nats: "off",
  version: "1.2.3",
  uptimeSeconds: 5,
  reconnects: 0,
};

/** Where the app is asked from, unless a test says otherwise. */
export const ADDRESS = "127.0.0.1";

/** A token for each scope: its text is `token-` and the scope. */
function goodToken(scope: TokenScope): ShownToken {
  return {
    kind: "good",
    preview: `token-${scope}`.slice(0, 8),
    name: `the ${scope} token`,
    scopes: new Set([scope]),
  };
}

/** An app with these parts, and how to ask it. */
export function appUnderTest(
  parts: Partial<WebAppOptions> & { readonly moreRoutes?: readonly OwnedRoute[] } = {},
) {
  const clock = new ManualClock();
  const ring = new EventRing();
  const tokens = new Map<string, ShownToken>([
    ["token-read", goodToken("read")],
    ["token-say", goodToken("say")],
    ["token-admin", goodToken("admin")],
    ["token-expired", { kind: "expired" }],
    ["token-revoked", { kind: "revoked" }],
  ]);
  const reports: string[] = [];
  const identify = (token: string) => Promise.resolve(tokens.get(token) ?? { kind: "unknown" as const });
  const stop = new AbortController();
  const app = createApp({
    clock,
    version: "1.2.3",
    gate: { identify, publicStatistics: false },
    routes: [
      ...sessionRoutes(identify, false).map((route) => ({ plugin: undefined, route })),
      ...parts.moreRoutes ?? [],
    ],
    ring,
    metrics: () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "rosey_up 1\n" }),
    isOn: () => true,
    health: () => REPORT,
    control: () => undefined,
    hosts: [],
    stop: stop.signal,
    report: (error, where) => void reports.push(`${where}: ${String(error)}`),
    ...parts,
  });
  const ask = async (
    path: string,
    { method = "GET", headers = {}, body, host = "127.0.0.1:5000", token, address = ADDRESS }: {
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: BodyInit;
      readonly host?: string;
      readonly token?: string;
      readonly address?: string;
    } = {},
  ) =>
    await app.request(path, {
      method,
      headers: { host, ...token === undefined ? {} : { "x-api-token": token }, ...headers },
      ...body === undefined ? {} : { body },
    }, { address });
  return { app, ask, clock, ring, tokens, reports, stop };
}
