/**
 * Changing tables and rows of programs outside.
 *
 * @module
 */

import { RoseyError } from "../../../src/domain/errors.ts";
import type { Desk } from "../../../src/plugin/mod.ts";
import { ServiceRefusal } from "../../../src/plugin/mod.ts";
import * as change from "../changes.ts";
import { RowBook, type StoredRow, type TableOf } from "./row_book.ts";
import { type RowValues, rowValues, valuesJson } from "./row_values.ts";
import type { RowChange } from "./row_update.ts";
import type { TableSchema } from "./table_schema.ts";

/** What a program may keep. */
export interface RowLimits {
  readonly rows: number;
  /** Of all its rows together. */
  readonly bytes: number;
}

/** Bytes of one row, as JSON. */
export const ROW_BYTES_MAX = 64 * 1024;

const TABLES_MAX = 100;

/** Somebody else may change a row between our look at it and our change so often. */
const TRIES = 50;

/** See the module. */
export class RowKeeper {
  readonly #desk: Pick<Desk, "clock" | "write">;
  readonly #book: RowBook;
  readonly #limits: RowLimits;
  /** The last change of each row that is being changed: those of one row follow each other. */
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(desk: Pick<Desk, "clock" | "write">, book: RowBook, limits: RowLimits) {
    this.#desk = desk;
    this.#book = book;
    this.#limits = limits;
  }

  /** Registers a table, or gives it more fields. Throws a refusal where it is there with others. */
  async register(of: TableOf, schema: TableSchema): Promise<void> {
    const key = { program: of.program, table_name: of.table };
    const before = await this.#book.schema(of);
    if (before === undefined) {
      if ((await this.#book.schemas(of.program)).length >= TABLES_MAX) {
        throw new ServiceRefusal(
          "LIMIT_REACHED",
          `${of.program} has ${TABLES_MAX} tables, and no more are allowed`,
        );
      }
      const registered_at = Math.floor(this.#desk.clock.now() / 1000);
      await this.#desk.write([change.schemaRegistered({ ...key, fields: schema.json, registered_at })]);
    } else if (before.json !== schema.json) {
      if (!schema.widens(before)) throw differs(of);
      await this.#desk.write([change.schemaWidened({ ...key, before: before.json, fields: schema.json })]);
    }
    if ((await this.#book.schema(of))?.json !== schema.json) throw differs(of);
  }

  /** A table goes, with its rows; answers whether it was there. */
  async drop({ program, table }: TableOf): Promise<boolean> {
    const known = await this.#book.schema({ program, table });
    if (known === undefined) return false;
    const key = { program, table_name: table };
    await this.#desk.write([change.rowsDropped(key), change.schemaDropped(key)]);
    return true;
  }

  /** Adds rows, all or none, and answers their numbers. The same `requestId` again adds nothing and answers the same. */
  async insert(
    of: TableOf,
    schema: TableSchema,
    rows: readonly Readonly<Record<string, unknown>>[],
    requestId: string | undefined,
  ): Promise<number[]> {
    const entry = requestId ?? crypto.randomUUID();
    const at_ms = this.#desk.clock.now();
    const writes = rows.map((data, index) => {
      const kept = sized(rowValues(schema, data));
      const entry_key = JSON.stringify([of.program, of.table, entry, index]);
      return { program: of.program, table_name: of.table, entry_key, at_ms, ...kept };
    });
    const keys = writes.map(({ entry_key }) => entry_key);
    const known = requestId === undefined ? undefined : await this.#book.idsOf(keys);
    if (known === undefined || known.size === 0) {
      await this.#requireRoom(of.program, writes.length, writes.reduce((sum, { bytes }) => sum + bytes, 0));
      await this.#desk.write(writes.map((values) => change.rowAdded(values)), keys[0]);
    }
    const ids = await this.#book.idsOf(keys);
    return keys.map((key) => {
      const id = ids.get(key);
      if (id !== undefined) return id;
      throw new ServiceRefusal("CONFLICT", "id: these rows were added once, and are not there any more");
    });
  }

  /** Changes a row; answers whether it is there. Changes of one row are made one after the other, none from an old state. */
  async update(
    of: TableOf,
    schema: TableSchema,
    id: number,
    to: RowChange,
    requestKey: string | undefined,
  ): Promise<boolean> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(() => this.#update(of, schema, id, to, requestKey));
    const ended = turn.then(() => {}, () => {});
    this.#turns.set(id, ended);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === ended) this.#turns.delete(id);
    }
  }

  /** A row goes; answers whether it was there. */
  async delete(
    of: TableOf,
    schema: TableSchema,
    id: number,
    requestKey: string | undefined,
  ): Promise<boolean> {
    if (await this.#book.row(of, schema, id) === undefined) return false;
    const write = change.rowDeleted({ program: of.program, table_name: of.table, id });
    await this.#desk.write([write], requestKey);
    return true;
  }

  async #update(
    of: TableOf,
    schema: TableSchema,
    id: number,
    to: RowChange,
    requestKey: string | undefined,
  ): Promise<boolean> {
    for (let tries = 1;; tries += 1) {
      const row = await this.#book.row(of, schema, id);
      if (row === undefined) return false;
      try {
        await this.#replace(of, row, to(row.values), requestKey);
        return true;
      } catch (error) {
        // Another process was quicker: our change is made again, from what it made.
        const isRefused = error instanceof RoseyError && error.code === "memory.unit_refused";
        if (!isRefused || (await this.#book.row(of, schema, id))?.version === row.version) throw error;
        if (tries === TRIES) throw new ServiceRefusal("BUSY", `row ${id} is changed all the time: ask again`);
      }
    }
  }

  async #replace(
    { program, table }: TableOf,
    { id, version, values }: StoredRow,
    after: RowValues,
    requestKey: string | undefined,
  ): Promise<void> {
    const { data, bytes } = sized(after);
    const more = bytes - sized(values).bytes;
    if (more > 0) await this.#requireRoom(program, 0, more);
    const at_ms = this.#desk.clock.now();
    const write = change.rowReplaced({ program, table_name: table, id, version, data, bytes, at_ms });
    await this.#desk.write([write], requestKey);
  }

  async #requireRoom(program: string, rows: number, bytes: number): Promise<void> {
    const used = await this.#book.usage(program);
    if (used.rows + rows > this.#limits.rows) {
      throw new ServiceRefusal(
        "LIMIT_REACHED",
        `${program} keeps ${used.rows} rows, and ${this.#limits.rows} are allowed`,
      );
    }
    if (used.bytes + bytes <= this.#limits.bytes) return;
    throw new ServiceRefusal(
      "LIMIT_REACHED",
      `${program} keeps ${used.bytes} bytes of rows, and ${this.#limits.bytes} are allowed`,
    );
  }
}

function sized(values: RowValues): { readonly data: string; readonly bytes: number } {
  const data = valuesJson(values);
  const bytes = new TextEncoder().encode(data).length;
  if (bytes <= ROW_BYTES_MAX) return { data, bytes };
  throw new ServiceRefusal(
    "VALUE_TOO_LARGE",
    `a row of ${bytes} bytes cannot be kept: ${ROW_BYTES_MAX} are the limit`,
  );
}

function differs({ program, table }: TableOf): ServiceRefusal {
  return new ServiceRefusal(
    "CONFLICT",
    `${table}: ${program} has registered it with other fields. Only fields that are not required can be added: ` +
      "give the table another name, or drop it first",
  );
}
