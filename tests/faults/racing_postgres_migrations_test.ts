/** Many processes that start together make one database on a server. */
import assert from "node:assert/strict";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { openMemory, rowsOf } from "../contract/memory_under_test.ts";
import { startPostgres } from "../services/postgres.ts";

const PROGRAM = new URL("./migrate_url_process.ts", import.meta.url).pathname;
const PROCESSES = 20;

Deno.test(`faults: ${PROCESSES} processes that start together on PostgreSQL apply each migration once`, async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const racers = Array.from({ length: PROCESSES }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM, database.url],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn());
  await Promise.all(racers.map((racer) => racer.stdin.close()));
  const outputs = await Promise.all(racers.map((racer) => racer.output()));
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  for (const { code, stderr } of outputs) assert.equal(code, 0, decode(stderr));
  const applied = outputs.map(({ stdout }) => Number(decode(stdout)));
  assert.deepEqual(applied.filter((count) => count > 0), [coreLine.migrations.length]);
  const memory = await openMemory(parseDatabaseTarget(database.url));
  assert.deepEqual(memory.applied, []);
  assert.equal((await rowsOf(memory.driver, "rosey_migrations")).length, coreLine.migrations.length);
  await memory.close();
});
