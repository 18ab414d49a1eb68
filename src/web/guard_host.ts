/**
 * Answers only to requests that name this machine. A page of the web whose name is made to point at 127.0.0.1 (DNS
 * rebinding) would otherwise read everything through its visitor's browser.
 *
 * @module
 */

import type { MiddlewareHandler } from "hono";

/** Names of this machine that nobody else can own. */
const LOCAL_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Refuses foreign names with 403. The port is free: a tunnel may change it. */
export const guardHost: MiddlewareHandler = (context, next) => {
  const host = context.req.header("host") ?? new URL(context.req.url).host;
  return LOCAL_NAMES.has(hostName(host)) ? next() : Promise.resolve(context.text(REFUSAL, 403));
};

const REFUSAL = "this address serves this machine only, under the name localhost or 127.0.0.1\n";

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "");
}
