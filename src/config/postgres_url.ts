/**
 * The parts of a PostgreSQL address. Read by hand, because people paste passwords with `/`, `@`, `#` and `?` in
 * them as they are, and a URL parser then finds a host where there is none.
 *
 * @module
 */
import type { PostgresTarget, TlsMode } from "../domain/database_target.ts";
import type { RoseyError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";

/** Makes the error for a part that is wrong. */
type Refuse = (problem: string) => RoseyError;

/** Every parameter that is understood; others are refused by name. */
const PARAMETERS = new Set([
  "user",
  "password",
  "host",
  "port",
  "dbname",
  "sslmode",
  "ssl",
  "sslrootcert",
  "application_name",
  "connect_timeout",
  "pool_max",
  "prepare",
  "pgbouncer",
  "channel_binding",
  "target_session_attrs",
]);

const DEFAULT_PORT = 5432;

/** Longer names are cut by PostgreSQL without a word. */
const MAX_NAME_BYTES = 63;

/** Reads what follows `postgres:`. `refuse` makes the error that is thrown. */
export function readPostgresUrl(rest: string, refuse: Refuse): PostgresTarget {
  if (!rest.startsWith("//")) throw refuse("two slashes are missing after the first colon");
  const { main, parameters } = splitParameters(rest.slice(2), refuse);
  const at = main.lastIndexOf("@");
  const { user, password } = readUserInfo(at < 0 ? "" : main.slice(0, at));
  const [, place = "", path] = /^([^/]*)(?:\/(.*))?$/s.exec(main.slice(at + 1)) ?? [];
  const address = readHost(place, refuse);
  const host = parameters.get("host") ?? address.host;
  if (host === "") throw refuse("it names no host");
  const port = parameters.has("port") ? readPort(parameters.get("port") ?? "", refuse) : address.port;
  const secret = parameters.get("password") ?? password;
  if (secret?.includes("\0") === true) throw refuse("the password contains a NUL character");
  const pgbouncer = readFlag(parameters, "pgbouncer", refuse);
  const prepare = readFlag(parameters, "prepare", refuse) ?? (pgbouncer === true ? false : undefined);
  const connectTimeoutS = readCount(parameters, "connect_timeout", refuse);
  const maxConnections = readCount(parameters, "pool_max", refuse);
  const applicationName = parameters.get("application_name");
  return {
    kind: "postgres",
    host,
    port,
    user: readName(parameters.get("user") ?? user, "user", refuse),
    database: readName(parameters.get("dbname") ?? literalOrDecoded(path ?? ""), "database", refuse),
    tls: readTls(parameters, host, refuse),
    ...(secret === undefined || secret === "" ? {} : { password: new Secret(secret) }),
    ...(applicationName === undefined ? {} : { applicationName }),
    ...(connectTimeoutS === undefined ? {} : { connectTimeoutMs: connectTimeoutS * 1000 }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(prepare === undefined ? {} : { prepare }),
    ...(pgbouncer === undefined ? {} : { behindPgBouncer: pgbouncer }),
  };
}

/**
 * Parameters begin at the first question mark that a known one follows, or else at the first one behind the last
 * `@`: a question mark before that belongs to the password.
 */
function splitParameters(text: string, refuse: Refuse): { main: string; parameters: Map<string, string> } {
  const marks = [...text.matchAll(/\?/g)].map(({ index }) => index);
  const begin = marks.find((mark) => PARAMETERS.has(/^\w+(?==)/.exec(text.slice(mark + 1))?.[0] ?? "")) ??
    marks.find((mark) => mark > text.lastIndexOf("@"));
  if (begin === undefined) return { main: text, parameters: new Map() };
  const parameters = new Map<string, string>();
  for (const pair of text.slice(begin + 1).split("&").filter((part) => part !== "")) {
    const equals = pair.indexOf("=");
    const name = literalOrDecoded(equals < 0 ? pair : pair.slice(0, equals));
    if (!PARAMETERS.has(name)) {
      throw refuse(text.includes("@") ? `the parameter "${name}" is unknown` : "it has an unknown parameter");
    }
    if (parameters.has(name)) throw refuse(`the parameter "${name}" is given twice`);
    parameters.set(name, equals < 0 ? "" : literalOrDecoded(pair.slice(equals + 1)));
  }
  return { main: text.slice(0, begin), parameters };
}

function readUserInfo(text: string): { user: string; password: string | undefined } {
  const colon = text.indexOf(":");
  if (colon < 0) return { user: literalOrDecoded(text), password: undefined };
  return { user: literalOrDecoded(text.slice(0, colon)), password: literalOrDecoded(text.slice(colon + 1)) };
}

function readHost(place: string, refuse: Refuse): { host: string; port: number } {
  const [, bracketed, plain = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(place) ?? [];
  if (bracketed === undefined && (place.match(/:/g) ?? []).length > 1) {
    throw refuse("the host has colons in it: write an IPv6 address in brackets");
  }
  const host = literalOrDecoded(bracketed ?? plain);
  if (host.includes(",")) throw refuse(`the host "${host}" is a list, and Rosey speaks to one server`);
  const isSocketFolder = host.startsWith("/");
  if (!isSocketFolder && !/^[\p{L}\p{N}._:%-]*$/u.test(host)) throw refuse(`the host "${host}" is no name`);
  return { host, port: port === undefined || port === "" ? DEFAULT_PORT : readPort(port, refuse) };
}

function readPort(text: string, refuse: Refuse): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  // The value is not shown: where the host was forgotten, it is the password.
  throw refuse("the port is not a number from 1 to 65535");
}

function readName(name: string, part: "user" | "database", refuse: Refuse): string {
  if (name === "") throw refuse(`it names no ${part}`);
  if (name.includes("\0")) throw refuse(`the ${part} contains a NUL character`);
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) {
    throw refuse(`the ${part} is longer than ${MAX_NAME_BYTES} bytes`);
  }
  return name;
}

function readCount(parameters: Map<string, string>, name: string, refuse: Refuse): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw refuse(`${name} is "${text}" and must be a whole number from 1 to 9999`);
}

function readFlag(parameters: Map<string, string>, name: string, refuse: Refuse): boolean | undefined {
  const text = parameters.get(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw refuse(`${name} is "${text}" and must be true or false`);
}

/** `sslmode` (libpq) and `ssl` (asyncpg, postgres.js) say the same; both may be given if they agree. */
function readTls(parameters: Map<string, string>, host: string, refuse: Refuse): TlsMode {
  const rootCertificatePath = parameters.get("sslrootcert");
  const modes = ["sslmode", "ssl"].flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [tlsMode(name, value.toLowerCase(), rootCertificatePath, refuse)];
  });
  const [first, second] = modes;
  if (first === undefined) {
    if (rootCertificatePath !== undefined) return verified(true, rootCertificatePath);
    return isNearby(host) ? { kind: "off" } : verified(true, undefined);
  }
  if (second !== undefined && JSON.stringify(first) !== JSON.stringify(second)) {
    throw refuse("sslmode and ssl contradict each other");
  }
  return first;
}

function tlsMode(
  name: string,
  value: string,
  rootCertificatePath: string | undefined,
  refuse: Refuse,
): TlsMode {
  switch (value) {
    case "disable":
    case "false":
    case "0":
      return { kind: "off" };
    case "allow":
    case "prefer":
      return { kind: "opportunistic" };
    case "no-verify":
      return { kind: "unverified" };
    case "verify-ca":
      return verified(false, rootCertificatePath);
    case "require":
    case "verify-full":
    case "true":
    case "1":
      return verified(true, rootCertificatePath);
    default:
      throw refuse(
        `${name} is "${value}" and must be disable, prefer, require, no-verify, verify-ca or verify-full`,
      );
  }
}

/** `system` is libpq's word for the certificates that the machine trusts anyway. */
function verified(matchHost: boolean, rootCertificatePath: string | undefined): TlsMode {
  const custom = rootCertificatePath !== undefined && rootCertificatePath !== "system";
  return { kind: "verified", matchHost, ...(custom ? { rootCertificatePath } : {}) };
}

/**
 * Whether nothing said about TLS means none: on this machine, in a private network, and for the one-word names of
 * containers. A server out in the world is spoken to by TLS unless the address says otherwise.
 */
function isNearby(host: string): boolean {
  if (host.startsWith("/")) return true;
  if (host.includes(":")) return /^(::1$|f[cd]|fe80:|::ffff:(127|10)\.)/i.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\./.test(host);
  }
  return !host.includes(".") || /\.(local|localhost|internal|lan|home\.arpa)$/i.test(host);
}

/** Percent signs that encode nothing stand for themselves: `100%` is a password too. */
function literalOrDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
