/**
 * The address of a database: which forms are understood, and what each says.
 *
 * | form | means |
 * |---|---|
 * | `sqlite:PATH`, `sqlite:///PATH`, `sqlite+aiosqlite:///PATH` | a file; a fourth slash begins an absolute path |
 * | `sqlite::memory:`, `sqlite:///:memory:` | a database that ends with the program |
 * | `postgres://USER:PASSWORD@HOST:PORT/NAME?...`, `postgresql://`, `postgresql+asyncpg://` | a server |
 * | `PATH` | a file, as configurations of v0.5.0 name it |
 *
 * @module
 */
import type { DatabaseTarget } from "../domain/database_target.ts";
import { RoseyError } from "../domain/errors.ts";
import { readPostgresUrl } from "./postgres_url.ts";

/** What stands where a password stood. */
const MASK = "********";

const EXAMPLES = {
  sqlite: "sqlite:bot_data.db",
  postgres: "postgres://rosey:PASSWORD@localhost:5432/rosey",
} as const;

/** Connections at most, by what `ROSEY_ENV` calls this installation. */
const POOL_SIZES: ReadonlyMap<string, number> = new Map([
  ["development", 7],
  ["staging", 15],
  ["production", 30],
]);

/**
 * Reads the address of a database. `environment` is the value of `ROSEY_ENV`, which says how many connections there may
 * be where the address does not.
 *
 * @throws {RoseyError} `database.url`, naming the part that is wrong, with a right example; never with the password.
 */
export function parseDatabaseTarget(text: string, environment?: string): DatabaseTarget {
  const url = text.trim();
  if (url === "") throw refusal(url, "it is empty", "sqlite");
  if (url.includes("\0")) throw refusal(url, "it contains a NUL character", "sqlite");
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return { kind: "sqlite", path: url };
  switch (scheme.toLowerCase()) {
    case "sqlite":
    case "sqlite+aiosqlite":
      return { kind: "sqlite", path: readSqlitePath(url, rest) };
    case "postgres":
    case "postgresql":
    case "postgresql+asyncpg": {
      const maxConnections = POOL_SIZES.get(environment ?? "");
      const target = readPostgresUrl(rest, (problem) => refusal(url, problem, "postgres"));
      return maxConnections === undefined ? target : { maxConnections, ...target };
    }
    default:
      throw unknownScheme(url, scheme);
  }
}

/**
 * An address as it may be shown: whatever could be a password is stars, in wrong addresses too. Without an `@` the
 * host may have been forgotten, and what follows the user's colon is the password unless it reads like a port.
 */
export function maskDatabaseUrl(text: string): string {
  const masked = text.replace(/([?&](?:ssl)?password=)[^&]*/gi, `$1${MASK}`);
  if (masked.includes("@")) return masked.replace(/^([^:/]*:\/*[^:/@]*):.*@/s, `$1:${MASK}@`);
  return masked.replace(/^([^:/]*:\/\/[^:/[\]]+):(?!\d{1,5}(?:[/?]|$)).*$/s, `$1:${MASK}`);
}

function readSqlitePath(url: string, rest: string): string {
  const path = rest.startsWith("//") ? pathAfterSlashes(url, rest) : rest;
  if (path === "") throw refusal(url, "it names no file", "sqlite");
  if (/\?\w+=/.test(path)) {
    throw refusal(url, "SQLite takes no parameters after a question mark", "sqlite");
  }
  return path;
}

/** Three slashes are an empty host and the separator, as in SQLAlchemy; the path may begin with a fourth. */
function pathAfterSlashes(url: string, rest: string): string {
  if (rest.startsWith("///")) return rest.slice(3);
  throw refusal(url, "two slashes begin the name of a host, and a file has none", "sqlite");
}

function unknownScheme(url: string, scheme: string): RoseyError {
  const known = /^postgres/i.test(scheme) ? "postgres" : "sqlite";
  const [base, driver] = scheme.split("+", 2);
  if (driver !== undefined && /^(sqlite|postgres|postgresql)$/i.test(base ?? "")) {
    return refusal(url, `the driver "${driver}" is none of Rosey's; leave out "+${driver}"`, known);
  }
  return refusal(url, `"${scheme}" is no kind of database that Rosey knows (sqlite, postgres)`, known);
}

function refusal(url: string, problem: string, kind: keyof typeof EXAMPLES): RoseyError {
  return new RoseyError(`The database address "${maskDatabaseUrl(url)}" cannot be used: ${problem}.`, {
    code: "database.url",
    hint: `Write it as ${EXAMPLES[kind]}.`,
    exit: "usage",
  });
}
