import assert from "node:assert/strict";
import { JitterMeter } from "../../../src/cytube/jitter.ts";

/** A meter that has seen lines travel for so long; the server's clock is years off. */
function meter(...travelMs: number[]): JitterMeter {
  const jitter = new JitterMeter();
  for (const [index, ms] of travelMs.entries()) jitter.echoed(1000 * index, 1000 * index + ms - 99_999_999);
  return jitter;
}

Deno.test("jitter: before enough echoes a cautious margin is taken", () => {
  assert.equal(meter().marginMs, 100);
  assert.equal(meter(1, 400, 1).marginMs, 100);
});

Deno.test("jitter: the margin is one and a half times the difference of travel times, whatever the clocks say", () => {
  assert.equal(meter(20, 60, 40, 20).marginMs, 60);
  assert.equal(meter(50, 50, 50, 50).marginMs, 10);
});

Deno.test("jitter: of each line it is told how much later than the fastest it came", () => {
  const jitter = meter(30);
  assert.equal(jitter.echoed(0, 250 - 99_999_999), 220);
  assert.equal(jitter.echoed(0, 20 - 99_999_999), 0);
  assert.equal(jitter.echoed(0, 30 - 99_999_999), 10);
});

Deno.test("jitter: a slow echo is forgotten in time", () => {
  assert.equal(meter(500, ...Array.from({ length: 15 }, () => 10)).marginMs, 735);
  assert.equal(meter(500, ...Array.from({ length: 16 }, () => 10)).marginMs, 10);
});

Deno.test("jitter: a refusal widens the margin, echoes narrow it again, and it has an end", () => {
  const jitter = meter(50, 50, 50, 50);
  jitter.refused();
  assert.equal(jitter.marginMs, 20);
  jitter.refused();
  assert.equal(jitter.marginMs, 30);
  for (let echo = 0; echo < 60; echo++) jitter.echoed(0, 50 - 99_999_999);
  assert.equal(jitter.marginMs, 10);
  for (let refusal = 0; refusal < 30; refusal++) jitter.refused();
  assert.equal(jitter.marginMs, 2000);
});
