/**
 * A memory for tests of plugins: a real database that lives as long as the test.
 *
 * @module
 */
import type { GroupCommit } from "../../../db/group_commit.ts";
import { openDatabase } from "../../../db/open_database.ts";
import type { Repositories } from "../../../db/repositories/mod.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

/** An open memory, in the shape that the test kit takes. */
export interface MemoryDatabase extends AsyncDisposable {
  readonly repositories: Repositories;
  /** The same: the core's part of the memory. */
  readonly memory: Repositories;
  readonly sink: GroupCommit;
}

/** Opens an empty memory with all tables. */
export async function openMemoryDatabase(): Promise<MemoryDatabase> {
  const { repositories, sink, close } = await openDatabase({
    target: { kind: "sqlite", path: ":memory:" },
    lines: [coreLine],
    clock: new ManualClock(),
    appVersion: "1.0.0",
    host: "test",
    migrate: true,
    report: (thrown) => {
      throw thrown;
    },
  });
  return { repositories, memory: repositories, sink, [Symbol.asyncDispose]: close };
}
