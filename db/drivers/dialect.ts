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
  /** The value of a key of a JSON object, which must be of this kind; NULL where there is none. */
  jsonValue(json: Expression<unknown>, key: string, kind: JsonKind): RawBuilder<unknown>;
  /** A number as a real one. */
  asReal(value: Expression<unknown>): RawBuilder<number>;
  /**
   * Whether a text is like a pattern: `%` stands for any characters and `_` for one, after a `\` they stand for
   * themselves. `anyCase` is about A to Z.
   */
  like(
    text: Expression<unknown>,
    pattern: string,
    options: { readonly anyCase: boolean },
  ): RawBuilder<boolean>;
}

/** What a value of a JSON object can be read as. */
export type JsonKind = "text" | "integer64" | "real";

const WORDS: Readonly<Record<Dialect, DialectWords>> = {
  sqlite: {
    textsOf: (jsonArray) => sql`(select value from json_each(${jsonArray}))`,
    jsonValue: (json, key, kind) => {
      const value = sql`json_extract(${json}, ${sql.lit(`$."${key}"`)})`;
      return kind === "real" ? sql`cast(${value} as real)` : value;
    },
    asReal: (value) => sql`cast(${value} as real)`,
    // LIKE does not look at case here, and GLOB does.
    like: (text, pattern, { anyCase }) =>
      anyCase ? sql`${text} like ${pattern} escape '\\'` : sql`${text} glob ${globPattern(pattern)}`,
  },
  postgres: {
    textsOf: (jsonArray) => sql`(select jsonb_array_elements_text(${jsonArray}::jsonb))`,
    jsonValue: (json, key, kind) => {
      const value = sql`(${json}::jsonb ->> ${sql.lit(key)})`;
      return sql`cast(${value} as ${sql.raw(COLUMN_TYPES.postgres[kind].replace(/ COLLATE .*/, ""))})${
        sql.raw(kind === "text" ? ' collate "C"' : "")
      }`;
    },
    asReal: (value) => sql`cast(${value} as double precision)`,
    like: (text, pattern, { anyCase }) => sql`${text} ${sql.raw(anyCase ? "ilike" : "like")} ${pattern}`,
  },
};

/** The same pattern in the words of GLOB. */
function globPattern(pattern: string): string {
  return pattern.replace(/\\([^])|[%_*?[]/g, (found: string, escaped: string | undefined) => {
    const sign = escaped ?? found;
    if (escaped === undefined && sign === "%") return "*";
    if (escaped === undefined && sign === "_") return "?";
    return "*?[".includes(sign) ? `[${sign}]` : sign;
  });
}

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
