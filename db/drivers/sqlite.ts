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
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { WriteCatalogue } from "../write_statements.ts";
import type { Driver, Query, Session, UnitOutcome } from "./driver.ts";
import { numbered } from "./numbered_placeholders.ts";
import { isBeyondNumbers, isBusy, isOfTheStatement, sqliteError } from "./sqlite_errors.ts";

/** How long a read or a batch waits for another process. */
const BUSY_WAIT_MS = 5_000;
const BUSY_RETRY_MS = 20;
/** Compiled reads that are kept. */
const READ_STATEMENTS_MAX = 200;
/** A checkpoint takes a few milliseconds after this many writes, and is made while nothing waits. */
const WRITES_PER_CHECKPOINT = 500;
/** Where SQLite makes a checkpoint by itself although writes wait: a log of 16 MiB. */
const WAL_PAGES_MAX = 4_000;
/** Ids of units that are remembered. */
const APPLIED_UNITS_KEPT = 20_000;
/** Old ids are forgotten once per so many units. */
const UNITS_PER_FORGETTING = 500;

const COMMITTED: UnitOutcome = { status: "committed" };
const REPEATED: UnitOutcome = { status: "repeated" };

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

/** What keeps the ids of units. */
interface UnitMarks {
  readonly noteOne: StatementSync;
  readonly known: StatementSync;
  readonly note: StatementSync;
  readonly forget: StatementSync;
}

/** See {@link openSqlite}. */
export class SqliteDriver implements Driver {
  readonly dialect = "sqlite";
  readonly location: string;
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #writes: WriteCatalogue;
  readonly #preparedWrites = new Map<string, StatementSync>();
  readonly #preparedReads = new Map<string, StatementSync>();
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #unitMarks: UnitMarks | undefined;
  /** Set while a transaction with awaits in it has the connection. */
  #taken: Promise<void> | undefined;
  #writesSinceCheckpoint = 0;
  #unitsSinceForgetting = 0;

  constructor({ path, clock, writes }: SqliteOptions) {
    this.location = path;
    this.#clock = clock;
    this.#writes = writes;
    this.#db = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 0 });
    this.#begin = this.#db.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#db.prepare("COMMIT");
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
          `journal_size_limit = ${WAL_PAGES_MAX * 4096}`,
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
    return this.#whenFree(() => this.#applyNow(units));
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
    if (this.#writesSinceCheckpoint >= WRITES_PER_CHECKPOINT && this.#taken === undefined) {
      this.#writesSinceCheckpoint = 0;
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

  /** All in one go; only when a unit is refused, once more with each unit in a savepoint of its own. */
  #applyNow(units: readonly Unit[]): UnitOutcome[] {
    this.#begin.run();
    try {
      const fresh = this.#noteUnits(units);
      const outcomes = units.map((unit) => fresh.delete(unit.id) ? this.#writeUnit(unit) : REPEATED);
      this.#forgetOldUnits(units.length);
      this.#commit.run();
      return outcomes;
    } catch (thrown) {
      this.#rollBack();
      if (!isOfTheStatement(thrown) && !(thrown instanceof RoseyError)) throw thrown;
    }
    this.#begin.run();
    try {
      const outcomes = units.map((unit) => this.#writeUnitAlone(unit));
      this.#commit.run();
      return outcomes;
    } catch (thrown) {
      this.#rollBack();
      throw thrown;
    }
  }

  #writeUnit({ writes }: Unit): UnitOutcome {
    for (const { statement, parameters } of writes) this.#preparedWrite(statement).run(...parameters);
    this.#writesSinceCheckpoint += writes.length;
    return COMMITTED;
  }

  #writeUnitAlone(unit: Unit): UnitOutcome {
    this.#db.exec("SAVEPOINT unit");
    try {
      return this.#noteUnits([unit]).has(unit.id) ? this.#writeUnit(unit) : REPEATED;
    } catch (thrown) {
      if (!isOfTheStatement(thrown) && !(thrown instanceof RoseyError)) throw thrown;
      this.#db.exec("ROLLBACK TO unit");
      return { status: "refused", error: refusal(unit, thrown) };
    } finally {
      if (this.#db.isTransaction) this.#db.exec("RELEASE unit");
    }
  }

  #preparedWrite(name: string): StatementSync {
    const known = this.#preparedWrites.get(name);
    if (known !== undefined) return known;
    const declared = this.#writes.get(name);
    if (declared === undefined) {
      throw new RoseyError(`No statement is named "${name}"`, {
        code: "memory.unknown_statement",
        hint: "The plugin that declares it is missing from this program.",
        exit: "bug",
      });
    }
    const prepared = this.#db.prepare(numbered(declared.compile("sqlite")));
    this.#preparedWrites.set(name, prepared);
    return prepared;
  }

  #marks(): UnitMarks {
    return this.#unitMarks ??= {
      noteOne: this.#db.prepare("INSERT INTO applied_units (unit_id) VALUES (?) ON CONFLICT DO NOTHING"),
      known: this.#db.prepare(
        "SELECT unit_id FROM applied_units WHERE unit_id IN (SELECT value FROM json_each(?))",
      ),
      note: this.#db.prepare("INSERT INTO applied_units (unit_id) SELECT value FROM json_each(?)"),
      forget: this.#db.prepare(
        "DELETE FROM applied_units WHERE sequence <= (SELECT max(sequence) FROM applied_units) - ?",
      ),
    };
  }

  /** Notes the ids of units and answers which were not known before. */
  #noteUnits(units: readonly Unit[]): Set<string> {
    const ids = new Set(units.map(({ id }) => id));
    const { noteOne, known, note } = this.#marks();
    const [only] = units;
    if (units.length === 1 && only !== undefined) {
      if (noteOne.run(only.id).changes === 0) ids.clear();
      return ids;
    }
    for (const row of known.all(JSON.stringify([...ids]))) ids.delete(String(row["unit_id"]));
    note.run(JSON.stringify([...ids]));
    return ids;
  }

  #forgetOldUnits(count: number): void {
    this.#unitsSinceForgetting += count;
    if (this.#unitsSinceForgetting < UNITS_PER_FORGETTING) return;
    this.#unitsSinceForgetting = 0;
    this.#marks().forget.run(APPLIED_UNITS_KEPT);
  }

  /** SQLite has undone some failures by itself already. */
  #rollBack(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }
}

function refusal(unit: Unit, thrown: unknown): RoseyError {
  return new RoseyError(`Cannot store the unit ${unit.id}: ${errorText(thrown)}`, {
    code: "memory.unit_refused",
    hint: `It was left out; its changes: ${unit.writes.map(({ statement }) => statement).join(", ")}.`,
    exit: "bug",
    cause: thrown,
  });
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
