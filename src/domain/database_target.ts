/**
 * Where the memory lies, in parts: what the configuration makes of an address, and what a driver opens.
 *
 * @module
 */
import type { Secret } from "./secret.ts";

/** A file, or `:memory:`. */
export interface SqliteTarget {
  readonly kind: "sqlite";
  /** As written: relative to the working directory unless absolute. `:memory:` is no file. */
  readonly path: string;
}

/** How the way to the server is protected. */
export type TlsMode =
  /** In the clear. */
  | { readonly kind: "off" }
  /** Encrypted where the server offers it, and then without looking at its certificate (`sslmode=prefer`). */
  | { readonly kind: "opportunistic" }
  /** Encrypted, the certificate not looked at: `sslmode=no-verify`. */
  | { readonly kind: "unverified" }
  /** Encrypted, and the certificate must hold; `matchHost` false accepts any name in it (`sslmode=verify-ca`). */
  | { readonly kind: "verified"; readonly matchHost: boolean; readonly rootCertificatePath?: string };

/** A database on a server. */
export interface PostgresTarget {
  readonly kind: "postgres";
  /** A name, an address without brackets, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret;
  readonly database: string;
  readonly tls: TlsMode;
  readonly applicationName?: string;
  readonly connectTimeoutMs?: number;
  /** Connections at most; the driver has a default. */
  readonly maxConnections?: number;
  /** False where a PgBouncer of before 1.21 stands between, which loses prepared statements. */
  readonly prepare?: boolean;
  /** True where a PgBouncer stands between that refuses settings at the start of a connection. */
  readonly behindPgBouncer?: boolean;
}

/** Where the memory lies. */
export type DatabaseTarget = SqliteTarget | PostgresTarget;

/** What stands where a password stood. */
const MASK = "********";

/** The address for logs and `/healthz`: complete, and with stars for the password. */
export function describeTarget(target: DatabaseTarget): string {
  if (target.kind === "sqlite") return `sqlite:${target.path}`;
  const host = target.host.includes(":") ? `[${target.host}]` : encodeURIComponent(target.host);
  const password = target.password === undefined ? "" : `:${MASK}`;
  const name = encodeURIComponent(target.database);
  return `postgres://${encodeURIComponent(target.user)}${password}@${host}:${target.port}/${name}`;
}
