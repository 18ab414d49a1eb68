/**
 * A memory for tests of plugins: a real database that lives as long as the test.
 *
 * @module
 */
import type { Driver } from "../../../db/drivers/driver.ts";
import type { GroupCommit } from "../../../db/group_commit.ts";
import { openDatabase } from "../../../db/open_database.ts";
import type { Repositories } from "../../../db/repositories/mod.ts";
import { type StoringPlugin, tablesWith } from "../../../src/cli/program_tables.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

/** An open memory, in the shape that the test kit takes. */
export interface MemoryDatabase extends AsyncDisposable {
  readonly repositories: Repositories;
  /** The same: the core's part of the memory. */
  readonly memory: Repositories;
  readonly sink: GroupCommit;
  readonly database: Driver;
}

/** Opens an empty memory with all tables of the core, and those of these plugins. */
export async function openMemoryDatabase(plugins: readonly StoringPlugin[] = []): Promise<MemoryDatabase> {
  const { repositories, sink, driver, close } = await openDatabase({
    target: { kind: "sqlite", path: ":memory:" },
    ...tablesWith(plugins),
    clock: new ManualClock(),
    appVersion: "1.0.0",
    host: "test",
    migrate: true,
    report: (thrown) => {
      throw thrown;
    },
  });
  return { repositories, memory: repositories, sink, database: driver, [Symbol.asyncDispose]: close };
}
