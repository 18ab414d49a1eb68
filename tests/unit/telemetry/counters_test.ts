import assert from "node:assert/strict";
import { Counters } from "../../../src/telemetry/counters.ts";

Deno.test("counters: counts by name, in order, and with a limit of names", () => {
  const counters = new Counters();
  counters.add("b");
  counters.add("a", 5);
  counters.add("b");
  assert.deepEqual(Object.entries(counters.snapshot()), [["a", 5], ["b", 2]]);
  assert.deepEqual([counters.count("b"), counters.count("never")], [2, 0]);
  for (let index = 0; index < 2_000; index++) counters.add(`name-${index}`);
  assert.equal(Object.keys(counters.snapshot()).length, 1_001);
  assert.equal(counters.snapshot()["other"], 2_002 - 1_000);
});
