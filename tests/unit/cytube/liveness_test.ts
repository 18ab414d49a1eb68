import assert from "node:assert/strict";
import { LivenessWatch, SILENCE_LIMIT_MS } from "../../../src/cytube/liveness.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

function watching() {
  const clock = new ManualClock();
  const deaths: number[] = [];
  const watch = new LivenessWatch(clock, (silentMs) => deaths.push(silentMs));
  return { clock, deaths, watch };
}

Deno.test("liveness: silence is found when it has lasted the limit, which is below 45 s", () => {
  const { clock, deaths } = watching();
  assert.ok(SILENCE_LIMIT_MS <= 45_000);
  clock.advance(SILENCE_LIMIT_MS - 1);
  assert.deepEqual(deaths, []);
  clock.advance(1);
  assert.deepEqual(deaths, [SILENCE_LIMIT_MS]);
  clock.advance(600_000);
  assert.equal(deaths.length, 1);
});

Deno.test("liveness: it is counted from the last thing heard, to the millisecond", () => {
  const { clock, deaths, watch } = watching();
  for (let ping = 0; ping < 100; ping++) {
    clock.advance(25_000);
    watch.activity();
  }
  clock.advance(SILENCE_LIMIT_MS - 1);
  assert.deepEqual(deaths, []);
  clock.advance(1);
  assert.equal(deaths.length, 1);
});

Deno.test("liveness: a server that pings rarely is given more time, one that pings often not less", () => {
  const rare = watching();
  rare.watch.pingInterval(60_000);
  rare.clock.advance(74_999);
  assert.deepEqual(rare.deaths, []);
  rare.clock.advance(1);
  assert.equal(rare.deaths.length, 1);
  const often = watching();
  often.watch.pingInterval(1000);
  often.clock.advance(SILENCE_LIMIT_MS - 1);
  assert.deepEqual(often.deaths, []);
});

Deno.test("liveness: after the stop nothing is left", () => {
  const { clock, deaths, watch } = watching();
  watch.stop();
  clock.advance(600_000);
  assert.deepEqual(deaths, []);
  assert.equal(clock.pendingTimers, 0);
});
