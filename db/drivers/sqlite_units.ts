/**
 * How units are written to SQLite: a batch is one transaction, in which changes of one row are folded and new rows of
 * one table are added several at a time. Each call of SQLite costs more than what it does to a row.
 *
 * @module
 */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RoseyError } from "../../src/domain/errors.ts";
import type { SqlValue, Unit, Write } from "../../src/domain/memory.ts";
import { type Batching, type BatchStep, planBatch } from "../batching.ts";
import type { WriteCatalogue } from "../write_statements.ts";
import type { UnitOutcome } from "./driver.ts";
import { numbered, severalRows } from "./numbered_placeholders.ts";
import { isOfTheStatement } from "./sqlite_errors.ts";
import { unitRefused } from "./unit_refused.ts";

/** Ids of units that are remembered. */
const APPLIED_UNITS_KEPT = 20_000;
/** Old ids are forgotten once per so many units. */
const UNITS_PER_FORGETTING = 500;
/** Rows that one statement adds at most; a power of two, and beyond it little is gained. */
const ROWS_PER_STATEMENT_MAX = 64;

const COMMITTED: UnitOutcome = { status: "committed" };
const REPEATED: UnitOutcome = { status: "repeated" };

interface PreparedWrite {
  readonly one: StatementSync;
  readonly batching: Batching | undefined;
  /** Adds so many rows at a time; `undefined` when the statement is not of that kind. */
  several(rows: number): StatementSync | undefined;
}

/** What keeps the ids of units. */
interface UnitMarks {
  readonly noteOne: StatementSync;
  readonly known: StatementSync;
  readonly note: StatementSync;
  readonly forget: StatementSync;
}

/** Writes units with the statements of a catalogue. */
export class SqliteUnitWriter {
  readonly #db: DatabaseSync;
  readonly #writes: WriteCatalogue;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #prepared = new Map<string, PreparedWrite>();
  #unitMarks: UnitMarks | undefined;
  #unitsSinceForgetting = 0;

  constructor(db: DatabaseSync, writes: WriteCatalogue) {
    this.#db = db;
    this.#writes = writes;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
  }

  /** All in one go; only when a unit is refused, once more with each unit in a savepoint of its own. */
  apply(units: readonly Unit[]): UnitOutcome[] {
    try {
      return this.#inTransaction(() => {
        const [first] = units;
        const outcomes = first !== undefined && units.length === 1
          ? [this.#writeOne(first)]
          : this.#writeTogether(units);
        this.#forgetOldUnits(units.length);
        return outcomes;
      });
    } catch (thrown) {
      if (!isOfTheUnit(thrown)) throw thrown;
    }
    return this.#inTransaction(() => units.map((unit) => this.#writeAlone(unit)));
  }

  #inTransaction(write: () => UnitOutcome[]): UnitOutcome[] {
    this.#begin.run();
    try {
      const outcomes = write();
      this.#commit.run();
      return outcomes;
    } catch (thrown) {
      // SQLite has undone some failures by itself already.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw thrown;
    }
  }

  #writeOne({ id, writes }: Unit): UnitOutcome {
    if (this.#marks().noteOne.run(id).changes === 0) return REPEATED;
    for (const { statement, parameters } of writes) this.#preparedWrite(statement).one.run(...parameters);
    return COMMITTED;
  }

  #writeTogether(units: readonly Unit[]): UnitOutcome[] {
    const fresh = this.#noteUnits(units);
    const writes: Write[] = [];
    const outcomes = units.map((unit) => {
      if (!fresh.delete(unit.id)) return REPEATED;
      for (const write of unit.writes) writes.push(write);
      return COMMITTED;
    });
    for (const step of planBatch(writes, (name) => this.#preparedWrite(name).batching)) this.#make(step);
    return outcomes;
  }

  #writeAlone(unit: Unit): UnitOutcome {
    this.#db.exec("SAVEPOINT unit");
    try {
      return this.#writeOne(unit);
    } catch (thrown) {
      if (!isOfTheUnit(thrown)) throw thrown;
      this.#db.exec("ROLLBACK TO unit");
      return { status: "refused", error: unitRefused(unit, thrown) };
    } finally {
      if (this.#db.isTransaction) this.#db.exec("RELEASE unit");
    }
  }

  #make({ statement, rows }: BatchStep): void {
    const { one, batching, several } = this.#preparedWrite(statement);
    const width = rows[0]?.length;
    const fit = batching?.kind === "append" && rows.every(({ length }) => length === width);
    for (let start = 0; start < rows.length;) {
      const count = fit ? powerOfTwoIn(rows.length - start) : 1;
      const statement = count === 1 ? undefined : several(count);
      if (statement === undefined) { for (const row of rows.slice(start, start + count)) one.run(...row); }
      else statement.run(...valuesOf(rows, start, start + count));
      start += count;
    }
  }

  #preparedWrite(name: string): PreparedWrite {
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const declared = this.#writes.get(name);
    if (declared === undefined) {
      throw new RoseyError(`No statement is named "${name}"`, {
        code: "memory.unknown_statement",
        hint: "The plugin that declares it is missing from this program.",
        exit: "bug",
      });
    }
    const compiled = declared.compile("sqlite");
    const bySize = new Map<number, StatementSync>();
    const several = (rows: number) => {
      const before = bySize.get(rows);
      if (before !== undefined) return before;
      const sql = severalRows(compiled, rows);
      if (sql === undefined) return undefined;
      const statement = this.#db.prepare(sql);
      bySize.set(rows, statement);
      return statement;
    };
    const prepared = { one: this.#db.prepare(numbered(compiled)), batching: declared.batching, several };
    this.#prepared.set(name, prepared);
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
    const ids = new Set<string>();
    for (const { id } of units) ids.add(id);
    const { known, note } = this.#marks();
    const all = JSON.stringify([...ids]);
    const repeated = known.all(all);
    for (const row of repeated) ids.delete(String(row["unit_id"]));
    note.run(repeated.length === 0 ? all : JSON.stringify([...ids]));
    return ids;
  }

  #forgetOldUnits(count: number): void {
    this.#unitsSinceForgetting += count;
    if (this.#unitsSinceForgetting < UNITS_PER_FORGETTING) return;
    this.#unitsSinceForgetting = 0;
    this.#marks().forget.run(APPLIED_UNITS_KEPT);
  }
}

/** The greatest power of two up to `count` and the most rows of a statement: few sizes serve every batch. */
function powerOfTwoIn(count: number): number {
  let power = ROWS_PER_STATEMENT_MAX;
  while (power > count) power /= 2;
  return power;
}

function valuesOf(rows: readonly (readonly SqlValue[])[], start: number, end: number): SqlValue[] {
  const values: SqlValue[] = [];
  for (const row of rows.slice(start, end)) for (const value of row) values.push(value);
  return values;
}

function isOfTheUnit(thrown: unknown): boolean {
  return isOfTheStatement(thrown) || thrown instanceof RoseyError;
}
