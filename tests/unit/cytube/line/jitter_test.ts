import assert from "node:assert/strict";
import { type Echo, JitterMeter } from "../../../../src/cytube/line/jitter.ts";

/** A line that took so long to the server, whose clock is years off, and came back at once. */
function travelled(ms: number, sentAtMs = 0, serverClockMs = -99_999_999): Echo {
  return { sentAtMs, heardAtMs: sentAtMs + ms, serverTimeMs: sentAtMs + ms + serverClockMs };
}

/** A meter that has seen lines travel for so long. */
function meter(...travelMs: number[]): JitterMeter {
  const jitter = new JitterMeter();
  for (const [index, ms] of travelMs.entries()) jitter.echoed(travelled(ms, 1000 * index));
  return jitter;
}

/** Of four, sixteen echoes: as many as are believed. */
function often(...travelMs: number[]): number[] {
  return [...travelMs, ...travelMs, ...travelMs, ...travelMs];
}

Deno.test("jitter: before enough echoes a cautious margin is taken", () => {
  assert.equal(meter().marginMs, 100);
  assert.equal(meter(1, 20, 1).marginMs, 100);
  assert.equal(meter(1, 401, 1).marginMs, 600);
});

Deno.test("jitter: the margin is one and a half times the difference of travel times, whatever the clocks say", () => {
  assert.equal(meter(...often(20, 60, 40, 20)).marginMs, 60);
  assert.equal(meter(...often(50, 50, 50, 50)).marginMs, 10);
});

Deno.test("jitter: of each line it is told how much later than the fastest it came", () => {
  const jitter = meter(30);
  assert.equal(jitter.echoed(travelled(250)), 220);
  assert.equal(jitter.echoed(travelled(20)), 0);
  assert.equal(jitter.echoed(travelled(30)), 10);
});

Deno.test("jitter: a slow echo is forgotten in time", () => {
  assert.equal(meter(500, ...Array.from({ length: 15 }, () => 10)).marginMs, 735);
  assert.equal(meter(500, ...Array.from({ length: 16 }, () => 10)).marginMs, 10);
});

Deno.test("jitter: a refusal widens the margin, echoes narrow it again, and it has an end", () => {
  const jitter = meter(...often(50, 50, 50, 50));
  jitter.refused();
  assert.equal(jitter.marginMs, 20);
  jitter.refused();
  assert.equal(jitter.marginMs, 30);
  for (let echo = 0; echo < 60; echo++) jitter.echoed(travelled(50));
  assert.equal(jitter.marginMs, 10);
  for (let refusal = 0; refusal < 30; refusal++) jitter.refused();
  assert.equal(jitter.marginMs, 2000);
});

for (const stepMs of [3_600_000, -3_600_000]) {
  Deno.test(`jitter: a clock of the server that is set by ${stepMs / 1000} s is not taken for a slow way`, () => {
    const jitter = meter(...often(20, 60, 40, 20));
    assert.equal(jitter.echoed(travelled(20, 5000, stepMs)), 0);
    assert.equal(jitter.marginMs, 100);
    for (const ms of often(60, 40, 20, 30)) jitter.echoed(travelled(ms, 6000, stepMs));
    assert.equal(jitter.marginMs, 60);
  });
}
