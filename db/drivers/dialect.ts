/**
 * The two databases, and the few words in which they differ.
 *
 * @module
 */

import {
  type DatabaseIntrospector,
  DummyDriver,
  type Expression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { ColumnKind, Database } from "../schema.ts";

/** The databases that can be the memory. */
export type Dialect = "sqlite" | "postgres";

/** The name of a kind of column in the DDL of each database. PostgreSQL sorts texts by bytes, as SQLite does. */
export const COLUMN_TYPES: Readonly<Record<Dialect, Readonly<Record<ColumnKind, string>>>> = {
  sqlite: { integer64: "INTEGER", real: "REAL", text: "TEXT", boolean01: "INTEGER", json: "TEXT" },
  postgres: {
    integer64: "bigint",
    real: "double precision",
    text: 'text COLLATE "C"',
    boolean01: "smallint",
    json: 'text COLLATE "C"',
  },
};

/** What a statement cannot say in the same words on both databases. */
export interface DialectWords {
  /** The texts of a JSON array, as a subquery for `in`. */
  textsOf(jsonArray: Expression<string>): RawBuilder<string>;
}

const WORDS: Readonly<Record<Dialect, DialectWords>> = {
  sqlite: { textsOf: (jsonArray) => sql`(select value from json_each(${jsonArray}))` },
  postgres: { textsOf: (jsonArray) => sql`(select jsonb_array_elements_text(${jsonArray}::jsonb))` },
};

/** The words of a database. */
export function wordsOf(dialect: Dialect): DialectWords {
  return WORDS[dialect];
}

/** What Kysely needs to know of a database, but for the connection. */
export const KYSELY_PARTS = {
  sqlite: {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
} as const;

/** A query builder that compiles statements and runs none; for the core's tables, or those of a plugin. */
export function statementBuilder<Tables = Database>(dialect: Dialect): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: { ...KYSELY_PARTS[dialect], createDriver: () => new DummyDriver() },
  });
}
