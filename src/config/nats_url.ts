/**
 * The address of a NATS server: `nats://HOST:PORT`, or several of one cluster with commas between them. `tls://` demands
 * encryption. A user and password, or a token, may stand before the host; they are taken out and never shown.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";

const DEFAULT_PORT = "4222";

const EXAMPLE = "nats://localhost:4222";

/** What stands before the host. */
export type NatsUrlLogin =
  | { readonly user: string; readonly password: string }
  | { readonly token: string };

/** What an address says. */
export interface NatsAddress {
  /** Without names and passwords. */
  readonly servers: readonly string[];
  readonly tls: boolean;
  readonly login: NatsUrlLogin | undefined;
}

/**
 * Reads an address.
 *
 * @throws {RoseyError} `nats.url`, naming what is wrong, with a right example; never with the password.
 */
export function parseNatsUrl(text: string): NatsAddress {
  const parts = text.split(",").map((part) => part.trim());
  const servers = parts.map((part) => readServer(part, text));
  const [first] = servers;
  if (first === undefined) throw refusal(text, "it is empty");
  if (servers.some(({ tls }) => tls !== first.tls)) {
    throw refusal(text, "some of its servers are tls:// and some are not");
  }
  const logins = servers.flatMap(({ login }) => login ?? []);
  const [login] = logins;
  if (logins.some((other) => JSON.stringify(other) !== JSON.stringify(login))) {
    throw refusal(text, "its servers have different users, passwords or tokens");
  }
  return { servers: servers.map(({ server }) => server), tls: first.tls, login };
}

/** An address as it may be shown: whatever stands before a host is stars, in wrong addresses too. */
export function maskNatsUrl(text: string): string {
  // Up to the last "@": who forgot to encode a password may have written "@", "," or "/" in it.
  if (text.includes("@")) return text.replace(/^(\s*(?:[a-z][\w+.-]*:\/*)?).*@/is, "$1********@");
  // The host may have been forgotten: what follows the colon is the password, unless it reads like a port.
  return text.replace(/(:\/\/[^:/,[\]]+):(?!\d{1,5}(?:[/?,]|$)).*$/s, "$1:********");
}

interface Server {
  readonly server: string;
  readonly tls: boolean;
  readonly login: NatsUrlLogin | undefined;
}

function readServer(part: string, whole: string): Server {
  if (part === "") throw refusal(whole, "it is empty, or nothing stands between two commas");
  const [, scheme = "nats", rest = part] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(part) ?? [];
  const kind = scheme.toLowerCase();
  if (kind === "ws" || kind === "wss") throw refusal(whole, "Rosey does not speak NATS over WebSockets");
  if (kind !== "nats" && kind !== "tls") throw refusal(whole, "it begins with none of nats:// and tls://");
  // The parser of addresses knows hosts and ports of these alone; port 80 would be left out of an http: address.
  const address = `https://${rest}`;
  if (rest === "" || !URL.canParse(address)) throw refusal(whole, "it names no host, or a wrong port");
  const { hostname, port, username, password, pathname, search, hash } = new URL(address);
  if (pathname !== "/" || search !== "" || hash !== "") {
    throw refusal(
      whole,
      "something follows the port (is a sign of the password not written as %40, %2F, %23?)",
    );
  }
  return {
    server: `${kind}://${hostname}:${port || portOf(rest)}`,
    tls: kind === "tls",
    login: readLogin(username, password, whole),
  };
}

/** 443 is left out by the parser of addresses. */
function portOf(rest: string): string {
  return /:443\/?$/.test(rest) ? "443" : DEFAULT_PORT;
}

function readLogin(user: string, password: string, whole: string): NatsUrlLogin | undefined {
  if (user === "" && password === "") return undefined;
  if (user === "") throw refusal(whole, "it has a password and no user");
  try {
    const name = decodeURIComponent(user);
    return password === "" ? { token: name } : { user: name, password: decodeURIComponent(password) };
  } catch {
    throw refusal(whole, "what stands before the host has a % that is none of %00 to %FF: write it as %25");
  }
}

function refusal(url: string, problem: string): RoseyError {
  return new RoseyError(`the NATS address "${maskNatsUrl(url)}" cannot be used: ${problem}`, {
    code: "nats.url",
    hint: `Write it as ${EXAMPLE}, or tls://HOST:PORT, with commas between the servers of a cluster.`,
    exit: "usage",
  });
}
