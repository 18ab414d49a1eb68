import assert from "node:assert/strict";
import { memoryDigest } from "../../bench/digest.ts";
import { parseTrace, writesOf } from "../../bench/trace.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { openMemory } from "../contract/memory_under_test.ts";
import { startPostgres } from "../services/postgres.ts";

const TRACE = new URL("../fixtures/trace_2k.jsonl", import.meta.url);

for (const inflight of [1, 256]) {
  Deno.test(`PostgreSQL: a replay with ${inflight} in flight leaves what it leaves on SQLite`, async () => {
    const events = parseTrace(await Deno.readTextFile(TRACE));
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    const digests: string[] = [];
    for (const url of ["sqlite::memory:", database.url]) {
      const memory = await openMemory(parseDatabaseTarget(url));
      for (let start = 0; start < events.length; start += inflight) {
        const units = events.slice(start, start + inflight).map((event, index) => ({
          id: `event ${start + index}`,
          writes: writesOf(memory.repositories, event),
        }));
        await Promise.all(units.map((unit) => memory.sink.commit(unit)));
      }
      digests.push(await memoryDigest(memory.driver));
      await memory.close();
    }
    assert.equal(digests[1], digests[0]);
  });
}
