/**
 * What the memory needs of a database, whichever it is. Everything is asynchronous, so that a database at the other
 * end of a network is nothing new.
 *
 * @module
 */

import type { RoseyError } from "../../src/domain/errors.ts";
import type { SqlValue, Unit } from "../../src/domain/memory.ts";
import type { Dialect } from "./dialect.ts";

/** A question to the database. `Row` is what the one who wrote the SQL says the answers look like. */
export interface Query<Row> {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Never set: it only carries the type. */
  readonly row?: Row;
}

/** How the commit of a unit ended. */
export type UnitOutcome =
  | { readonly status: "committed" }
  /** A unit of this id was committed before; this time nothing was changed. */
  | { readonly status: "repeated" }
  /** Durable in a file beside the database, which is away; it is stored when it is back. See `db/outage/`. */
  | { readonly status: "spilled" }
  /** The unit could not be stored; its neighbours were. */
  | { readonly status: "refused"; readonly error: RoseyError };

/** A transaction in hand, for migrations. */
export interface Session {
  read<Row>(query: Query<Row>): Promise<Row[]>;
  /** Runs one statement without an answer. */
  execute(sql: string, parameters?: readonly SqlValue[]): Promise<void>;
}

/** How the connections to a database server are used. */
export interface PoolUse {
  /** Connections at most. */
  readonly size: number;
  readonly busy: number;
  /** Operations that wait for one. */
  readonly waiting: number;
}

/** A connection to the memory. */
export interface Driver {
  readonly dialect: Dialect;
  /** Where the database is, fit to be shown: no password. */
  readonly location: string;

  /**
   * Called once before the first unit, when it is known that the database is Rosey's: settings that leave a trace in
   * it are made now. Throws a `RoseyError` when it cannot be written.
   */
  claim(): Promise<void>;

  /**
   * Answers a question. Whole numbers beyond 2^53 come as the nearest number.
   * Throws a `RoseyError` when the database is away.
   */
  read<Row>(query: Query<Row>): Promise<Row[]>;

  /**
   * Applies units in their order, in one durable transaction. A unit that the database refuses is left out and the
   * others are kept. Throws a `RoseyError` when nothing could be stored, because the database is away, full or locked.
   */
  apply(units: readonly Unit[]): Promise<UnitOutcome[]>;

  /**
   * Runs `work` in a transaction that no other writer can share, and undoes it all when `work` throws. Waits for
   * other writers up to `waitMs`, then throws a `RoseyError` that ends with `databaseLocked`.
   */
  transaction<Result>(work: (session: Session) => Promise<Result>, waitMs: number): Promise<Result>;

  /** Runs questions that all see the database as it is at the first of them. Others may write meanwhile. */
  snapshot<Result>(work: (session: Pick<Session, "read">) => Promise<Result>): Promise<Result>;

  /** Called when nothing waits to be written: the moment for housekeeping. */
  rest(): Promise<void>;

  /** How its connections are used, where it has several. */
  poolUse?(): PoolUse | undefined;

  /** Gives the database up. Calling it twice is harmless. */
  close(): Promise<void>;
}
