/**
 * How the changes of many events become few statements: changes of one row are folded into one, changes of different
 * rows by one statement go together. For a database at the other end of a network, where each statement costs.
 *
 * What a batch leaves behind is the same as if its changes were made one by one, because only changes of different
 * rows, or of tables that do not look at each other, ever change places.
 *
 * @module
 */

import type { SqlValue, Write } from "../src/domain/memory.ts";

/**
 * What becomes of a parameter when two changes of one row, which follow each other, become one: it must be the same in
 * both, or their sum, the greater or the later one is what counts.
 */
export type FoldRule = "same" | "sum" | "greatest" | "last";

/** What the changes by one statement have to do with other changes. */
export type Batching =
  /** Adds a row, and looks at no other table. */
  | { readonly kind: "append"; readonly table: string }
  | {
    /** Changes one row, and looks at no other table. */
    readonly kind: "row";
    readonly table: string;
    /** The parameter that says which row; without it there is only one. */
    readonly row: number | undefined;
    /** Whether one statement can change many rows. */
    readonly many: boolean;
    /** The rule of each parameter, for a statement whose changes can be folded. */
    readonly fold: readonly FoldRule[] | undefined;
  };

/** Changes by one statement that may be made at one time. */
export interface BatchStep {
  readonly statement: string;
  /** Whether one statement makes them all; otherwise they are made one by one, in this order. */
  readonly together: boolean;
  readonly rows: (readonly SqlValue[])[];
}

/**
 * The steps that make `writes`, in an order that leaves the same behind. A statement without a {@link Batching} stays
 * where it is: what comes before it is done before.
 */
export function planBatch(
  writes: Iterable<Write>,
  batchingOf: (statement: string) => Batching | undefined,
): BatchStep[] {
  const plan = new Plan();
  for (const write of writes) plan.add(write, batchingOf(write.statement));
  return plan.steps;
}

interface Place {
  readonly step: number;
  readonly row: number;
}

class Plan {
  readonly steps: BatchStep[] = [];
  /** Where the newest change of each row stands, by table. */
  readonly #places = new Map<string, Map<string, Place>>();
  /** The newest step that adds rows to each table. */
  readonly #appends = new Map<string, BatchStep>();
  /** The newest step of each statement. */
  readonly #newest = new Map<string, number>();

  add(write: Write, batching: Batching | undefined): void {
    switch (batching?.kind) {
      case undefined:
        this.#newStep(write.statement, false).rows.push(write.parameters);
        // Nothing may be added to a step that stands before this one.
        this.#places.clear();
        this.#appends.clear();
        this.#newest.clear();
        return;
      case "append":
        return this.#append(write, batching.table);
      case "row":
        return this.#change(write, batching);
    }
  }

  #append({ statement, parameters }: Write, table: string): void {
    const last = this.#appends.get(table);
    // The order of the rows of one table is the order of their numbers.
    if (last?.statement === statement) {
      last.rows.push(parameters);
      return;
    }
    const step = this.#newStep(statement, true);
    step.rows.push(parameters);
    this.#appends.set(table, step);
  }

  #change({ statement, parameters }: Write, batching: Extract<Batching, { kind: "row" }>): void {
    const row = batching.row === undefined ? "" : String(parameters[batching.row]);
    const places = this.#placesIn(batching.table);
    const before = places.get(row);
    if (before !== undefined && this.#fold(before, statement, parameters, batching)) return;
    const newest = this.#newest.get(statement);
    const fits = newest !== undefined && (before === undefined || newest > before.step);
    const step = fits ? this.steps[newest] : undefined;
    const rows = (step ?? this.#newStep(statement, batching.many)).rows;
    rows.push(parameters);
    places.set(row, { step: this.#newest.get(statement) ?? 0, row: rows.length - 1 });
  }

  #placesIn(table: string): Map<string, Place> {
    const known = this.#places.get(table);
    if (known !== undefined) return known;
    const places = new Map<string, Place>();
    this.#places.set(table, places);
    return places;
  }

  #fold(
    before: Place,
    statement: string,
    parameters: readonly SqlValue[],
    { fold }: Extract<Batching, { kind: "row" }>,
  ): boolean {
    const step = this.steps[before.step];
    const earlier = step?.rows[before.row];
    if (step?.statement !== statement || earlier === undefined) return false;
    const folded = fold === undefined ? undefined : foldTogether(fold, earlier, parameters);
    if (folded === undefined) return false;
    step.rows[before.row] = folded;
    return true;
  }

  #newStep(statement: string, together: boolean): BatchStep {
    const step: BatchStep = { statement, together, rows: [] };
    this.#newest.set(statement, this.steps.length);
    this.steps.push(step);
    return step;
  }
}

/** One change for two; `undefined` when the rules do not allow it. */
function foldTogether(
  rules: readonly FoldRule[],
  earlier: readonly SqlValue[],
  later: readonly SqlValue[],
): SqlValue[] | undefined {
  const folded: SqlValue[] = [];
  for (const rule of rules) {
    const index = folded.length;
    const value = foldValue(rule, earlier[index] ?? null, later[index] ?? null);
    if (value === undefined) return undefined;
    folded.push(value);
  }
  return folded;
}

function foldValue(rule: FoldRule, earlier: SqlValue, later: SqlValue): SqlValue | undefined {
  switch (rule) {
    case "same":
      return earlier === later ? later : undefined;
    case "last":
      return later;
    case "sum":
      return typeof earlier === "number" && typeof later === "number" ? earlier + later : undefined;
    case "greatest":
      return typeof earlier === "number" && typeof later === "number" ? Math.max(earlier, later) : undefined;
  }
}
