import assert from "node:assert/strict";
import fc from "fast-check";
import { ConnectGovernor, type ConnectLog } from "../../../src/cytube/connect_governor.ts";
import { RecordedLog } from "./client_fixture.ts";
import { silentLog } from "../../../src/cytube/log_port.ts";
import { ManualClock } from "../../../src/domain/clock.ts";

/** The server's bucket, as naively as it can be written: whole tokens, the started one lost. */
class ServerBucket {
  #tokens = 5;
  #refilledAt: number | undefined;

  take(at: number): boolean {
    this.#refilledAt ??= at;
    const gained = Math.floor((at - this.#refilledAt) / 10_000);
    if (gained > 0) {
      this.#tokens = Math.min(5, this.#tokens + gained);
      this.#refilledAt = at;
    }
    if (this.#tokens === 0) return false;
    this.#tokens--;
    return true;
  }
}

function memoryLog(): ConnectLog & { times: readonly number[] } {
  return {
    times: [],
    load() {
      return Promise.resolve(this.times);
    },
    save(times) {
      this.times = times;
      return Promise.resolve();
    },
  };
}

/** Connects at the wished moments, as early as the governor allows, and returns when each went out. */
async function connect(pausesMs: readonly number[], restartEvery: number): Promise<number[]> {
  const clock = new ManualClock();
  const log = memoryLog();
  const signal = new AbortController().signal;
  let governor = new ConnectGovernor(clock, log, silentLog);
  const times: number[] = [];
  for (const [index, pauseMs] of pausesMs.entries()) {
    if (restartEvery > 0 && index % restartEvery === 0) governor = new ConnectGovernor(clock, log, silentLog);
    await clock.advanceAsync(pauseMs);
    let done = false;
    const allowed = governor.connectAllowed(signal).then(() => done = true);
    await clock.advanceAsync(0);
    for (let tries = 0; tries < 20 && !done; tries++) await clock.advanceAsync(5250);
    await allowed;
    times.push(log.times.at(-1) ?? NaN);
  }
  return times;
}

Deno.test("connect governor: five at once, then one in ten seconds", async () => {
  const [first = NaN, ...others] = await connect(Array.from({ length: 9 }, () => 0), 0);
  assert.deepEqual(others.slice(0, 4).map((time) => Math.floor((time - first) / 10_000)), [0, 0, 0, 0]);
  const later = others.slice(4);
  later.reduce((before, time) => {
    assert.ok(time - before >= 10_000, `${time - before} ms`);
    return time;
  }, others[3] ?? NaN);
});

Deno.test("connect governor: whatever is wished, and however often Rosey restarts, the server never refuses", async () => {
  const pauses = fc.array(fc.oneof(fc.constant(0), fc.nat(30_000), fc.nat(200_000)), {
    minLength: 1,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(
      pauses,
      fc.nat(3),
      fc.array(fc.nat(400), { minLength: 40 }),
      async (wish, restart, travel) => {
        const bucket = new ServerBucket();
        const times = await connect(wish, restart);
        for (const [index, time] of times.entries()) {
          assert.ok(bucket.take(time + (travel[index] ?? 0)), `connect ${index} was refused`);
        }
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});

Deno.test("connect governor: a clock that was set back does not lock Rosey out", async () => {
  const clock = new ManualClock();
  const log = memoryLog();
  log.times = Array.from({ length: 5 }, () => clock.now() + 86_400_000);
  let done = false;
  const governor = new ConnectGovernor(clock, log, silentLog);
  const allowed = governor.connectAllowed(new AbortController().signal).then(() => done = true);
  await clock.advanceAsync(10_500);
  assert.ok(done);
  await allowed;
});

Deno.test("connect governor: an abort ends the wait", async () => {
  const clock = new ManualClock();
  const log = memoryLog();
  log.times = Array.from({ length: 5 }, () => clock.now());
  const abort = new AbortController();
  const waiting = assert.rejects(
    new ConnectGovernor(clock, log, silentLog).connectAllowed(abort.signal),
    /enough/,
  );
  await clock.advanceAsync(1000);
  abort.abort(new Error("enough"));
  await waiting;
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("connect governor: a memory that fails or hangs holds no connect up", async () => {
  const hanging: ConnectLog = { load: () => new Promise(() => {}), save: () => new Promise(() => {}) };
  const failing: ConnectLog = {
    load: () => Promise.reject(new Error("database away")),
    save: () => Promise.reject(new Error("database away")),
  };
  for (const log of [hanging, failing]) {
    const clock = new ManualClock();
    const told = new RecordedLog();
    const allowed = new ConnectGovernor(clock, log, told).connectAllowed(new AbortController().signal);
    await clock.advanceAsync(5000);
    await allowed;
    assert.deepEqual(told.lines.map((line) => line.message), [
      "could not read the times of earlier connects",
      "could not write the times of earlier connects",
    ]);
    assert.equal(clock.pendingTimers, 0);
  }
});
