/** A vacuum or a restore that is killed leaves the old file or the new one, whole. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { backupSqlite } from "../../db/drivers/sqlite_backup.ts";
import { sqliteDamage } from "../../db/drivers/sqlite_damage.ts";
import { vacuum } from "../../db/transfer/vacuum.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { NOON_MS, openMemory } from "../contract/memory_under_test.ts";
import { change, fillMemory, LINES } from "../integration/transfer/filled_memory.ts";

const PROGRAM = new URL("./swap_process.ts", import.meta.url).pathname;

/** How long the process lives after it has begun, from shorter than the work to longer. */
const LIVES_MS = [0, 3, 6, 10, 15, 20, 30, 50, 80];

async function swapAndKill(args: readonly string[], lifeMs: number): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  const ended = process.status;
  const timer = setTimeout(() => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }, lifeMs);
  await ended;
  clearTimeout(timer);
  await reader.cancel();
  await process.stderr.cancel();
}

Deno.test("faults: a vacuum and a restore that are killed (-9) leave a whole database each time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.db");
    await fillMemory({ kind: "sqlite", path });
    const backup = await backupSqlite(path, NOON_MS);
    await change(
      { kind: "sqlite", path },
      "insert into recent_chat (timestamp, username, message) values (1, 'a', 'b')",
    );
    for (const lifeMs of LIVES_MS) {
      for (const args of [[path], [path, backup]]) {
        await swapAndKill(args, lifeMs);
        assert.deepEqual(sqliteDamage(path), []);
        const memory = await openMemory({ kind: "sqlite", path });
        const lines = await memory.repositories.chat.countBefore(Number.MAX_SAFE_INTEGER);
        assert.ok(lines === LINES || lines === LINES + 1, `${lines} lines after ${lifeMs} ms`);
        await memory.close();
      }
    }
    await vacuum({ target: { kind: "sqlite", path }, clock: new ManualClock(NOON_MS) });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
