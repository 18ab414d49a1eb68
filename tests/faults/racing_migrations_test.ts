/** Many processes that start together make one database. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { coreLine } from "../../migrations/mod.ts";
import { openMemory, rowsOf } from "../contract/memory_under_test.ts";

const PROGRAM = new URL("./migrate_process.ts", import.meta.url).pathname;
const V050 = new URL("../fixtures/v050/small_v050.db", import.meta.url);
const PROCESSES = 20;

/** Answers how many migrations each process applied. */
async function race(path: string): Promise<number[]> {
  const racers = Array.from({ length: PROCESSES }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM, path],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn());
  await Promise.all(racers.map((racer) => racer.stdin.close()));
  const outputs = await Promise.all(racers.map((racer) => racer.output()));
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  for (const { code, stderr } of outputs) assert.equal(code, 0, decode(stderr));
  return outputs.map(({ stdout }) => Number(decode(stdout)));
}

for (const [what, fixture] of [["a new file", undefined], ["a v0.5.0 file", V050]] as const) {
  Deno.test(`faults: ${PROCESSES} processes that start together on ${what} apply each migration once`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = join(folder, "rosey.db");
      if (fixture !== undefined) await Deno.copyFile(fixture, path);
      const applied = await race(path);
      assert.deepEqual(applied.filter((count) => count > 0), [coreLine.migrations.length]);
      const memory = await openMemory({ kind: "sqlite", path });
      assert.deepEqual(memory.applied, []);
      assert.equal((await rowsOf(memory.driver, "rosey_migrations")).length, coreLine.migrations.length);
      assert.equal((await rowsOf(memory.driver, "user_stats")).length, fixture === undefined ? 0 : 42);
      await memory.close();
      const backups = [...Deno.readDirSync(folder)].filter(({ name }) => name === "backups");
      assert.equal(backups.length, fixture === undefined ? 0 : 1);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
