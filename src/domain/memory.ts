/**
 * How a change of the memory is written down before it is made: as data, so that it can wait in a queue, share a
 * transaction with others, be repeated, or be kept in a file while the database is away.
 *
 * @module
 */

/** A value that both databases can hold. */
export type SqlValue = string | number | bigint | null;

/** One change: the name of a statement that a repository declares, and its parameters. */
export interface Write {
  readonly statement: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * What is committed together or not at all. What the recording handlers of one event write is one unit.
 */
export interface Unit {
  /** The event's id, so that a commit whose answer was lost can be repeated without counting twice. */
  readonly id: string;
  readonly writes: readonly Write[];
}

/** Where questions go: an open database. A plugin hands it to its storage, which asks in types. */
export interface DatabaseReads {
  readonly dialect: "sqlite" | "postgres";
  /** Answers a question. `Row` is what the one who wrote the SQL says the answers look like. */
  read<Row>(query: { readonly sql: string; readonly parameters: readonly unknown[] }): Promise<Row[]>;
}

/** Where units go. */
export interface UnitSink {
  /**
   * Resolves when the unit is durable. Units are applied in the order of the calls. A unit that fails rejects alone;
   * it does not undo its neighbours.
   */
  commit(unit: Unit): Promise<void>;
  /** Resolves when every unit handed in before this call was committed or has failed. */
  flush(): Promise<void>;
}
