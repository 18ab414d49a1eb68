/**
 * One connection to a PostgreSQL server, from its making to its end; it never becomes another one.
 *
 * postgres.js makes a new connection by itself where an old one broke, and goes on there with what had waited: the rest
 * of a transaction would be done outside of it. So it gets one socket, once, and what is lost with it is refused.
 *
 * @module
 */

import { connect, isIP, type Socket } from "node:net";
import postgres from "postgres";
import type { Clock } from "../../src/domain/clock.ts";
import type { PostgresTarget, TlsMode } from "../../src/domain/database_target.ts";
import { isWrongPassword } from "./postgres_errors.ts";
import { preparedPassword } from "./saslprep.ts";

/** How long the making of a connection may take, where the address does not say. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long the server may work on one statement. */
export const STATEMENT_TIMEOUT_MS = 60_000;
/** How long a connection that is closed may take to finish what it has begun. */
const CLOSE_TIMEOUT_MS = 5_000;

const INT8 = 20;
const NUMERIC = 1700;

/** What a connection is made from. */
export interface ConnectionOptions {
  readonly target: PostgresTarget;
  /** The certificate of the authority in PEM, where the address names a file. */
  readonly rootCertificate: string | undefined;
  readonly clock: Clock;
}

type Sql = ReturnType<typeof createSql>;

/** See the top of this file. */
export class Connection {
  /** {@link Clock.monotonic} of its making. */
  readonly madeAtMs: number;
  readonly #sql: Sql;
  readonly #reserved: Awaited<ReturnType<Sql["reserve"]>>;
  readonly #line: Line;

  private constructor(sql: Sql, reserved: Awaited<ReturnType<Sql["reserve"]>>, line: Line, madeAtMs: number) {
    this.#sql = sql;
    this.#reserved = reserved;
    this.#line = line;
    this.madeAtMs = madeAtMs;
  }

  /** Connects and logs in. Throws what the network, TLS, the server or the driver has against it. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    try {
      return await Connection.#logIn(options);
    } catch (thrown) {
      const password = preparedPassword(options.target.password);
      if (password === undefined || !isWrongPassword(thrown)) throw thrown;
      return await Connection.#logIn({ ...options, target: { ...options.target, password } });
    }
  }

  static async #logIn({ target, rootCertificate, clock }: ConnectionOptions): Promise<Connection> {
    const line = new Line(target);
    const sql = createSql(target, rootCertificate, line);
    const timer = clock.after(
      target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      () => line.cut(failure("CONNECT_TIMEOUT", "no connection in time")),
    );
    try {
      // The driver lends a connection for good only when it is there already.
      await line.guard(sql.unsafe("select 1"));
      return new Connection(sql, await line.guard(sql.reserve()), line, clock.monotonic());
    } catch (thrown) {
      await sql.end({ timeout: 0 });
      throw thrown;
    } finally {
      timer.stop();
    }
  }

  /** Whether it can be used no more. */
  get isClosed(): boolean {
    return this.#line.isCut;
  }

  /**
   * Sends a statement; it is not waited for by those that are sent after it. With `prepare` the server remembers it.
   */
  send(sql: string, parameters: (string | null)[] = [], prepare = false): Promise<readonly unknown[]> {
    // The driver would write to a socket that is not there any more.
    if (this.#line.isCut) return Promise.reject(failure("CONNECTION_CLOSED", "the connection is closed"));
    return this.#line.guard(sentOnce(this.#reserved.unsafe(sql, parameters, { prepare })));
  }

  /** Ends it. */
  async close(): Promise<void> {
    if (this.#line.isCut) return await this.discard();
    this.#reserved.release();
    await this.#sql.end({ timeout: CLOSE_TIMEOUT_MS / 1000 });
  }

  /** Ends one that is broken, without a word to the server. */
  async discard(): Promise<void> {
    this.#line.cut(failure("CONNECTION_CLOSED", "the connection was given up"));
    await this.#sql.end({ timeout: 0 });
  }
}

/** The socket of a connection, and what waits for answers on it. */
class Line {
  readonly #target: PostgresTarget;
  readonly #waiting = new Set<(reason: unknown) => void>();
  #socket: Socket | undefined;
  #cutBy: Error | undefined;

  constructor(target: PostgresTarget) {
    this.#target = target;
  }

  get isCut(): boolean {
    return this.#cutBy !== undefined;
  }

  /** The one socket. Throws when there was one already. */
  connect(): Promise<Socket> {
    if (this.#socket !== undefined || this.#cutBy !== undefined) {
      return Promise.reject(
        this.#cutBy ?? failure("CONNECTION_CLOSED", "the server closed the connection at once"),
      );
    }
    const { host, port } = this.#target;
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.removeListener("error", reject);
        socket.setKeepAlive(true, 60_000);
        socket.setNoDelay(true);
        resolve(socket);
      });
    });
  }

  /** Ends it: all that waits is refused with `reason`. */
  cut(reason: Error): void {
    this.#cutBy ??= reason;
    this.#socket?.destroy();
    for (const reject of this.#waiting) reject(this.#cutBy);
    this.#waiting.clear();
  }

  /** The answer, or a refusal as soon as the line is cut: the driver forgets what it had not yet sent. */
  guard<Answer>(answer: PromiseLike<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      answer.then((value) => {
        this.#waiting.delete(reject);
        resolve(value);
      }, (reason) => {
        this.#waiting.delete(reject);
        reject(reason);
      });
    });
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * Keeps postgres.js 3.4 from sending a prepared statement once more that the server has lost: it does that behind all
 * that was sent meanwhile, after the end of the transaction that the statement belongs to. It asks whether the
 * statement was a prepared one when it sends it, and when its answer has come; only the first time it is told.
 */
function sentOnce<Query extends PromiseLike<unknown>>(query: Query): Query {
  let isPrepared = false;
  return Object.defineProperty(query, "prepared", {
    get: () => isPrepared,
    set: (value: boolean) => {
      isPrepared = value;
      queueMicrotask(() => isPrepared = false);
    },
  });
}

function createSql(target: PostgresTarget, rootCertificate: string | undefined, line: Line) {
  const { host, user, password, database, behindPgBouncer, applicationName, prepare } = target;
  const options = {
    host,
    port: target.port,
    user,
    // Not a text, so that options that are printed do not hold it. Without one the driver would look into the
    // environment.
    password: () => password?.reveal() ?? "",
    database,
    max: 1,
    socket: () => line.connect(),
    onclose: () => line.cut(failure("CONNECTION_CLOSED", "the connection was closed")),
    ssl: host.startsWith("/") ? false : tlsOptions(target.tls, host, rootCertificate),
    prepare: prepare ?? true,
    // Where it asks for them itself, nobody hears of a connection that breaks meanwhile, and the program ends.
    fetch_types: false,
    connect_timeout: (target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS) / 1000,
    max_lifetime: null,
    // A batch is sent as a whole.
    max_pipeline: 10_000,
    onnotice: () => {},
    connection: {
      application_name: applicationName ?? "rosey-bot",
      ...(behindPgBouncer === true
        ? {}
        : { jit: "off", statement_timeout: STATEMENT_TIMEOUT_MS, TimeZone: "UTC" }),
    },
    types: {
      // Counts and times; beyond 2^53 the nearest number, as with SQLite.
      int8: { to: INT8, from: [INT8], serialize: String, parse: Number },
      numeric: { to: NUMERIC, from: [NUMERIC], serialize: String, parse: Number },
    },
  };
  return postgres(options);
}

function tlsOptions(tls: TlsMode, host: string, rootCertificate: string | undefined) {
  // The name that a certificate is held against; an address must not be told to the server as a name.
  const name = { host, ...(isIP(host) === 0 ? { servername: host } : {}) };
  switch (tls.kind) {
    case "off":
      return false;
    case "opportunistic":
      return "prefer" as const;
    case "unverified":
      return { ...name, rejectUnauthorized: false };
    case "verified":
      return {
        ...name,
        ...(rootCertificate === undefined ? {} : { ca: rootCertificate }),
        ...(tls.matchHost ? {} : { checkServerIdentity: () => undefined }),
      };
  }
}
