/**
 * Answers only to requests that name this machine. A page of the web whose name is made to point at 127.0.0.1 (DNS
 * rebinding) would otherwise read everything through its visitor's browser.
 *
 * @module
 */

import type { MiddlewareHandler } from "hono";
import { quoted } from "../domain/text.ts";
import { type Problem, problemAnswer } from "./api/problem.ts";

/** Names of this machine that nobody else can own. */
const LOCAL_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Refuses foreign names with 403, but for those that the operator gave. The port is free: a tunnel may change it. */
export function guardHost(more: readonly string[]): MiddlewareHandler {
  const names = new Set([...LOCAL_NAMES, ...more.map((name) => name.toLowerCase())]);
  return (context, next) => {
    const host = context.req.header("host") ?? new URL(context.req.url).host;
    return names.has(hostName(host)) ? next() : Promise.resolve(problemAnswer(foreignName(host)));
  };
}

function foreignName(host: string): Problem {
  return {
    status: 403,
    code: "foreign_host",
    detail:
      `Rosey does not answer to the name ${
        quoted(hostName(host))
      }: ask for localhost or 127.0.0.1, or start her ` +
      "with --web-hosts and the names under which a proxy reaches her",
  };
}

/** Without the port, and without the dot that ends a whole name. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}
