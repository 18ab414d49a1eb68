/** A database in memory that is there, away, or silent, as a test wants it. */
import type { Driver, UnitOutcome } from "../../../../db/drivers/driver.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";
import type { Unit } from "../../../../src/domain/memory.ts";

/** Why it is away. */
export const AWAY = new RoseyError("Cannot use the database: nothing listens there", {
  code: "database.unavailable",
  exit: "databaseUnavailable",
});

/** See the top of this file. */
export class MoodyDriver implements Driver {
  readonly dialect: Driver["dialect"];
  readonly location = "moody";
  /** Ids of stored units, in their order. */
  readonly stored: string[] = [];
  /** Ids of units that it will never take. */
  readonly refuses = new Set<string>();
  mood: "there" | "away" | "silent" = "there";
  /** So many operations fail before its mood counts. */
  failures = 0;
  /** It goes away after so many operations. */
  goodFor = Infinity;
  isClosed = false;
  operations = 0;

  constructor(dialect: Driver["dialect"] = "postgres") {
    this.dialect = dialect;
  }

  async apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    await this.#answer();
    return units.map(({ id }) => {
      if (this.refuses.has(id)) {
        const error = new RoseyError(`no ${id}`, { code: "memory.unit_refused", exit: "bug" });
        return { status: "refused", error };
      }
      if (this.stored.includes(id)) return { status: "repeated" };
      this.stored.push(id);
      return { status: "committed" };
    });
  }

  async read(): Promise<never[]> {
    await this.#answer();
    return [];
  }

  snapshot(): Promise<never> {
    return Promise.reject(new Error("not used here"));
  }

  transaction(): Promise<never> {
    return Promise.reject(new Error("not used here"));
  }

  claim(): Promise<void> {
    return this.#answer();
  }

  rest(): Promise<void> {
    return this.#answer();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  async #answer(): Promise<void> {
    this.operations++;
    if (this.goodFor-- <= 0) this.mood = "away";
    if (this.failures > 0) {
      this.failures--;
      throw AWAY;
    }
    if (this.mood === "away") throw AWAY;
    if (this.mood === "silent") await new Promise(() => {});
  }
}
