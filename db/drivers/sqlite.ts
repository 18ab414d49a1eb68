/**
 * The memory in an SQLite file, on the SQLite that is built into Deno.
 *
 * Each call blocks the event loop for as long as SQLite works, so reads are pages and writes are small batches. Waiting
 * for another process never blocks it.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Clock, sleep } from "../../src/domain/clock.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { WriteCatalogue } from "../write_statements.ts";
import type { Driver, Query, Session, UnitOutcome } from "./driver.ts";
import { isBeyondNumbers, isBusy, sqliteError } from "./sqlite_errors.ts";
import { SqliteUnitWriter } from "./sqlite_units.ts";

/** How long a read or a batch waits for another process. */
const BUSY_WAIT_MS = 5_000;
const BUSY_RETRY_MS = 20;
/** Compiled reads that are kept. */
const READ_STATEMENTS_MAX = 200;
/** A checkpoint takes a few milliseconds after this many units, and is made while nothing waits. */
const UNITS_PER_CHECKPOINT = 100;
/**
 * Where SQLite makes a checkpoint by itself although units wait: a log of 4 MiB. In a longer one, SQLite takes longer to
 * find its pages than checkpoints cost.
 */
const WAL_PAGES_MAX = 1_000;
/**
 * The log's file is cut to this after a long transaction. Well above what a checkpoint leaves: a file that is cut and
 * grows again with each one makes every commit slower.
 */
const WAL_FILE_MAX_BYTES = 16 * 1024 * 1024;

/** How an SQLite file is opened. */
export interface SqliteOptions {
  /** A path, or `:memory:`. A file that is not there is created; see `db/open_database.ts` for who may. */
  readonly path: string;
  readonly clock: Clock;
  /** The statements that units may use. */
  readonly writes: WriteCatalogue;
}

/** Opens an SQLite file without changing it. Call `claim` before the first write. */
export function openSqlite(options: SqliteOptions): SqliteDriver {
  try {
    return new SqliteDriver(options);
  } catch (thrown) {
    throw sqliteError(thrown, options.path);
  }
}

/** See {@link openSqlite}. */
export class SqliteDriver implements Driver {
  readonly dialect = "sqlite";
  readonly location: string;
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #units: SqliteUnitWriter;
  readonly #preparedReads = new Map<string, StatementSync>();
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  /** Set while a transaction with awaits in it has the connection. */
  #taken: Promise<void> | undefined;
  #unitsSinceCheckpoint = 0;

  constructor({ path, clock, writes }: SqliteOptions) {
    this.location = path;
    this.#clock = clock;
    this.#db = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 0 });
    this.#begin = this.#db.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#db.prepare("COMMIT");
    this.#units = new SqliteUnitWriter(this.#db, writes);
  }

  /** Write-ahead log, full durability, a log of bounded size. */
  async claim(): Promise<void> {
    // SQLite lets a transaction begin on what it cannot write: only a write tells.
    await this.transaction(async (session) => {
      const [row] = await session.read<{ user_version: number }>({
        sql: "PRAGMA user_version",
        parameters: [],
      });
      await session.execute(`PRAGMA user_version = ${row?.user_version ?? 0}`);
    }, BUSY_WAIT_MS);
    await this.#whenFree(() => {
      for (
        const pragma of [
          "journal_mode = WAL",
          "synchronous = FULL",
          `wal_autocheckpoint = ${WAL_PAGES_MAX}`,
          `journal_size_limit = ${WAL_FILE_MAX_BYTES}`,
        ]
      ) {
        this.#db.prepare(`PRAGMA ${pragma}`).all();
      }
    });
  }

  read<Row>(query: Query<Row>): Promise<Row[]> {
    return this.#whenFree(() => this.#readNow(query));
  }

  apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    this.#unitsSinceCheckpoint += units.length;
    return this.#whenFree(() => this.#units.apply(units));
  }

  transaction<Result>(work: (session: Session) => Promise<Result>, waitMs: number): Promise<Result> {
    return this.#holding(this.#begin, waitMs, () =>
      work({
        read: (query) => this.#patiently(BUSY_WAIT_MS, () => this.#readNow(query)),
        execute: async (sql, parameters = []) => {
          await this.#patiently(BUSY_WAIT_MS, () => this.#db.prepare(sql).run(...parameters));
        },
      }));
  }

  snapshot<Result>(work: (session: Pick<Session, "read">) => Promise<Result>): Promise<Result> {
    const read: Session["read"] = (query) => this.#patiently(BUSY_WAIT_MS, () => this.#readNow(query));
    return this.#holding(this.#db.prepare("BEGIN"), BUSY_WAIT_MS, () => work({ read }));
  }

  /** A transaction with awaits in it has the connection to itself. */
  async #holding<Result>(begin: StatementSync, waitMs: number, work: () => Promise<Result>): Promise<Result> {
    while (this.#taken !== undefined) await this.#taken;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken = promise;
    try {
      await this.#patiently(waitMs, () => begin.run());
      const result = await work();
      // Outside of the write-ahead log a commit waits for whoever reads.
      await this.#patiently(BUSY_WAIT_MS, () => this.#commit.run());
      return result;
    } catch (thrown) {
      this.#rollBack();
      throw sqliteError(thrown, this.location);
    } finally {
      this.#taken = undefined;
      resolve();
    }
  }

  rest(): Promise<void> {
    if (this.#unitsSinceCheckpoint >= UNITS_PER_CHECKPOINT && this.#taken === undefined) {
      this.#unitsSinceCheckpoint = 0;
      return this.#patiently(
        BUSY_WAIT_MS,
        () => void this.#db.prepare("PRAGMA wal_checkpoint(PASSIVE)").all(),
      );
    }
    return Promise.resolve();
  }

  async close(): Promise<void> {
    while (this.#taken !== undefined) await this.#taken;
    if (this.#db.isOpen) this.#db.close();
  }

  /** For all that is done in one go, and so never in the middle of a transaction with awaits in it. */
  #whenFree<Result>(operation: () => Result): Promise<Result> {
    return this.#patiently(BUSY_WAIT_MS, operation, () => this.#taken);
  }

  /** Repeats `operation` while another process has the lock, up to `waitMs`; each time once `turn` is over. */
  async #patiently<Result>(
    waitMs: number,
    operation: () => Result,
    turn: () => Promise<void> | undefined = () => undefined,
  ): Promise<Result> {
    const giveUpAt = this.#clock.monotonic() + waitMs;
    for (;;) {
      for (let other = turn(); other !== undefined; other = turn()) await other;
      try {
        return operation();
      } catch (thrown) {
        if (!isBusy(thrown) || this.#clock.monotonic() >= giveUpAt) throw sqliteError(thrown, this.location);
      }
      await sleep(this.#clock, BUSY_RETRY_MS);
    }
  }

  #readNow<Row>({ sql, parameters }: Query<Row>): Row[] {
    const statement = this.#readStatement(sql);
    const values = parameters.map(inputValue);
    const rows = readAll(statement, values);
    return trusted<Row>(rows) ? rows : [];
  }

  #readStatement(sql: string): StatementSync {
    const known = this.#preparedReads.get(sql);
    if (known !== undefined) return known;
    const oldest = this.#preparedReads.keys().next();
    if (this.#preparedReads.size >= READ_STATEMENTS_MAX && oldest.done === false) {
      this.#preparedReads.delete(oldest.value);
    }
    const prepared = this.#db.prepare(sql);
    this.#preparedReads.set(sql, prepared);
    return prepared;
  }

  /** SQLite has undone some failures by itself already. */
  #rollBack(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }
}

/** Never `iterate()`: it takes an error in the middle for the end. */
function readAll(statement: StatementSync, values: SQLInputValue[]): Record<string, unknown>[] {
  try {
    return statement.all(...values);
  } catch (thrown) {
    if (!isBeyondNumbers(thrown)) throw thrown;
  }
  statement.setReadBigInts(true);
  try {
    return statement.all(...values).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
      )
    );
  } finally {
    statement.setReadBigInts(false);
  }
}

/** The shape of an answer is vouched for by the one who wrote the question. */
function trusted<Row>(rows: readonly unknown[]): rows is Row[] {
  return rows.every((row) => typeof row === "object" && row !== null);
}

function inputValue(value: unknown): SQLInputValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "undefined":
      return null;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw new TypeError(`A database cannot take a value of type ${typeof value}`);
  }
}
