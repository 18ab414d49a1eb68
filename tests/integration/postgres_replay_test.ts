import assert from "node:assert/strict";
import { memoryDigest } from "../../bench/digest.ts";
import { postgresLimitLoop } from "../../bench/postgres_limit_loop.ts";
import { openMemory, replay } from "../../bench/replay_loop.ts";
import { parseTrace } from "../../bench/trace.ts";
import { startPostgres, type TestPostgres } from "../services/postgres.ts";

const TRACE = new URL("../fixtures/trace_2k.jsonl", import.meta.url);

/** The same as on SQLite, and as of v0.5.0; see `tests/unit/db/replay_test.ts`. */
const DIGEST = "4421b5ade2ef782a";

/** Of what `store` leaves in a new database. */
async function digestAfter(server: TestPostgres, store: (url: string) => Promise<unknown>): Promise<string> {
  await using database = await server.createDatabase();
  await store(database.url);
  const memory = await openMemory(database.url);
  try {
    return await memoryDigest(memory.driver);
  } finally {
    await memory.close();
  }
}

Deno.test("replay on PostgreSQL: the memory of a busy room is the same, alone and in batches", async () => {
  await using server = await startPostgres();
  const events = parseTrace(await Deno.readTextFile(TRACE));
  for (const inflight of [1, 256]) {
    const digest = await digestAfter(server, async (url) => {
      const memory = await openMemory(url);
      await replay(memory, events, inflight);
      await memory.close();
    });
    assert.equal(digest, DIGEST);
  }
});

Deno.test("replay on PostgreSQL: the limit is held against the same rows", async () => {
  await using server = await startPostgres();
  const events = parseTrace(await Deno.readTextFile(TRACE));
  const digest = await digestAfter(server, async (url) => {
    await (await openMemory(url)).close();
    await postgresLimitLoop(url, events, 256);
  });
  assert.equal(digest, DIGEST);
});
