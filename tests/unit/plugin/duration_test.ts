import assert from "node:assert/strict";
import { durationMs, durationText } from "../../../src/plugin/duration.ts";

Deno.test("duration: what is declared is read to the millisecond", () => {
  assert.equal(durationMs("10s"), 10_000);
  assert.equal(durationMs("0.5s"), 500);
  assert.equal(durationMs("5m"), 300_000);
  assert.equal(durationMs("2h"), 7_200_000);
  assert.equal(durationMs("1d"), 86_400_000);
});

Deno.test("duration: one that is no time at all is an author's mistake", () => {
  for (const wrong of ["0s", "-1s", "0.0m"] as const) {
    assert.throws(() => durationMs(wrong), /is no duration/, wrong);
  }
});

Deno.test("duration: people read parts, without those that are zero", () => {
  assert.equal(durationText(93_784_000), "1d 2h 3m 4s");
  assert.equal(durationText(3_600_000), "1h");
  assert.equal(durationText(999), "0s");
  assert.equal(durationText(-5), "0s");
});
