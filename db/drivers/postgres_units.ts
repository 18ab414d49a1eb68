/**
 * How units are written to PostgreSQL: a batch is one transaction whose statements are sent without waiting for each
 * other's answers, so that it costs one journey to the server and one commit.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Unit, Write } from "../../src/domain/memory.ts";
import { type BatchStep, planBatch } from "../batching.ts";
import type { CompiledWrite, WriteCatalogue, WriteStatement } from "../write_statements.ts";
import type { UnitOutcome } from "./driver.ts";
import { isDuplicate, isOfTheStatement } from "./postgres_errors.ts";
import type { Connection } from "./postgres_connection.ts";
import { inputValue, inTransaction, readRows, type Sending, sendTogether } from "./postgres_session.ts";
import {
  arrayLiteral,
  manyOf,
  manyParameters,
  type ManyStatement,
  singleParameters,
} from "./postgres_statements.ts";
import { unitRefused } from "./unit_refused.ts";

/** Ids of units that are remembered. */
const APPLIED_UNITS_KEPT = 20_000;
/** Old ids are forgotten once per so many units. */
const UNITS_PER_FORGETTING = 500;

const KNOWN_UNITS = "select unit_id from applied_units where unit_id = any ($1::text[])";
const NOTE_UNITS = `insert into applied_units (unit_id)
  select unit_id from unnest($1::text[]) with ordinality as noted(unit_id, place) order by place`;
const NEWEST_OLD_UNIT = `(select max(sequence) from applied_units) - ${APPLIED_UNITS_KEPT}`;
const FORGET_UNITS = `delete from applied_units where sequence <= ${NEWEST_OLD_UNIT}`;
/** The index keeps the places of forgotten units until it is vacuumed; from the second time on they are passed over. */
const FORGET_UNITS_AGAIN = `${FORGET_UNITS} and sequence > ${NEWEST_OLD_UNIT} - ${20 * UNITS_PER_FORGETTING}`;

interface PreparedWrite {
  readonly single: CompiledWrite;
  /** For statements that can make many changes at a time. */
  readonly many: ManyStatement | undefined;
}

/** Writes units with the statements of a catalogue. */
export class UnitWriter {
  readonly #writes: WriteCatalogue;
  readonly #settings: readonly string[];
  readonly #sharedLock: string;
  readonly #prepared = new Map<string, PreparedWrite>();
  #unitsSinceForgetting = 0;
  #hasForgotten = false;

  /** `settings` are made in each transaction; `sharedLock` is the statement that keeps others from changing tables. */
  constructor(writes: WriteCatalogue, settings: readonly string[], sharedLock: string) {
    this.#writes = writes;
    this.#settings = settings;
    this.#sharedLock = sharedLock;
  }

  /** All in one go; one after the other only when there is something wrong with one of them. */
  async apply(connection: Connection, units: readonly Unit[]): Promise<UnitOutcome[]> {
    try {
      await sendTogether(this.#batch(connection, units));
      return units.map(() => ({ status: "committed" }));
    } catch (thrown) {
      if (!isRepeated(thrown) && !isOfTheUnit(thrown)) throw thrown;
    }
    return await inTransaction(connection, this.#settings, () => this.#applyEach(connection, units));
  }

  #batch(connection: Connection, units: readonly Unit[]): Sending[] {
    const steps = planBatch(units.flatMap(({ writes }) => writes), (name) => this.#declared(name).batching);
    const changes = steps.flatMap((step) => this.#statementsOf(connection, step));
    return [
      () => connection.send("begin"),
      ...this.#settings.map((setting) => () => connection.send(setting)),
      () => connection.send(this.#sharedLock),
      this.#noting(connection, units),
      ...changes,
      ...this.#forgetting(connection, units.length),
      // The server takes it for a rollback when one of the statements before it has failed.
      () => connection.send("commit"),
    ];
  }

  async #applyEach(connection: Connection, units: readonly Unit[]): Promise<UnitOutcome[]> {
    await connection.send(this.#sharedLock);
    const ids = arrayLiteral(units.map(({ id }) => id));
    const known = await readRows<{ unit_id: string }>(
      connection,
      { sql: KNOWN_UNITS, parameters: [ids] },
      true,
    );
    const applied = new Set(known.map(({ unit_id }) => unit_id));
    const outcomes: UnitOutcome[] = [];
    for (const unit of units) {
      const outcome: UnitOutcome = applied.has(unit.id)
        ? { status: "repeated" }
        : await this.#applyAlone(connection, unit);
      if (outcome.status === "committed") applied.add(unit.id);
      outcomes.push(outcome);
    }
    return outcomes;
  }

  async #applyAlone(connection: Connection, unit: Unit): Promise<UnitOutcome> {
    await connection.send("savepoint unit");
    try {
      const changes = unit.writes.map((write) => this.#single(connection, write));
      await sendTogether([this.#noting(connection, [unit]), ...changes]);
      await connection.send("release unit");
      return { status: "committed" };
    } catch (thrown) {
      if (!isOfTheUnit(thrown)) throw thrown;
      await connection.send("rollback to unit");
      await connection.send("release unit");
      // Another connection has stored it meanwhile: one that was given up, and had not given up itself.
      return isRepeated(thrown)
        ? { status: "repeated" }
        : { status: "refused", error: unitRefused(unit, thrown) };
    }
  }

  #noting(connection: Connection, units: readonly Unit[]): Sending {
    const ids = arrayLiteral(units.map(({ id }) => id));
    return () => connection.send(NOTE_UNITS, [ids], true);
  }

  #statementsOf(connection: Connection, { statement, rows, together }: BatchStep): Sending[] {
    const { many } = this.#preparedWrite(statement);
    if (!together || many === undefined || rows.length === 1) {
      return rows.map((parameters) => this.#single(connection, { statement, parameters }));
    }
    const parameters = manyParameters(many, rows);
    return [() => connection.send(many.sql, parameters, true)];
  }

  #single(connection: Connection, { statement, parameters }: Write): Sending {
    const { single } = this.#preparedWrite(statement);
    const values = singleParameters(single, parameters).map(inputValue);
    return () => connection.send(single.sql, values, true);
  }

  #forgetting(connection: Connection, count: number): Sending[] {
    this.#unitsSinceForgetting += count;
    if (this.#unitsSinceForgetting < UNITS_PER_FORGETTING) return [];
    this.#unitsSinceForgetting = 0;
    const statement = this.#hasForgotten ? FORGET_UNITS_AGAIN : FORGET_UNITS;
    this.#hasForgotten = true;
    return [() => connection.send(statement)];
  }

  #preparedWrite(name: string): PreparedWrite {
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const declared = this.#declared(name);
    const single = declared.compile("postgres");
    const { batching } = declared;
    const takesMany = batching?.kind === "append" || batching?.many === true;
    const prepared = { single, many: takesMany ? manyOf(single) : undefined };
    this.#prepared.set(name, prepared);
    return prepared;
  }

  #declared(name: string): WriteStatement {
    const declared = this.#writes.get(name);
    if (declared !== undefined) return declared;
    throw new RoseyError(`No statement is named "${name}"`, {
      code: "memory.unknown_statement",
      hint: "The plugin that declares it is missing from this program.",
      exit: "bug",
    });
  }
}

function isRepeated(thrown: unknown): boolean {
  return isDuplicate(thrown, "idx_applied_units_unit_id");
}

function isOfTheUnit(thrown: unknown): boolean {
  return isOfTheStatement(thrown) || thrown instanceof RoseyError;
}
