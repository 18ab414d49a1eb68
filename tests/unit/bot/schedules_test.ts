import assert from "node:assert/strict";
import { Schedules } from "../../../src/bot/schedules.ts";
import type { ScheduledTask } from "../../../src/bot/schedules.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { Duration } from "../../../src/plugin/mod.ts";
import { keepingLog } from "./keeping_log.ts";

function makeSchedules() {
  const clock = new ManualClock();
  const { log, messages } = keepingLog();
  const stop = new AbortController();
  const schedules = new Schedules({ clock, log });
  const add = (period: Duration, task: ScheduledTask["task"]) =>
    schedules.add({ plugin: "p", period, signal: stop.signal, task });
  return { clock, messages, stop, schedules, add };
}

Deno.test("schedules: a task runs once in each period, the first time after one", async () => {
  const { clock, schedules, add } = makeSchedules();
  let runs = 0;
  add("5m", () => void (runs += 1));
  await clock.advanceAsync(299_999);
  assert.equal(runs, 0);
  await clock.advanceAsync(1);
  assert.equal(runs, 1);
  await clock.advanceAsync(600_000);
  assert.equal(runs, 3);
  schedules.stop();
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("schedules: a task that still runs is left out, said, and goes on the next time", async () => {
  const { clock, schedules, messages, add } = makeSchedules();
  let runs = 0;
  let finish = () => {};
  add("1s", () => {
    runs += 1;
    return new Promise<void>((resolve) => finish = resolve);
  });
  await clock.advanceAsync(2_000);
  assert.equal(runs, 1);
  assert.equal(messages.length, 1);
  finish();
  await schedules.idle();
  await clock.advanceAsync(1_000);
  assert.equal(runs, 2);
  finish();
  await schedules.idle();
  schedules.stop();
});

Deno.test("schedules: a task that fails is logged and runs again", async () => {
  const { clock, schedules, messages, add } = makeSchedules();
  let runs = 0;
  add("1s", () => {
    runs += 1;
    throw new Error("oops");
  });
  await clock.advanceAsync(2_000);
  assert.equal(runs, 2);
  assert.deepEqual(messages, ["a scheduled task failed", "a scheduled task failed"]);
  schedules.stop();
});

Deno.test("schedules: a running task learns of the stop by its signal", async () => {
  const { clock, schedules, stop, add } = makeSchedules();
  const task = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  add("1s", task);
  await clock.advanceAsync(1_000);
  schedules.stop();
  stop.abort();
  await schedules.idle();
});

Deno.test("schedules: one can be ended by itself", async () => {
  const { clock, schedules, add } = makeSchedules();
  const runs = { one: 0, other: 0 };
  const end = add("1s", () => void (runs.one += 1));
  add("1s", () => void (runs.other += 1));
  await clock.advanceAsync(1_000);
  end();
  await clock.advanceAsync(1_000);
  assert.deepEqual(runs, { one: 1, other: 2 });
  schedules.stop();
  assert.equal(clock.pendingTimers, 0);
});
