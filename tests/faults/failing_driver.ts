/** A real driver whose n-th operation fails. */
import type { Driver, UnitOutcome } from "../../db/drivers/driver.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";

/** What becomes of the operation that fails, and of those after it. */
export interface Fault {
  readonly name: string;
  /** `lost answer`: it is done all the same. `hang`: it is done, and its answer comes when all is over. */
  readonly kind: "not done" | "lost answer" | "hang";
  /** How many operations in a row fail. */
  readonly length: number;
  readonly error: RoseyError;
}

function fault(
  kind: Fault["kind"],
  code: string,
  { length = 1, exit = "databaseUnavailable" }: {
    length?: number;
    exit?: RoseyError["exit"];
  } = {},
): Fault {
  return {
    name: `${kind}: ${code}${length > 1 ? `, ${length} times` : ""}`,
    kind,
    length,
    error: new RoseyError(`Cannot use the database: ${code}`, { code, exit }),
  };
}

/** Every way in which a database that is there has been seen to fail. */
export const FAULTS: readonly Fault[] = [
  fault("not done", "database.locked", { exit: "databaseLocked" }),
  fault("not done", "database.full"),
  fault("not done", "database.full", { length: 7 }),
  fault("not done", "database.unavailable"),
  fault("not done", "database.unavailable", { length: 4 }),
  fault("lost answer", "database.unavailable"),
  fault("lost answer", "database.unavailable", { length: 4 }),
  fault("hang", "database.unavailable"),
];

/** Wraps `driver`; its units fail from the `first` batch (from 1) on, as `fault` says. */
export class FailingDriver implements Driver {
  readonly #driver: Driver;
  readonly #fault: Fault;
  readonly #first: number;
  readonly #over = Promise.withResolvers<void>();
  #applies = 0;

  constructor(driver: Driver, fault: Fault, first: number) {
    this.#driver = driver;
    this.#fault = fault;
    this.#first = first;
  }

  /** Whether the fault was met. */
  get hasFailed(): boolean {
    return this.#applies >= this.#first;
  }

  /** Lets what hangs go on. */
  endFault(): void {
    this.#over.resolve();
  }

  get dialect(): Driver["dialect"] {
    return this.#driver.dialect;
  }

  get location(): string {
    return this.#driver.location;
  }

  async apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    const number = ++this.#applies;
    const { kind, length, error } = this.#fault;
    if (number < this.#first || number >= this.#first + length) return await this.#driver.apply(units);
    if (kind === "not done") throw error;
    const outcomes = await this.#driver.apply(units);
    if (kind === "lost answer") throw error;
    await this.#over.promise;
    return outcomes;
  }

  claim(): Promise<void> {
    return this.#driver.claim();
  }

  read: Driver["read"] = (query) => this.#driver.read(query);

  transaction: Driver["transaction"] = (work, waitMs) => this.#driver.transaction(work, waitMs);

  snapshot: Driver["snapshot"] = (work) => this.#driver.snapshot(work);

  rest(): Promise<void> {
    return this.#driver.rest();
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
}
