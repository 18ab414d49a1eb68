/** A migration that is killed leaves the file as it was, wherever it was. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openForMigration } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { openMemory, rowsOf } from "../contract/memory_under_test.ts";

const PROGRAM = new URL("./killed_migration_process.ts", import.meta.url).pathname;
const V050 = new URL("../fixtures/v050/small_v050.db", import.meta.url);

/** Whether the migration came to its end. */
async function migrateUntil(path: string, killBefore: number): Promise<boolean> {
  const { success, signal, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, path, String(killBefore)],
  }).output();
  if (!success) assert.equal(signal, "SIGKILL", new TextDecoder().decode(stderr));
  return success;
}

async function kindOf(path: string): Promise<string> {
  const { migrator, close } = openForMigration({
    target: { kind: "sqlite", path },
    lines: [coreLine],
    clock: new ManualClock(),
    appVersion: "1",
    host: "test",
    mayCreate: false,
  });
  try {
    return (await migrator.state()).kind;
  } finally {
    await close();
  }
}

Deno.test("faults: kill -9 before any statement of a take-over leaves a v0.5.0 file, and the next one converges", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.db");
    await Deno.copyFile(V050, path);
    let kills = 0;
    while (!await migrateUntil(path, kills)) {
      assert.equal(await kindOf(path), "v050", `after a kill before statement ${kills}`);
      kills++;
    }
    assert.ok(kills > 20, `only ${kills} statements ran`);
    const memory = await openMemory({ kind: "sqlite", path });
    assert.deepEqual(memory.applied, []);
    assert.equal((await rowsOf(memory.driver, "recent_chat")).length, 499);
    // Two of the 42 have no name.
    assert.equal((await rowsOf(memory.driver, "user_stats")).length, 40);
    await memory.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
