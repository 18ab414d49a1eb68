/**
 * What a table is made of, as its database tells it, in words that can be compared.
 *
 * @module
 */

/** How a column numbers new rows: `autoincrement` never gives a number twice. PostgreSQL knows identities alone. */
export type Numbering = "none" | "autoincrement" | "identity" | "identity always";

/** A column. */
export interface ColumnShape {
  readonly name: string;
  /** As the database calls it, with its collation where that is not the database's own. */
  readonly type: string;
  readonly nullable: boolean;
  /** SQL. */
  readonly default: string | undefined;
  readonly numbering: Numbering;
  /** Its values are computed. */
  readonly generated: boolean;
  /** What would make this column in another table: on SQLite as it was written. */
  readonly definition: string;
}

/** A condition that rows must meet, other than the primary key. */
export interface ConstraintShape {
  readonly kind: "check" | "unique" | "foreign key" | "exclusion" | "option";
  /** PostgreSQL names each; SQLite only those that were given a name. */
  readonly name: string | undefined;
  /** SQL, without differences that mean nothing. */
  readonly text: string;
}

/** An index that no constraint makes by itself. */
export interface IndexShape {
  readonly name: string;
  readonly unique: boolean;
  /** What is indexed, in which order, and for which rows. */
  readonly on: string;
  /** The statement that makes it. */
  readonly definition: string;
}

/** A table. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  readonly primaryKey: readonly string[];
  /** PostgreSQL names it. */
  readonly primaryKeyName: string | undefined;
  readonly constraints: readonly ConstraintShape[];
  readonly indexes: readonly IndexShape[];
  /** Statements that make its triggers. */
  readonly triggers: readonly { readonly name: string; readonly definition: string }[];
  /** On SQLite, views that read it: they stand in the way of replacing it. */
  readonly views: readonly { readonly name: string; readonly definition: string }[];
}

/** The tables of a database by name. */
export type TableShapes = ReadonlyMap<string, TableShape>;
