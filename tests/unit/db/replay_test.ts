import assert from "node:assert/strict";
import { memoryDigest } from "../../../bench/digest.ts";
import { parseTrace, writesOf } from "../../../bench/trace.ts";
import { openMemory } from "../../contract/memory_under_test.ts";

const TRACE = new URL("../../fixtures/trace_2k.jsonl", import.meta.url);

/** Of the first 2,000 events of a trace on which the whole digest equals that of v0.5.0. */
const DIGEST = "4421b5ade2ef782a";

Deno.test("replay: the memory of a busy room is the same, alone and in batches", async () => {
  const events = parseTrace(await Deno.readTextFile(TRACE));
  for (const inflight of [1, 256]) {
    const memory = await openMemory({ kind: "sqlite", path: ":memory:" });
    for (let start = 0; start < events.length; start += inflight) {
      const units = events.slice(start, start + inflight).map((event, index) => ({
        id: `event ${start + index}`,
        writes: writesOf(memory.repositories, event),
      }));
      await Promise.all(units.map((unit) => memory.sink.commit(unit)));
    }
    assert.equal(await memoryDigest(memory.driver), DIGEST);
    await memory.close();
  }
});

Deno.test("replay: a line that is no event is named", () => {
  assert.throws(
    () => parseTrace('{"t":1,"type":"join","user":"a"}\n{"t":1,"type":"dance"}\n'),
    /line 2 is no event/,
  );
});
