/**
 * The address that a connection counts as having.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";

/** Visitors of the sandbox page name themselves with this parameter of the connection. */
export const VISITOR_PARAMETER = "visitor";

/**
 * The address of a request. From this machine itself, `X-Forwarded-For` is believed, and each visitor of the
 * page (each tab) counts as having an address of its own, so that the limits hold without being in the way.
 */
export function addressOf(request: IncomingMessage): string {
  const remote = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  if (!isLoopback(remote)) return remote;
  const forwarded = request.headers["x-forwarded-for"];
  const [first] = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",") ?? [];
  if (first !== undefined && first.trim() !== "") return first.trim();
  const visitor = new URL(request.url ?? "/", "http://localhost").searchParams.get(VISITOR_PARAMETER);
  return visitor === null || visitor === "" ? "127.0.0.1" : visitorAddress(visitor);
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** An address out of `10.0.0.0/8` for a visitor's token: the same token, the same address. */
export function visitorAddress(token: string): string {
  let value = 0;
  for (const character of token) value = (value * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return `10.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
