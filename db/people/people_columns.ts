/**
 * Which columns name a person, and what becomes of such a row when the person is forgotten. Each table is declared with
 * the others of its owner: the core's in `core_people.ts`, a plugin's in its storage.
 *
 * @module
 */

import type { TableDeclaration } from "../schema.ts";

/**
 * What forgetting does to a row whose column names the person.
 *
 * - `remove`: the row goes.
 * - `blank`: the row stays, and the name becomes `[forgotten]`.
 * - `keep`: the row stays as it is, because it protects the person.
 * - `mention`: a text of others, in which the name becomes `[forgotten]` wherever it stands as a whole word.
 * - `record`: a whole row of another table as JSON; it goes when it is the person's own, else it is a `mention`.
 */
export type NameFate = "remove" | "blank" | "keep" | "mention" | "record";

/** The people in one table. */
export interface TablePeople {
  /** Each column that may name a person. */
  readonly columns: Readonly<Record<string, NameFate>>;
  /** Only rows with this value may be changed: the others are still at work. */
  readonly settled?: { readonly column: string; readonly value: number };
  /** Rows that go together with the row of another table whose `key` their `column` holds. */
  readonly goesWith?: { readonly column: string; readonly table: string; readonly key: string };
}

/** The people in some tables, by the table's name. */
export type PeopleDeclarations = Readonly<Record<string, TablePeople>>;

/** A table that may name people. */
export interface PeopleTable {
  readonly name: string;
  /** Every column. */
  readonly columns: TableDeclaration["columns"];
  /** The columns of its key. */
  readonly key: readonly string[];
  readonly people: TablePeople;
}

/**
 * Holds what is said of people against the tables. Throws an error in the words of the declaration, which begins with
 * `owner`.
 */
export function peopleTables(
  owner: string,
  tables: Readonly<Record<string, TableDeclaration>>,
  people: PeopleDeclarations,
): PeopleTable[] {
  return Object.entries(people).map(([name, declared]) => {
    const columns = columnsOf(owner, tables, name);
    const key = tables[name]?.primaryKey ??
      Object.keys(columns).filter((column) => columns[column]?.key !== undefined);
    if (key.length === 0) throw new Error(`${owner}: ${name} names people, and so must have a key`);
    for (const [column, fate] of Object.entries(declared.columns)) {
      const { type } = requireColumn(owner, name, columns, column);
      if (type !== "text" && type !== "json") {
        throw new Error(`${owner}: ${name}.${column} is ${type}, but a person is named by text or json`);
      }
      if (fate !== "remove" && fate !== "keep" && key.includes(column)) {
        throw new Error(
          `${owner}: ${name}.${column} is part of the key: forgetting a person may "remove" or "keep" the row, not "${fate}"`,
        );
      }
    }
    const { settled, goesWith } = declared;
    if (settled !== undefined) requireColumn(owner, name, columns, settled.column);
    if (goesWith !== undefined) {
      requireColumn(owner, name, columns, goesWith.column);
      requireColumn(owner, goesWith.table, columnsOf(owner, tables, goesWith.table), goesWith.key);
    }
    return { name, columns, key, people: declared };
  });
}

function columnsOf(owner: string, tables: Readonly<Record<string, TableDeclaration>>, name: string) {
  const columns = tables[name]?.columns;
  if (columns === undefined) {
    throw new Error(`${owner}: people are declared for the table "${name}", which is not declared`);
  }
  return columns;
}

function requireColumn(
  owner: string,
  table: string,
  columns: TableDeclaration["columns"],
  column: string,
) {
  const declared = columns[column];
  if (declared !== undefined) return declared;
  throw new Error(`${owner}: people are declared for ${table}.${column}, which is no column of it`);
}
