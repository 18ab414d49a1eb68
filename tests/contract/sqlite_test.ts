/** The contracts of the memory, on SQLite. */
import { join } from "node:path";
import { allContracts } from "./all_contracts.ts";
import { openMemory } from "./memory_under_test.ts";
import { v050QueueReadsContract } from "./v050_queue_reads_contract.ts";
import { v050ReadsContract } from "./v050_reads_contract.ts";
import { v050WritesContract } from "./v050_writes_contract.ts";

allContracts("an SQLite file", async () => {
  const folder = await Deno.makeTempDir();
  return {
    target: { kind: "sqlite", path: join(folder, "rosey.db") },
    dispose: () => Deno.remove(folder, { recursive: true }),
  };
});

allContracts("SQLite in memory", () =>
  Promise.resolve({
    target: { kind: "sqlite", path: ":memory:" },
    dispose: () => Promise.resolve(),
  }));

v050ReadsContract("SQLite", (path) => openMemory({ kind: "sqlite", path }));
v050WritesContract("SQLite", (path) => openMemory({ kind: "sqlite", path }));
v050QueueReadsContract("SQLite", (path) => openMemory({ kind: "sqlite", path }));
