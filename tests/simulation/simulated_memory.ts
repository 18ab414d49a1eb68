/**
 * A database that outlives the processes of a simulated world. It is made once and emptied between two worlds.
 *
 * @module
 */

import type { Driver } from "../../db/drivers/driver.ts";
import { LEDGER } from "../../db/migrate/ledger.ts";
import { openDatabase } from "../../db/open_database.ts";
import { programTables } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";

/** See the module. */
export class SimulatedMemory implements AsyncDisposable {
  readonly driver: Driver;
  readonly #tables: readonly string[];
  readonly #close: () => Promise<void>;

  private constructor(driver: Driver, tables: readonly string[], close: () => Promise<void>) {
    this.driver = driver;
    this.#tables = tables;
    this.#close = close;
  }

  /** Makes an empty one. */
  static async open(): Promise<SimulatedMemory> {
    const { driver, close } = await openDatabase({
      target: { kind: "sqlite", path: ":memory:" },
      ...programTables(),
      clock: new ManualClock(),
      appVersion: "0.0.0",
      host: "simulation",
      migrate: true,
      report: (thrown) => {
        throw thrown;
      },
    });
    const rows = await driver.read<{ name: string }>({
      sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> ?",
      parameters: [LEDGER],
    });
    return new SimulatedMemory(driver, rows.map(({ name }) => name), close);
  }

  /** As if nobody had ever used it. */
  async empty(): Promise<void> {
    await this.driver.transaction(async (session) => {
      for (const table of this.#tables) await session.execute(`DELETE FROM "${table}"`);
    }, 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
