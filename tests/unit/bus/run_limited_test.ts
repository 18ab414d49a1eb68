import assert from "node:assert/strict";
import { ManualClock } from "../../../src/domain/clock.ts";
import { runLimited, TimeLimitError } from "../../../src/bus/run_limited.ts";

function limit(clock: ManualClock, stop = new AbortController().signal) {
  return { clock, limitMs: 1_000, stop };
}

Deno.test("bus: a task within its limit gives its result and leaves no timer", async () => {
  const clock = new ManualClock();
  assert.equal(await runLimited(limit(clock), () => Promise.resolve(7)), 7);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("bus: a task that hangs is given up at the limit, and its signal aborts", async () => {
  const clock = new ManualClock();
  let signal: AbortSignal | undefined;
  const running = runLimited(limit(clock), (given) => {
    signal = given;
    return new Promise<void>(() => {});
  });
  await clock.advanceAsync(999);
  assert.equal(signal?.aborted, false);
  clock.advance(1);
  await assert.rejects(running, TimeLimitError);
  assert.equal(signal?.aborted, true);
});

Deno.test("bus: a task that throws, now or later, rejects with what it threw", async () => {
  const clock = new ManualClock();
  const thrown = new Error("no");
  await assert.rejects(
    runLimited(limit(clock), () => {
      throw thrown;
    }),
    thrown,
  );
  await assert.rejects(runLimited(limit(clock), () => Promise.reject(thrown)), thrown);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("bus: the stop signal ends a task early, and one that has not begun does not begin", async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const running = runLimited(limit(clock, stop.signal), () => new Promise<void>(() => {}));
  const reason = new Error("stopping");
  stop.abort(reason);
  await assert.rejects(running, reason);
  let begun = false;
  await assert.rejects(
    runLimited(limit(clock, stop.signal), () => {
      begun = true;
    }),
    reason,
  );
  assert.equal(begun, false);
  assert.equal(clock.pendingTimers, 0);
});
