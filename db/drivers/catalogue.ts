/**
 * What is really in a database: its tables, columns and indexes.
 *
 * @module
 */

import type { Dialect } from "./dialect.ts";
import type { Session } from "./driver.ts";

/** A column of a live table. */
export interface LiveColumn {
  readonly name: string;
  /** As the database calls it. */
  readonly type: string;
  readonly nullable: boolean;
  /** SQL, as the database tells it. */
  readonly default: string | undefined;
}

/** A live table. */
export interface LiveTable {
  readonly name: string;
  readonly columns: readonly LiveColumn[];
  /** Name to definition; those that a key makes by itself are not listed. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** The tables of a database by name, without those that the database keeps for itself. */
export type Catalogue = ReadonlyMap<string, LiveTable>;

interface ColumnRow {
  readonly table_name: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: number | boolean;
  readonly default_sql: string | null;
}

interface IndexRow {
  readonly table_name: string;
  readonly name: string;
  readonly definition: string;
}

const QUERIES: Readonly<Record<Dialect, { tables: string; columns: string; indexes: string }>> = {
  sqlite: {
    tables: `select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'
      order by name`,
    columns: `select tables.name as table_name, columns.name, columns.type, columns."notnull" = 0 as nullable,
        columns.dflt_value as default_sql
      from sqlite_master tables, pragma_table_info(tables.name) columns
      where tables.type = 'table' and tables.name not like 'sqlite~_%' escape '~'
      order by tables.name, columns.cid`,
    indexes: `select tbl_name as table_name, name, sql as definition from sqlite_master
      where type = 'index' and sql is not null order by tbl_name, name`,
  },
  postgres: {
    tables: `select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`,
    columns: `select table_name, column_name as name, data_type as type, is_nullable = 'YES' as nullable,
        column_default as default_sql
      from information_schema.columns
      where table_schema = current_schema() order by table_name, ordinal_position`,
    indexes: `select tablename as table_name, indexname as name, indexdef as definition from pg_indexes
      where schemaname = current_schema() and not exists (
        select from pg_constraint where conname = indexname and contype in ('p', 'u'))
      order by tablename, indexname`,
  },
};

/** Reads the catalogue of a database. */
export async function readCatalogue(dialect: Dialect, session: Pick<Session, "read">): Promise<Catalogue> {
  const { tables, columns, indexes } = QUERIES[dialect];
  const tableRows = await session.read<{ name: string }>({ sql: tables, parameters: [] });
  const columnRows = await session.read<ColumnRow>({ sql: columns, parameters: [] });
  const indexRows = await session.read<IndexRow>({ sql: indexes, parameters: [] });
  return new Map(tableRows.map(({ name }) => [name, {
    name,
    columns: columnRows.filter((row) => row.table_name === name).map((row) => ({
      name: row.name,
      type: row.type,
      nullable: Boolean(row.nullable),
      default: row.default_sql ?? undefined,
    })),
    indexes: new Map(
      indexRows.filter((row) => row.table_name === name).map((row) => [row.name, row.definition]),
    ),
  }]));
}
