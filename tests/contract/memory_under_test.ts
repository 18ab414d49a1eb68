/** The memory as the contract tests are given it: new and empty, on whichever database. */
import type { Driver } from "../../db/drivers/driver.ts";
import { type OpenDatabase, openDatabase } from "../../db/open_database.ts";
import { type StoringPlugin, tablesWith } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import type { Write } from "../../src/domain/memory.ts";

/** A database of its own for each test. */
export interface DatabaseUnderTest {
  readonly target: DatabaseTarget;
  dispose(): Promise<void>;
}

/** Makes an empty database. */
export type MakeDatabase = () => Promise<DatabaseUnderTest>;

/** A noon in November 2025, in milliseconds. */
export const NOON_MS = 1_763_812_800_000;

/** Opens the memory of a target, brought up to date; with the tables of these plugins too. */
export function openMemory(
  target: DatabaseTarget,
  plugins: readonly StoringPlugin[] = [],
): Promise<OpenDatabase> {
  return openDatabase({
    target,
    ...tablesWith(plugins),
    clock: new ManualClock(NOON_MS),
    appVersion: "1.2.3",
    host: "test",
    migrate: true,
    report: (thrown) => {
      throw thrown;
    },
  });
}

/** What a contract test works with. */
export interface Memory extends OpenDatabase {
  /** Commits writes as a unit with an id of its own. */
  write(...writes: readonly (readonly Write[])[]): Promise<void>;
}

/** Runs `test` on a new memory and clears up after it. */
export async function withMemory(
  make: MakeDatabase,
  test: (memory: Memory) => Promise<void>,
  plugins: readonly StoringPlugin[] = [],
): Promise<void> {
  const database = await make();
  try {
    const memory = await openMemory(database.target, plugins);
    let units = 0;
    try {
      await test({
        ...memory,
        write: (...writes) => memory.sink.commit({ id: `test unit ${units++}`, writes: writes.flat() }),
      });
    } finally {
      await memory.close();
    }
  } finally {
    await database.dispose();
  }
}

/** The rows of a table, as plain objects. */
export async function rowsOf(driver: Driver, table: string, order = "1"): Promise<Record<string, unknown>[]> {
  const rows = await driver.read<Record<string, unknown>>({
    sql: `select * from ${table} order by ${order}`,
    parameters: [],
  });
  return rows.map((row) => ({ ...row }));
}
