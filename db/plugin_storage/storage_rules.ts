/**
 * What the names in a plugin's storage must be like, so that no two plugins meet in one database. Whoever breaks a rule
 * is told when the program starts, in the words of the declaration.
 *
 * @module
 */

import type { Batching } from "../batching.ts";
import { CORE_LINE, type Migration } from "../migrate/migration.ts";
import { type TableDeclaration, tableNames } from "../schema.ts";

const PLUGIN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** PostgreSQL cuts longer names off. */
const SQL_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** What is held against the rules. */
export interface DeclaredStorage {
  readonly plugin: string;
  readonly tables: Readonly<Record<string, TableDeclaration>>;
  readonly migrations: readonly Migration[];
}

/** Throws an error that names the rule, the name and what it should be. */
export function checkStorage({ plugin, tables, migrations }: DeclaredStorage): void {
  if (!PLUGIN_NAME.test(plugin) || plugin === CORE_LINE) {
    throw new Error(
      `storage of "${plugin}": a plugin's name is lower-case letters, digits and "-", and not "${CORE_LINE}"`,
    );
  }
  const own = ownPrefix(plugin);
  for (const [table, { columns, indexes = {} }] of Object.entries(tables)) {
    if (!SQL_NAME.test(table) || (table !== own && !table.startsWith(`${own}_`))) {
      throw new Error(
        `storage of ${plugin}: the table "${table}" must be named "${own}", or begin with "${own}_"`,
      );
    }
    if (tableNames().some((name) => name === table)) {
      throw new Error(`storage of ${plugin}: the table "${table}" is Rosey's own; give it another name`);
    }
    const columnNamed = Object.keys(columns).find((column) => !SQL_NAME.test(column));
    if (columnNamed !== undefined) {
      throw new Error(
        `storage of ${plugin}: the column "${columnNamed}" of ${table} must be named in small letters, digits and "_"`,
      );
    }
    const indexNamed = Object.keys(indexes).find((index) =>
      !SQL_NAME.test(index) || !index.startsWith(`idx_${own}_`)
    );
    if (indexNamed !== undefined) {
      throw new Error(`storage of ${plugin}: the index "${indexNamed}" must begin with "idx_${own}_"`);
    }
  }
  checkMigrations(plugin, migrations);
}

function checkMigrations(plugin: string, migrations: readonly Migration[]): void {
  let before = "";
  for (const { id, name } of migrations) {
    if (!/^\d{14}$/.test(id)) {
      throw new Error(
        `storage of ${plugin}: the migration "${name}" has the id "${id}", but must have 14 digits, such as 20261128093000`,
      );
    }
    if (id <= before) {
      throw new Error(
        `storage of ${plugin}: the migration ${id} must stand after ${before}, with a later id`,
      );
    }
    before = id;
  }
}

/** Throws an error when a change is not named as one of the plugin, or counts on a table that is not its own. */
export function checkStatement(
  { plugin, tables }: DeclaredStorage,
  statement: string,
  batching: Batching | undefined,
): void {
  if (!statement.startsWith(`${plugin}.`)) {
    throw new Error(`storage of ${plugin}: the change "${statement}" must begin with "${plugin}."`);
  }
  if (batching !== undefined && !Object.hasOwn(tables, batching.table)) {
    throw new Error(
      `storage of ${plugin}: "${statement}" is gathered for the table "${batching.table}", which is not declared`,
    );
  }
}

/** How the names of a plugin's tables begin: SQL names have no "-". */
function ownPrefix(plugin: string): string {
  return plugin.replaceAll("-", "_");
}
