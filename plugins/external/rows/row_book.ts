/**
 * Asking for tables and rows of programs outside.
 *
 * @module
 */

import { type Expression, sql } from "kysely";
import { wordsOf } from "../../../db/plugin_storage/mod.ts";
import type { Desk } from "../../../src/plugin/mod.ts";
import { storage } from "../storage.ts";
import { datetimeText, type Kept, parseValues, type RowValues, toldValue } from "./row_values.ts";
import type { Aggregate, Search } from "./search_request.ts";
import { SearchSql } from "./search_sql.ts";
import { FIELD_TYPES, TableSchema } from "./table_schema.ts";

/** Whose table it is. */
export interface TableOf {
  readonly program: string;
  readonly table: string;
}

/** A row as it is kept. */
export interface StoredRow {
  readonly id: number;
  readonly version: number;
  readonly values: RowValues;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** A value as programs are told it. */
export type ToldValue = string | number | boolean | null;

/** A row as programs are told it; `null` where a field has no value. */
export type ToldRow = Readonly<Record<string, ToldValue>>;

/** How much a program keeps. */
export interface RowUsage {
  readonly rows: number;
  readonly bytes: number;
}

/** What a search found. */
export interface Found {
  readonly rows: readonly StoredRow[];
  /** There are more than the limit lets through. */
  readonly truncated: boolean;
  readonly aggregates: Readonly<Record<string, ToldValue>>;
}

/** See the module. */
export class RowBook {
  readonly #tables: ReturnType<typeof storage.reads>;
  readonly #sql: SearchSql;

  constructor(database: Desk["database"]) {
    this.#tables = storage.reads(database);
    this.#sql = new SearchSql(wordsOf(database.dialect));
  }

  /** A table; `undefined` when it was not registered. */
  async schema({ program, table }: TableOf): Promise<TableSchema | undefined> {
    const row = await this.#tables.selectFrom("external_schemas").select("fields")
      .where("program", "=", program).where("table_name", "=", table).executeTakeFirst();
    return row && TableSchema.parse(table, row.fields);
  }

  /** All tables of a program, by name. */
  async schemas(program: string): Promise<{ readonly schema: TableSchema; readonly rows: number }[]> {
    const rows = await this.#tables.selectFrom("external_schemas").select((eb) => [
      "table_name",
      "fields",
      eb.selectFrom("external_rows").select(sql<number>`count(*)`.as("count"))
        .whereRef("external_rows.program", "=", "external_schemas.program")
        .whereRef("external_rows.table_name", "=", "external_schemas.table_name").as("rows"),
    ]).where("program", "=", program).orderBy("table_name").execute();
    return rows.map((row) => ({
      schema: TableSchema.parse(row.table_name, row.fields),
      rows: Number(row.rows ?? 0),
    }));
  }

  /** How much a program keeps in all of its tables. */
  async usage(program: string): Promise<RowUsage> {
    const used = await this.#tables.selectFrom("external_rows")
      .select([sql<number>`count(*)`.as("rows"), sql<number>`coalesce(sum(bytes), 0)`.as("bytes")])
      .where("program", "=", program).executeTakeFirstOrThrow();
    return { rows: Number(used.rows), bytes: Number(used.bytes) };
  }

  /** A row by its number. */
  async row(of: TableOf, schema: TableSchema, id: number): Promise<StoredRow | undefined> {
    const row = await this.#rows(of).where("id", "=", id).executeTakeFirst();
    return row && stored(schema, row);
  }

  /** The numbers of entries, for those that are there. */
  async idsOf(entryKeys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (entryKeys.length === 0) return new Map();
    const rows = await this.#tables.selectFrom("external_rows").select(["entry_key", "id"])
      .where("entry_key", "in", [...entryKeys]).execute();
    return new Map(rows.map(({ entry_key, id }) => [entry_key, id]));
  }

  /** The rows that are wanted, and the aggregates over all of them. */
  async search(of: TableOf, schema: TableSchema, search: Search): Promise<Found> {
    const condition = this.#sql.condition(search.condition);
    const ordered = this.#sql.order(search.sort).reduce(
      (query, { by, order }) => query.orderBy(by, order),
      this.#rows(of).where(condition),
    );
    const found = search.limit === 0
      ? []
      : await ordered.limit(search.limit + 1).offset(search.offset).execute();
    return {
      rows: found.slice(0, search.limit).map((row) => stored(schema, row)),
      truncated: found.length > search.limit,
      aggregates: await this.#aggregates(of, condition, search.aggregates),
    };
  }

  async #aggregates(
    of: TableOf,
    condition: Expression<boolean>,
    aggregates: readonly Aggregate[],
  ): Promise<Found["aggregates"]> {
    if (aggregates.length === 0) return {};
    const columns = aggregates.flatMap((aggregate, index) => [
      this.#sql.aggregate(aggregate).as(`value${index}`),
      ...(aggregate.field === undefined ? [] : [this.#sql.count(aggregate.field).as(`count${index}`)]),
    ]);
    const row: Readonly<Record<string, unknown>> = await this.#of(of).select(columns).where(condition)
      .executeTakeFirstOrThrow();
    return Object.fromEntries(
      aggregates.map((aggregate, index) => [
        aggregate.name,
        aggregated(aggregate, row[`value${index}`], Number(row[`count${index}`] ?? 0)),
      ]),
    );
  }

  #of({ program, table }: TableOf) {
    return this.#tables.selectFrom("external_rows")
      .where("program", "=", program).where("table_name", "=", table);
  }

  #rows(of: TableOf) {
    return this.#of(of).select(["id", "version", "data", "created_at_ms", "updated_at_ms"]);
  }
}

/** A row as programs are told it. */
export function toldRow(schema: TableSchema, { id, values, createdMs, updatedMs }: StoredRow): ToldRow {
  const fields = schema.fields.map((field) => {
    const value = values.get(field.name);
    return [field.name, value === undefined ? null : toldValue(field, value)] as const;
  });
  return {
    id,
    ...Object.fromEntries(fields),
    created_at: datetimeText(createdMs),
    updated_at: datetimeText(updatedMs),
  };
}

function stored(
  schema: TableSchema,
  row: { id: number; version: number; data: string; created_at_ms: number; updated_at_ms: number },
): StoredRow {
  return {
    id: row.id,
    version: row.version,
    values: parseValues(schema, row.data),
    createdMs: row.created_at_ms,
    updatedMs: row.updated_at_ms,
  };
}

/** Without any value there is neither sum nor average. */
function aggregated({ by, field }: Aggregate, value: unknown, values: number): ToldValue {
  if (by === "$count") return Number(value);
  if (value === null || field === undefined || values === 0) return null;
  if (by === "$avg") return Number(value) / values;
  if (by === "$sum") return Number(value);
  return toldValue(field, kept(field.type, value));
}

function kept(type: keyof typeof FIELD_TYPES, value: unknown): Kept {
  return FIELD_TYPES[type] === "text" ? String(value) : Number(value);
}
