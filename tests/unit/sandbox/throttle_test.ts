import assert from "node:assert/strict";
import { ManualClock } from "../../../src/domain/clock.ts";
import { Throttle } from "../../../src/sandbox/model/throttle.ts";

/** Calls at these times; says when it ran, within a minute. */
function runs(calls: readonly number[]): number[] {
  const clock = new ManualClock(0);
  const ran: number[] = [];
  const throttle = new Throttle(clock, 10_000, () => void ran.push(clock.now()));
  for (const at of calls) {
    clock.advance(at - clock.now());
    throttle.call();
  }
  clock.advance(60_000);
  assert.equal(clock.pendingTimers, 0);
  return ran;
}

Deno.test("throttle: a single call runs at once and never again", () => {
  assert.deepEqual(runs([100]), [100]);
});

Deno.test("throttle: calls within the pause run once, at its end", () => {
  assert.deepEqual(runs([144, 204, 1277]), [144, 10_144]);
});

Deno.test("throttle: soon after a late run the next call waits a whole pause, as recorded", () => {
  assert.deepEqual(runs([144, 204, 1277, 10_623, 11_223, 28_846]), [144, 10_144, 20_623, 28_846]);
});

Deno.test("throttle: after a quiet time the next call runs at once, as recorded", () => {
  assert.deepEqual(runs([103, 209, 19_621]), [103, 10_103, 19_621]);
});

Deno.test("throttle: ended, it drops what it holds", () => {
  const clock = new ManualClock(0);
  let ran = 0;
  const throttle = new Throttle(clock, 10, () => void (ran += 1));
  throttle.call();
  throttle.call();
  throttle.end();
  clock.advance(100);
  assert.deepEqual([ran, clock.pendingTimers], [1, 0]);
});
