/**
 * The `proxy` key of the configuration: SOCKS 4 or 5 for discovery and socket.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { DiscoveryFetch } from "./discovery.ts";

/** Schemes that work for both the web request and the socket. */
const SCHEMES = ["socks5", "socks5h", "socks4", "socks4a"];

/**
 * Checks a proxy's address and returns it in full form. Without a scheme, as in old configurations, SOCKS 5 is meant.
 *
 * @throws {RoseyError} `config.proxy` if it is not the address of a SOCKS proxy.
 */
export function parseProxy(text: string): string {
  const full = text.includes("://") ? text : `socks5h://${text}`;
  const url = URL.parse(full);
  const scheme = url?.protocol.replace(/:$/, "") ?? "";
  if (url === null || url.hostname === "" || !SCHEMES.includes(scheme)) {
    throw new RoseyError(`the proxy "${withoutPassword(text)}" is not the address of a SOCKS proxy`, {
      code: "config.proxy",
      hint: `Write it as socks5h://HOST:PORT (${SCHEMES.join(", ")} are possible).`,
      exit: "usage",
    });
  }
  return url.port === "" ? `${full.replace(/\/+$/, "")}:1080` : full.replace(/\/+$/, "");
}

/** `fetch` for discovery, through the proxy if there is one. `close` lets go of the proxy's connections. */
export function discoveryFetch(proxyUrl?: string): { readonly fetch: DiscoveryFetch; close(): void } {
  if (proxyUrl === undefined) return { fetch: (url, options) => fetch(url, options), close() {} };
  const client = Deno.createHttpClient({ proxy: { url: proxyUrl } });
  return { fetch: (url, options) => fetch(url, { ...options, client }), close: () => client.close() };
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/, "//***@");
}
