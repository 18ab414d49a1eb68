/**
 * Answers only to requests that name this machine. A page of the web whose name is made to point at 127.0.0.1 (DNS
 * rebinding) would otherwise read everything through its visitor's browser.
 *
 * @module
 */

import type { MiddlewareHandler } from "hono";

/** Names of this machine that nobody else can own. */
const LOCAL_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Refuses foreign names with 403, but for those that the operator gave. The port is free: a tunnel may change it. */
export function guardHost(more: readonly string[]): MiddlewareHandler {
  const names = new Set([...LOCAL_NAMES, ...more.map((name) => name.toLowerCase())]);
  return (context, next) => {
    const host = context.req.header("host") ?? new URL(context.req.url).host;
    return names.has(hostName(host)) ? next() : Promise.resolve(context.text(REFUSAL, 403));
  };
}

const REFUSAL = "this address serves this machine only, under the name localhost or 127.0.0.1\n";

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "");
}
