import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CHAT_RULE,
  ConnectionLimiter,
  FloodLimiter,
  type FloodRule,
  MODERATOR_QUEUE_RULE,
  QUEUE_RULE,
  TokenBucket,
} from "../../../src/sandbox/model/limiter.ts";

/** The rule as it was measured, said in the plainest way: the whole history, looked through at each line. */
function accepted(rule: FloodRule, times: readonly number[]): boolean[] {
  const cooldownMs = 1000 * (rule.cooldown === undefined ? rule.burst / rule.sustained : rule.cooldown);
  let state: { count: number; last: number } | undefined;
  return times.map((t) => {
    if (state === undefined || state.last < t - cooldownMs) state = { count: 1, last: t };
    else if (state.count < rule.burst) state = { count: state.count + 1, last: t };
    else if (t - state.last < 1000 / rule.sustained) return false;
    else state = { count: state.count, last: t };
    return true;
  });
}

const rules = fc.oneof(
  fc.constantFrom<FloodRule>(CHAT_RULE, QUEUE_RULE, MODERATOR_QUEUE_RULE, {
    burst: 4,
    sustained: 1,
    cooldown: 4,
  }),
  fc.record({ burst: fc.integer({ min: 1, max: 20 }), sustained: fc.integer({ min: 1, max: 10 }) }),
);
const gaps = fc.array(
  fc.oneof(fc.constantFrom(0, 1, 50, 99, 100, 101, 999, 1000, 2000, 2001, 4000), fc.nat(6000)),
);

Deno.test("limiter: any sequence of lines gets through exactly as the measured rule says", () => {
  fc.assert(fc.property(rules, gaps, (rule, gapsMs) => {
    let now = 1_700_000_000_000;
    const times = gapsMs.map((gap) => now += gap);
    const limiter = new FloodLimiter();
    assert.deepEqual(times.map((time) => limiter.accept(rule, time)), accepted(rule, times));
  }));
});

Deno.test("limiter: forty chat lines at once are twenty, and one more each 100 ms", () => {
  const limiter = new FloodLimiter();
  const burst = Array.from({ length: 40 }, () => limiter.accept(CHAT_RULE, 10_000));
  assert.equal(burst.filter(Boolean).length, 20);
  assert.deepEqual(
    [10_050, 10_099, 10_100, 10_150, 10_200].map((t) => limiter.accept(CHAT_RULE, t)),
    [false, false, true, false, true],
  );
});

Deno.test("limiter: the burst comes back after more than the cooldown of quiet, not at it", () => {
  const rule = { burst: 2, sustained: 1, cooldown: 4 };
  for (const [quietMs, through] of [[4000, 1], [4001, 2]] as const) {
    const limiter = new FloodLimiter();
    limiter.accept(rule, 10_000);
    limiter.accept(rule, 10_000);
    const after = [1, 2, 3].filter(() => limiter.accept(rule, 10_000 + quietMs));
    assert.equal(after.length, through);
  }
});

Deno.test("limiter: one address opens five connections, then one in ten seconds; others are not concerned", () => {
  const limiter = new ConnectionLimiter();
  const at = (ms: number) => limiter.accept("192.0.2.1", ms);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(at), [true, true, true, true, true, false]);
  assert.equal(limiter.accept("192.0.2.2", 5), true);
  assert.deepEqual([9_999, 10_000, 10_001, 20_000].map(at), [false, true, false, true]);
});

Deno.test("limiter: a bucket is never fuller than its capacity, however long it rests", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(10_000_000), (capacity, restMs) => {
    const bucket = new TokenBucket(capacity, 10, 0);
    while (bucket.take(0)) { /* until it is empty */ }
    let taken = 0;
    while (bucket.take(restMs)) taken += 1;
    assert.equal(taken, Math.min(capacity, Math.floor(restMs / 10)));
  }));
});
