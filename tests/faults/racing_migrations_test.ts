/** Many processes that start together make one database. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { openMemory, rowsOf } from "../contract/memory_under_test.ts";
import { startPostgres } from "../services/postgres.ts";

const PROGRAM = new URL("./migrate_process.ts", import.meta.url).pathname;
const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const V050 = new URL("../fixtures/v050/small_v050.db", import.meta.url);
const PROCESSES = 20;

/** Answers how many migrations each process applied. */
async function race(url: string): Promise<number[]> {
  const racers = Array.from({ length: PROCESSES }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM, url],
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
      const applied = await race(`sqlite:${path}`);
      assert.deepEqual(applied.filter((count) => count > 0), [coreLine.migrations.length]);
      const memory = await openMemory({ kind: "sqlite", path });
      assert.deepEqual(memory.applied, []);
      assert.equal((await rowsOf(memory.driver, "rosey_migrations")).length, coreLine.migrations.length);
      assert.equal((await rowsOf(memory.driver, "user_stats")).length, fixture === undefined ? 0 : 40);
      await memory.close();
      const backups = [...Deno.readDirSync(folder)].filter(({ name }) => name === "backups");
      assert.equal(backups.length, fixture === undefined ? 0 : 1);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** The command itself, as several copies of a deployment run it. Answers how many of them had something to do. */
async function raceCommand(url: string): Promise<number> {
  const outputs = await Promise.all(
    Array.from({ length: PROCESSES }, () =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", MAIN, "migrate", "up", "--json", "--database", url],
        stdout: "piped",
        stderr: "piped",
      }).output()),
  );
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return outputs.map(({ code, stdout, stderr }) => {
    assert.equal(code, 0, decode(stderr));
    const { steps }: { steps: unknown[] } = JSON.parse(decode(stdout));
    return steps.length;
  }).filter((count) => count > 0).length;
}

Deno.test(`faults: of ${PROCESSES} commands that migrate a file that was used before, one does it, and all end well`, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.db");
    const memory = await openMemory({ kind: "sqlite", path });
    await memory.close();
    await takeBack(`sqlite:${path}`);
    assert.equal(await raceCommand(`sqlite:${path}`), 1);
    const after = await openMemory({ kind: "sqlite", path });
    assert.deepEqual(after.applied, []);
    await after.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test(`faults: of ${PROCESSES} commands that migrate on PostgreSQL, one does it, and all end well`, async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  assert.equal(await raceCommand(database.url), 1);
  const memory = await openMemory(parseDatabaseTarget(database.url));
  assert.deepEqual(memory.applied, []);
  await memory.close();
});

async function takeBack(url: string): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, "migrate", "down", "-n", "2", "--database", url],
    stdout: "null",
    stderr: "null",
  }).output();
  assert.equal(code, 0);
}
