/**
 * The connections to a PostgreSQL server: how many there are, who has which, and what becomes of old and broken ones.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import type { PoolUse } from "./driver.ts";
import { describeTarget, type PostgresTarget } from "../../src/domain/database_target.ts";
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import { Connection } from "./postgres_connection.ts";
import { isBroken, postgresError } from "./postgres_errors.ts";

/** Connections at most, where the address does not say. */
const DEFAULT_SIZE = 15;
/** How long an operation waits for a free connection. */
const WAIT_MS = 30_000;
/** A connection is replaced after this time, so that the server need not keep its caches for ever. */
const RECYCLE_MS = 3_600_000;

/** What a pool is made from. */
export interface PoolOptions {
  readonly target: PostgresTarget;
  readonly clock: Clock;
}

/** What is done on a connection. */
type Work<Result> = (connection: Connection) => Promise<Result>;

/** Lends connections, each to one operation at a time. */
export class PostgresPool {
  /** Fit to be shown. */
  readonly location: string;
  readonly #target: PostgresTarget;
  /** The certificate of the authority in PEM, where the address names a file. */
  readonly #rootCertificate: string | undefined;
  readonly #clock: Clock;
  readonly #size: number;
  #free: number;
  /** The one used last is the first to be used again. */
  #idle: Connection[] = [];
  #waiting: (() => void)[] = [];
  readonly #operations = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  /** Throws a `RoseyError` when the certificate that the address names cannot be read. */
  constructor({ target, clock }: PoolOptions) {
    this.#target = target;
    this.#clock = clock;
    this.location = describeTarget(target);
    this.#rootCertificate = readRootCertificate(target, this.location);
    this.#size = target.maxConnections ?? DEFAULT_SIZE;
    this.#free = this.#size;
  }

  /** How the connections are used now. */
  get condition(): PoolUse {
    return { size: this.#size, busy: this.#size - this.#free, waiting: this.#waiting.length };
  }

  /**
   * Runs `work` on a connection that is its own meanwhile. Throws a `RoseyError` when none came free in time, and in
   * the place of what `work` threw of the database.
   */
  use<Result>(work: Work<Result>): Promise<Result> {
    return this.#operate(() => this.#run(work));
  }

  /**
   * The same for work that does no harm when it is done twice: where it meets a connection that broke while nobody used
   * it, it is done again on a new one.
   */
  useRepeatably<Result>(work: Work<Result>): Promise<Result> {
    return this.#operate(async () => {
      const idle = this.#idle.length;
      try {
        return await this.#run(work);
      } catch (thrown) {
        // A new connection that broke tells that the server is away.
        if (idle === 0 || !isBroken(thrown)) throw thrown;
      }
      return await this.#run(work);
    });
  }

  /** Waits for the operations that have begun, then closes every connection. */
  close(): Promise<void> {
    return this.#closed ??= this.#closeAll();
  }

  async #closeAll(): Promise<void> {
    await Promise.allSettled(this.#operations);
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()));
  }

  async #operate<Result>(run: () => Promise<Result>): Promise<Result> {
    await this.#acquire();
    const operation = run();
    this.#operations.add(operation);
    try {
      return await operation;
    } catch (thrown) {
      throw postgresError(thrown, this.location);
    } finally {
      this.#operations.delete(operation);
      this.#release();
    }
  }

  async #run<Result>(work: Work<Result>): Promise<Result> {
    const connection = await this.#take();
    try {
      const result = await work(connection);
      this.#idle.push(connection);
      return result;
    } catch (thrown) {
      if (isBroken(thrown) || connection.isClosed) await this.#discard(connection);
      else this.#idle.push(connection);
      throw thrown;
    }
  }

  /** Where one connection broke, those that nobody uses are most likely broken as well. */
  async #discard(broken: Connection): Promise<void> {
    const others = this.#idle.splice(0);
    await Promise.all([broken, ...others].map((connection) => connection.discard()));
  }

  /** An idle connection that is still there and not too old, else a new one. */
  async #take(): Promise<Connection> {
    const oldest = this.#clock.monotonic() - RECYCLE_MS;
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (!connection.isClosed && connection.madeAtMs >= oldest) return connection;
      await connection.close();
    }
    return await Connection.open({
      target: this.#target,
      rootCertificate: this.#rootCertificate,
      clock: this.#clock,
    });
  }

  async #acquire(): Promise<void> {
    if (this.#closed !== undefined) {
      throw new RoseyError(`Cannot use the database ${this.location}: it is closed`, {
        code: "database.closed",
        exit: "bug",
      });
    }
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const timer = this.#clock.after(WAIT_MS, () => {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== resolve);
      reject(this.#allBusy());
    });
    try {
      await promise;
    } finally {
      timer.stop();
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  #allBusy(): RoseyError {
    return new RoseyError(
      `Cannot use the database ${this.location}: all ${this.#size} connections were busy for ${
        WAIT_MS / 1000
      } s`,
      {
        code: "database.busy",
        hint: "Look for slow statements on the server, or raise pool_max in the address.",
        exit: "databaseUnavailable",
      },
    );
  }
}

function readRootCertificate({ tls }: PostgresTarget, location: string): string | undefined {
  if (tls.kind !== "verified" || tls.rootCertificatePath === undefined) return undefined;
  const { rootCertificatePath } = tls;
  try {
    return Deno.readTextFileSync(rootCertificatePath);
  } catch (thrown) {
    throw new RoseyError(
      `Cannot use the database ${location}: sslrootcert ${rootCertificatePath} cannot be read (${
        errorText(thrown)
      })`,
      {
        code: "database.certificate",
        hint: "Name a file with the authority's certificate in PEM.",
        exit: "usage",
        cause: thrown,
      },
    );
  }
}
