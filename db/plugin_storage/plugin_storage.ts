/**
 * See `mod.ts`.
 *
 * @module
 */

import type { Kysely } from "kysely";
import type { DatabaseReads } from "../../src/domain/memory.ts";
import { readsOf } from "../drivers/kysely_reads.ts";
import type { Migration, MigrationLine } from "../migrate/migration.ts";
import { type PeopleDeclarations, type PeopleTable, peopleTables } from "../people/people_columns.ts";
import type { TableDeclaration, TablesOf } from "../schema.ts";
import { definesWrites, type DefineWrite, type WriteStatement } from "../write_statements.ts";
import { checkStatement, checkStorage } from "./storage_rules.ts";

type Declarations = Readonly<Record<string, TableDeclaration>>;

/** What a plugin says of its tables. */
export interface PluginStorageDefinition<Tables extends Declarations> {
  /** The plugin's name: that of its line of migrations, and how the names of its tables begin. */
  readonly plugin: string;
  /** The tables as all migrations together make them; a test holds the two against each other. */
  readonly tables: Tables;
  /** In the order of their ids. */
  readonly migrations: readonly Migration[];
  /**
   * Every column that names a person, and what becomes of the row when `rosey user forget` forgets that person, such as
   * `{ quotes: { columns: { author: "remove", added_by: "blank" } } }`. `rosey user export` gives out the same rows.
   */
  readonly people?: PeopleDeclarations;
}

/** A plugin's tables. */
export interface PluginStorage<Tables extends Declarations> {
  readonly line: MigrationLine;
  /** Those that name people. */
  readonly people: readonly PeopleTable[];
  /** Every change declared so far. */
  readonly statements: readonly WriteStatement[];
  /**
   * Declares a change of the plugin's tables, as data: `rosey.write`, `rosey.record` and `rosey.onStop` take what it
   * gives. The statement's name begins with the plugin's and a dot, and means the same for ever: a change may wait in
   * a file while the database is away. `batching` is for changes that come with each line of chat.
   */
  readonly defineWrite: DefineWrite<TablesOf<Tables>>;
  /** Asks the plugin's tables; `database` is `rosey.database`. Ask in pages: a read holds others up. */
  reads(database: DatabaseReads): Kysely<TablesOf<Tables>>;
}

/** Declares a plugin's tables. Throws when a name breaks the rules of `storage_rules.ts`. */
export function pluginStorage<const Tables extends Declarations>(
  definition: PluginStorageDefinition<Tables>,
): PluginStorage<Tables> {
  checkStorage(definition);
  const { plugin, tables, migrations, people = {} } = definition;
  const statements: WriteStatement[] = [];
  const define = definesWrites<TablesOf<Tables>>();
  return {
    line: { name: plugin, migrations, tables },
    people: peopleTables(`storage of ${plugin}`, tables, people),
    statements,
    defineWrite: (statement, kinds, build, batching) => {
      checkStatement(definition, statement, batching);
      const write = define(statement, kinds, build, batching);
      statements.push(write);
      return write;
    },
    reads: (database) => readsOf<TablesOf<Tables>>(database),
  };
}
