import assert from "node:assert/strict";
import { EventStamps } from "../../../src/cytube/event_stamps.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

Deno.test("event stamps: ids are unique by prefix and number, numbers have no holes, times are the clock's", () => {
  const clock = new ManualClock(5000);
  const stamps = new EventStamps("p", clock);
  assert.deepEqual(stamps.next(), { id: "p-1", seq: 1, atMs: 5000 });
  clock.advance(10);
  assert.deepEqual(stamps.next(), { id: "p-2", seq: 2, atMs: 5010 });
  assert.notEqual(new EventStamps("q", clock).next().id, new EventStamps("p", clock).next().id);
});
