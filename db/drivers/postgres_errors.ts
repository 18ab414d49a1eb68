/**
 * What the errors of PostgreSQL, of its driver and of the network mean for Rosey.
 *
 * @module
 */

import { errorText, RoseyError } from "../../src/domain/errors.ts";

/** What is known of one kind of failure. */
interface Meaning {
  readonly code: string;
  readonly why: string;
  readonly hint: string;
  readonly exit: RoseyError["exit"];
}

const AWAY: Meaning = {
  code: "database.unavailable",
  why: "it cannot be reached",
  hint: "See that PostgreSQL runs there and that this machine may connect to it.",
  exit: "databaseUnavailable",
};

const BUSY: Meaning = {
  code: "database.unavailable",
  why: "it takes no more connections",
  hint: "Raise max_connections of the server, or lower pool_max in the address.",
  exit: "databaseUnavailable",
};

const LOGIN: Meaning = {
  code: "database.login_refused",
  why: "the user or the password is wrong",
  hint: "Look at the address of the database; write special characters of the password as %XX.",
  exit: "databaseUnavailable",
};

const CERTIFICATE: Meaning = {
  code: "database.certificate",
  why: "its certificate does not hold",
  hint: "Name the authority with sslrootcert=FILE, or accept any certificate with sslmode=no-verify.",
  exit: "databaseUnavailable",
};

const UNKNOWN_DATABASE: Meaning = {
  code: "database.unknown",
  why: "the server has no database of this name",
  hint: "Make it with createdb, or name another in the address.",
  exit: "databaseUnavailable",
};

const PGBOUNCER: Meaning = {
  code: "database.pgbouncer",
  why: "something between refuses the settings that Rosey begins with",
  hint: "Behind PgBouncer, add pgbouncer=true to the address.",
  exit: "databaseUnavailable",
};

/** SQLSTATEs with a meaning of their own; of the others, the class (the first two characters) decides. */
const STATES: Readonly<Record<string, Meaning>> = {
  "28P01": LOGIN,
  "28000": {
    ...LOGIN,
    why: "the server lets this user in neither this way nor from here",
    hint: "Look at the server's pg_hba.conf; a server that insists on TLS needs sslmode=require.",
  },
  "3D000": UNKNOWN_DATABASE,
  "53300": BUSY,
  "53100": {
    code: "database.full",
    why: "the server's disk is full",
    hint: "Make room on the server's disk.",
    exit: "databaseUnavailable",
  },
  "57P03": { ...AWAY, why: "the server is starting or stopping", hint: "Wait for it." },
  "57014": {
    code: "database.timeout",
    why: "an answer took longer than 60 s",
    hint: "Look for locks and load on the server.",
    exit: "databaseUnavailable",
  },
  "55P03": {
    code: "database.locked",
    why: "another process holds it",
    hint: "Wait for the other process, or stop it.",
    exit: "databaseLocked",
  },
  "25006": {
    code: "database.not_writable",
    why: "the server is a standby and takes no changes",
    hint: "Name the primary server in the address.",
    exit: "databaseUnavailable",
  },
  "42501": {
    code: "database.not_writable",
    why: "the user lacks a permission",
    hint: "Run scripts/init_postgres.sql in the database, as a superuser.",
    exit: "databaseUnavailable",
  },
  "26000": { ...PGBOUNCER, why: "something between loses prepared statements" },
};

/** Older PgBouncers refuse everything as 08P01, so that only the words tell. */
const WORDS_OF_PGBOUNCER: readonly (readonly [words: RegExp, meaning: Meaning])[] = [
  [/unsupported startup parameter/, PGBOUNCER],
  [/authentication failed|no such user/, LOGIN],
  [/no such database|database ".*" does not exist/s, UNKNOWN_DATABASE],
  [/no more connections/, BUSY],
];

/** Classes of SQLSTATE that tell of the server, whatever statement met them. */
const CLASSES_OF_THE_SERVER = new Set(["08", "53", "57", "58", "40"]);

/** What the network, TLS and the driver call their failures. */
const CONNECTION_CODES: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: { ...AWAY, why: "no machine has this name" },
  EAI_AGAIN: { ...AWAY, why: "its name cannot be looked up now" },
  ECONNREFUSED: { ...AWAY, why: "nothing listens there" },
  ENOENT: { ...AWAY, why: "there is no such socket" },
  CONNECT_TIMEOUT: { ...AWAY, why: "it does not answer in time" },
  ETIMEDOUT: { ...AWAY, why: "it does not answer in time" },
  CONNECTION_CLOSED: { ...AWAY, why: "the connection broke" },
  CONNECTION_DESTROYED: { ...AWAY, why: "the connection was given up" },
  CONNECTION_ENDED: { ...AWAY, why: "the connection was given up" },
  ECONNRESET: { ...AWAY, why: "the connection broke" },
  EPIPE: { ...AWAY, why: "the connection broke" },
  EHOSTUNREACH: AWAY,
  ENETUNREACH: AWAY,
  ERR_TLS_CERT_ALTNAME_INVALID: { ...CERTIFICATE, why: "its certificate is for another name" },
};

/** Whether the error is about the statement and its values, not about the database. */
export function isOfTheStatement(thrown: unknown): boolean {
  if (thrown instanceof TypeError) return true;
  const state = sqlState(thrown);
  return state !== undefined && STATES[state] === undefined && !CLASSES_OF_THE_SERVER.has(state.slice(0, 2));
}

/** Two transactions got in each other's way and the server ended this one: the same again may succeed. */
export function isConflict(thrown: unknown): boolean {
  return sqlState(thrown)?.startsWith("40") === true;
}

/** The server knows another password, or not the user. */
export function isWrongPassword(thrown: unknown): boolean {
  return meaningOf(thrown) === LOGIN;
}

/** A row with this key is there already. */
export function isDuplicate(thrown: unknown, constraint: string): boolean {
  return sqlState(thrown) === "23505" && thrown instanceof Error && "constraint_name" in thrown &&
    thrown.constraint_name === constraint;
}

/** Whether the connection that threw can be used no more. */
export function isBroken(thrown: unknown): boolean {
  const state = sqlState(thrown);
  if (state === undefined) return errorCode(thrown) !== undefined;
  if (isOutdatedPlan(thrown)) return true;
  return /^(08|57P|28|3D|53300)/.test(state);
}

/** A table was changed since the statement was prepared; it has to be prepared anew. */
function isOutdatedPlan(thrown: unknown): boolean {
  return thrown instanceof Error && "routine" in thrown && thrown.routine === "RevalidateCachedQuery";
}

/** What is thrown to the rest of Rosey in the place of `thrown`. `location` must not hold a password. */
export function postgresError(thrown: unknown, location: string): unknown {
  const meaning = meaningOf(thrown);
  if (meaning === undefined) return thrown;
  const { why, ...options } = meaning;
  return new RoseyError(`Cannot use the database ${location}: ${why} (${errorText(thrown)})`, {
    ...options,
    cause: thrown,
  });
}

function meaningOf(thrown: unknown): Meaning | undefined {
  const state = sqlState(thrown);
  if (state !== undefined) {
    const known = STATES[state] ?? (state === "08P01" ? wordsOfPgBouncer(errorText(thrown)) : undefined);
    if (known !== undefined) return known;
    if (CLASSES_OF_THE_SERVER.has(state.slice(0, 2))) return { ...AWAY, why: "the server could not do it" };
    return {
      code: "database.statement",
      why: "it refused a statement",
      hint: "See the message of PostgreSQL.",
      exit: "bug",
    };
  }
  const code = errorCode(thrown);
  if (code === undefined) return undefined;
  if (errorText(thrown).includes("before secure TLS connection")) {
    return {
      ...CERTIFICATE,
      why: "it does not offer TLS",
      hint: "Switch TLS on at the server, or do without by sslmode=disable in the address.",
    };
  }
  const isCertificate = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|UNABLE_TO/.test(code);
  return CONNECTION_CODES[code] ?? (isCertificate ? CERTIFICATE : AWAY);
}

function wordsOfPgBouncer(text: string): Meaning | undefined {
  return WORDS_OF_PGBOUNCER.find(([words]) => words.test(text))?.[1];
}

/** The five characters of PostgreSQL's own errors. */
function sqlState(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || thrown.name !== "PostgresError") return undefined;
  return errorCode(thrown);
}

function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || thrown instanceof RoseyError || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
