/**
 * The memory on a PostgreSQL server.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { WriteCatalogue } from "../write_statements.ts";
import type { Driver, PoolUse, Query, Session, UnitOutcome } from "./driver.ts";
import { STATEMENT_TIMEOUT_MS } from "./postgres_connection.ts";
import { isConflict } from "./postgres_errors.ts";
import { type PoolOptions, PostgresPool } from "./postgres_pool.ts";
import { inTransaction, readRows, sessionOn } from "./postgres_session.ts";
import { UnitWriter } from "./postgres_units.ts";

/** How often a batch is begun anew that another transaction got in the way of. */
const CONFLICTS_MAX = 5;

/**
 * What all writers of a schema share, and whoever changes its tables takes alone. It belongs to the transaction, so
 * that it works through PgBouncer, and ends with it whatever becomes of the process. The number is "Rose" in ASCII.
 */
const LOCK = `(${0x526f7365}, hashtext(current_schema()))`;

/** How a PostgreSQL database is opened. */
export interface PostgresOptions extends PoolOptions {
  /** The statements that units may use. */
  readonly writes: WriteCatalogue;
}

/** Opens a database. The first connection is made when it is first needed. */
export function openPostgres(options: PostgresOptions): Driver {
  return new PostgresDriver(options);
}

class PostgresDriver implements Driver {
  readonly dialect = "postgres";
  readonly location: string;
  readonly #pool: PostgresPool;
  readonly #units: UnitWriter;
  /** PgBouncer gives each transaction another connection, so that only what is set inside of one holds. */
  readonly #settings: readonly string[];

  constructor(options: PostgresOptions) {
    this.#pool = new PostgresPool(options);
    this.location = this.#pool.location;
    this.#settings = options.target.behindPgBouncer === true
      ? ["set local jit = off", `set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`]
      : [];
    this.#units = new UnitWriter(
      options.writes,
      this.#settings,
      `select pg_advisory_xact_lock_shared${LOCK}`,
    );
  }

  /** Nothing of a database on a server is set in its files. */
  async claim(): Promise<void> {
    const [answer] = await this.read<{ transaction_read_only: string }>({
      sql: "select current_setting('transaction_read_only') as transaction_read_only",
      parameters: [],
    });
    if (answer?.transaction_read_only !== "on") return;
    throw new RoseyError(`Cannot use the database ${this.location}: it takes no changes`, {
      code: "database.not_writable",
      hint: "Name the primary server in the address, and a user who may write.",
      exit: "databaseUnavailable",
    });
  }

  read<Row>(query: Query<Row>): Promise<Row[]> {
    return this.#pool.useRepeatably((connection) => {
      const ask = () => readRows(connection, query, true);
      return this.#settings.length === 0 ? ask() : inTransaction(connection, this.#settings, ask);
    });
  }

  /** Units can be applied again, because their ids tell which of them are stored. */
  async apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#pool.useRepeatably((connection) => this.#units.apply(connection, units));
      } catch (thrown) {
        const cause = thrown instanceof RoseyError ? thrown.cause : undefined;
        if (!isConflict(cause) || attempt === CONFLICTS_MAX) throw thrown;
      }
    }
  }

  transaction<Result>(work: (session: Session) => Promise<Result>, waitMs: number): Promise<Result> {
    const settings = [
      "set local statement_timeout = 0",
      `set local lock_timeout = ${Math.max(1, Math.round(waitMs))}`,
      `select pg_advisory_xact_lock${LOCK}`,
      "set local lock_timeout = 0",
    ];
    return this.#pool.use((connection) =>
      inTransaction(connection, settings, () => work(sessionOn(connection)))
    );
  }

  snapshot<Result>(work: (session: Pick<Session, "read">) => Promise<Result>): Promise<Result> {
    const settings = [
      "set transaction isolation level repeatable read, read only",
      "set local statement_timeout = 0",
      "set local idle_in_transaction_session_timeout = 0",
    ];
    return this.#pool.use((connection) =>
      inTransaction(connection, settings, () => work(sessionOn(connection)))
    );
  }

  /** The server keeps house by itself. */
  rest(): Promise<void> {
    return Promise.resolve();
  }

  poolUse(): PoolUse {
    return this.#pool.condition;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
