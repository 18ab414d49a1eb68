import assert from "node:assert/strict";
import fc from "fast-check";
import { maskDatabaseUrl, parseDatabaseTarget } from "../../../src/config/database_target.ts";
import {
  type DatabaseTarget,
  describeTarget,
  type PostgresTarget,
} from "../../../src/domain/database_target.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

const PATHS: Record<string, string> = {
  "sqlite:bot_data.db": "bot_data.db",
  "sqlite:/var/lib/rosey/bot_data.db": "/var/lib/rosey/bot_data.db",
  "sqlite:./a folder/b.db": "./a folder/b.db",
  "sqlite:///bot_data.db": "bot_data.db",
  "sqlite:////var/lib/rosey/bot_data.db": "/var/lib/rosey/bot_data.db",
  "sqlite:///C:\\rosey\\bot_data.db": "C:\\rosey\\bot_data.db",
  "sqlite:///:memory:": ":memory:",
  "sqlite::memory:": ":memory:",
  "SQLITE:x.db": "x.db",
  "sqlite+aiosqlite:///bot_data.db": "bot_data.db",
  "sqlite+aiosqlite:////data/bot_data.db": "/data/bot_data.db",
  "bot_data.db": "bot_data.db",
  "data/100%?.db": "data/100%?.db",
  "/data/bot_data.db": "/data/bot_data.db",
  "C:\\rosey\\bot_data.db": "C:\\rosey\\bot_data.db",
  ":memory:": ":memory:",
  "  bot_data.db\n": "bot_data.db",
};

for (const [url, path] of Object.entries(PATHS)) {
  Deno.test(`database address: ${JSON.stringify(url)} is the file ${JSON.stringify(path)}`, () => {
    assert.deepEqual(parseDatabaseTarget(url), { kind: "sqlite", path });
  });
}

function server(url: string): PostgresTarget {
  const target = parseDatabaseTarget(url);
  assert.equal(target.kind, "postgres");
  return target;
}

/** The parts that tell two servers apart, in the order user, password, host, port, database. */
function parts(url: string): unknown[] {
  const { user, password, host, port, database } = server(url);
  return [user, password?.reveal(), host, port, database];
}

const SERVERS: Record<string, unknown[]> = {
  "postgres://rosey:secret@db/room": ["rosey", "secret", "db", 5432, "room"],
  "postgresql://rosey@db:6543/room": ["rosey", undefined, "db", 6543, "room"],
  "postgresql+asyncpg://rosey:secret@db/room": ["rosey", "secret", "db", 5432, "room"],
  "POSTGRES://rosey@DB/Room": ["rosey", undefined, "DB", 5432, "Room"],
  "postgres://rosey:@db/room": ["rosey", undefined, "db", 5432, "room"],
  "postgres://ro%40sey:s%2Fe%40c%3Fr%23e%25t@db/ro%20om": ["ro@sey", "s/e@c?r#e%t", "db", 5432, "ro om"],
  "postgres://rosey:p@ss/w?o#r:d@db:1/room": ["rosey", "p@ss/w?o#r:d", "db", 1, "room"],
  "postgres://rosey:100%@db/room": ["rosey", "100%", "db", 5432, "room"],
  "postgres://rosey:12/34@db/room": ["rosey", "12/34", "db", 5432, "room"],
  "postgres://rosey:pässwörd 😀@db/room": ["rosey", "pässwörd 😀", "db", 5432, "room"],
  "postgres://rosey:x@[::1]:5433/room": ["rosey", "x", "::1", 5433, "room"],
  "postgres://rosey:x@127.0.0.1/room?application_name=a@b": ["rosey", "x", "127.0.0.1", 5432, "room"],
  "postgres:///room?host=/var/run/postgresql&user=rosey": [
    "rosey",
    undefined,
    "/var/run/postgresql",
    5432,
    "room",
  ],
  "postgres://rosey@%2Fvar%2Frun%2Fpostgresql/room": [
    "rosey",
    undefined,
    "/var/run/postgresql",
    5432,
    "room",
  ],
  "postgres://db/room?user=rosey&password=a%26b&port=6000": ["rosey", "a&b", "db", 6000, "room"],
  "postgres://db?user=rosey&dbname=room": ["rosey", undefined, "db", 5432, "room"],
};

for (const [url, expected] of Object.entries(SERVERS)) {
  Deno.test(`database address: the parts of ${url}`, () => assert.deepEqual(parts(url), expected));
}

const VERIFIED = { kind: "verified", matchHost: true };

const TLS: Record<string, unknown> = {
  "localhost/room": { kind: "off" },
  "postgres/room": { kind: "off" },
  "10.1.2.3/room": { kind: "off" },
  "172.20.0.2/room": { kind: "off" },
  "[::1]/room": { kind: "off" },
  "[fd00::2]/room": { kind: "off" },
  "db.internal/room": { kind: "off" },
  "172.32.0.2/room": VERIFIED,
  "8.8.8.8/room": VERIFIED,
  "[2001:db8::1]/room": VERIFIED,
  "db.example.org/room": VERIFIED,
  "db.example.org/room?sslmode=disable": { kind: "off" },
  "db.example.org/room?ssl=false": { kind: "off" },
  "localhost/room?sslmode=prefer": { kind: "opportunistic" },
  "localhost/room?sslmode=allow": { kind: "opportunistic" },
  "localhost/room?sslmode=require": VERIFIED,
  "localhost/room?ssl=require": VERIFIED,
  "localhost/room?ssl=true": VERIFIED,
  "localhost/room?sslmode=require&ssl=true": VERIFIED,
  "localhost/room?sslmode=verify-full": VERIFIED,
  "localhost/room?sslmode=verify-ca": { kind: "verified", matchHost: false },
  "localhost/room?sslmode=no-verify": { kind: "unverified" },
  "localhost/room?sslrootcert=ca.pem": { ...VERIFIED, rootCertificatePath: "ca.pem" },
  "localhost/room?sslmode=verify-full&sslrootcert=system": VERIFIED,
  "localhost/room?sslmode=require&channel_binding=require": VERIFIED,
};

for (const [place, expected] of Object.entries(TLS)) {
  Deno.test(`database address: TLS for ${place}`, () => {
    assert.deepEqual(server(`postgres://rosey:x@${place}`).tls, expected);
  });
}

Deno.test("database address: the pool, time-outs and PgBouncer can be set in it", () => {
  const url = "postgres://rosey@db/room?pool_max=4&connect_timeout=3&application_name=spare&pgbouncer=true";
  const { maxConnections, connectTimeoutMs, applicationName, behindPgBouncer, prepare } = server(url);
  assert.deepEqual([maxConnections, connectTimeoutMs, applicationName], [4, 3000, "spare"]);
  assert.deepEqual([behindPgBouncer, prepare], [true, false]);
  assert.equal(server("postgres://rosey@db/room?pgbouncer=true&prepare=true").prepare, true);
  assert.equal(server("postgres://rosey@db/room?prepare=false").prepare, false);
});

Deno.test("database address: ROSEY_ENV sizes the pool, unless the address does", () => {
  const size = (url: string, environment?: string) => {
    const target = parseDatabaseTarget(url, environment);
    return target.kind === "postgres" ? target.maxConnections : undefined;
  };
  const url = "postgres://rosey@db/room";
  assert.deepEqual(
    ["development", "staging", "production", "elsewhere", undefined].map((name) => size(url, name)),
    [7, 15, 30, undefined, undefined],
  );
  assert.equal(size(`${url}?pool_max=3`, "production"), 3);
});

/** Wrong addresses, and what the message must name. */
const REFUSED: Record<string, string> = {
  "": "it is empty",
  "mysql://rosey:hunter2@db/room": '"mysql" is no kind of database',
  "file:bot_data.db": '"file" is no kind',
  "sqlite:": "it names no file",
  "sqlite:///": "it names no file",
  "sqlite://bot_data.db": "two slashes begin the name of a host",
  "sqlite:///bot_data.db?timeout=20": "SQLite takes no parameters",
  "sqlite+pysqlite:///bot_data.db": 'the driver "pysqlite"',
  "postgresql+psycopg2://rosey:hunter2@db/room": 'the driver "psycopg2"',
  "postgres:rosey:hunter2@db/room": "two slashes are missing",
  "postgres://rosey:hunter2@/room": "it names no host",
  "postgres://db/room": "it names no user",
  "postgres://rosey:hunter2@db": "it names no database",
  "postgres://rosey:hunter2@db/": "it names no database",
  "postgres://rosey:hunter2@db:port/room": "the port is not a number",
  "postgres://rosey:hunter2@db:0/room": "the port is not a number",
  "postgres://rosey:hunter2@db:65536/room": "the port is not a number",
  "postgres://rosey:hunter2": "the port is not a number",
  "postgres://rosey:hunter2@a,b/room": 'the host "a,b" is a list',
  "postgres://rosey:hunter2@::1/room": "write an IPv6 address in brackets",
  "postgres://rosey:hunter2@d b/room": 'the host "d b" is no name',
  "postgres://rosey:hunter2@db/room?sslmod=require": 'the parameter "sslmod" is unknown',
  "postgres://rosey:hunter2@db/room?ssl=true&ssl=true": 'the parameter "ssl" is given twice',
  "postgres://rosey:hunter2@db/room?sslmode=always": 'sslmode is "always"',
  "postgres://rosey:hunter2@db/room?ssl=true&sslmode=disable": "contradict each other",
  "postgres://rosey:hunter2@db/room?pool_max=0": 'pool_max is "0"',
  "postgres://rosey:hunter2@db/room?connect_timeout=soon": 'connect_timeout is "soon"',
  "postgres://rosey:hunter2@db/room?prepare=maybe": 'prepare is "maybe"',
  [`postgres://rosey:hunter2@db/${"x".repeat(64)}`]: "the database is longer than 63 bytes",
  "postgres://db/room?user=rosey&password=hunter2&nonsense=1": "it has an unknown parameter",
};

function refusalOf(url: string): RoseyError {
  try {
    parseDatabaseTarget(url);
  } catch (error) {
    assert.ok(error instanceof RoseyError, String(error));
    return error;
  }
  assert.fail(`${url} was accepted`);
}

for (const [url, part] of Object.entries(REFUSED)) {
  Deno.test(`database address: ${JSON.stringify(url.slice(0, 60))} is refused: ${part}`, () => {
    const error = refusalOf(url);
    assert.match(error.message, /^The database address ".*" cannot be used: /s);
    assert.ok(error.message.includes(part), error.message);
    assert.equal(`${error.message}${error.hint}`.includes("hunter2"), false, error.message);
    assert.equal(error.exit, "usage");
    assert.ok(parseDatabaseTarget(/Write it as (.*)\.$/.exec(error.hint ?? "")?.[1] ?? "") !== undefined);
  });
}

const anyText = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\0"));

Deno.test("database address: every password survives when encoded", () => {
  fc.assert(fc.property(anyText, (password) => {
    const url = `postgresql://rosey:${encodeURIComponent(password)}@db:5433/room?sslmode=require`;
    assert.deepEqual(parts(url), ["rosey", password === "" ? undefined : password, "db", 5433, "room"]);
  }));
});

Deno.test("database address: every password survives as it is, unless it holds %XX or a parameter", () => {
  const raw = anyText.filter((text) => text !== "" && !/%[0-9a-f]{2}/i.test(text) && !/\?\w+=/.test(text));
  fc.assert(fc.property(raw, (password) => {
    assert.deepEqual(parts(`postgres://rosey:${password}@db/room`), ["rosey", password, "db", 5432, "room"]);
  }));
});

Deno.test("database address: no error and no description shows the password", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9!@#$%^&*/?:=+~-]{0,8}hunter2[A-Za-z0-9!@#$%^&*/?:=+~-]{0,8}$/);
  const tail = fc.constantFrom(
    "@db/room",
    "@db",
    "@/room",
    "@db:x/room",
    "@db/room?ssl=perhaps",
    "@a b/r",
    "",
  );
  const scheme = fc.constantFrom("postgres", "postgresql+asyncpg", "postgresql+other", "mysql", "sqlite");
  fc.assert(
    fc.property(scheme, secret, tail, (kind, password, rest) => {
      // Without a host behind it, a password that reads like one (`12/x`, `x@y`) cannot be told from it.
      fc.pre(rest !== "" || /^[A-Za-z]\w*$/.test(password));
      const url = `${kind}://rosey:${password}${rest}`;
      const shown: string[] = [maskDatabaseUrl(url)];
      try {
        const target: DatabaseTarget = parseDatabaseTarget(url);
        shown.push(describeTarget(target), JSON.stringify(target), Deno.inspect(target));
      } catch (error) {
        assert.ok(error instanceof RoseyError, String(error));
        shown.push(error.message, String(error.hint), Deno.inspect(error));
      }
      for (const text of shown) assert.equal(text.includes("hunter2"), false, text);
    }),
    { numRuns: 500 },
  );
});

Deno.test("database address: anything is either read or refused with a RoseyError", () => {
  const url = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string().map((text) => `postgres://${text}`),
    fc.string().map((text) => `sqlite:${text}`),
  );
  fc.assert(
    fc.property(url, (text) => {
      try {
        parseDatabaseTarget(text);
      } catch (error) {
        assert.ok(error instanceof RoseyError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("database address: what is described can be read again, but for the password", () => {
  for (const url of [...Object.keys(SERVERS), ...Object.keys(PATHS)]) {
    const target = parseDatabaseTarget(url);
    const again = parseDatabaseTarget(describeTarget(target));
    assert.deepEqual({ ...again, password: undefined, applicationName: undefined }, {
      ...target,
      password: undefined,
      applicationName: undefined,
    });
  }
});
