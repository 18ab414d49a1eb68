import assert from "node:assert/strict";
import { Schedules } from "../../../src/bot/schedules.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { keepingLog } from "./keeping_log.ts";

function makeSchedules() {
  const clock = new ManualClock();
  const { log, messages } = keepingLog();
  const stop = new AbortController();
  return { clock, messages, stop, schedules: new Schedules({ clock, log, stop: stop.signal }) };
}

Deno.test("schedules: a task runs once in each period, the first time after one", async () => {
  const { clock, schedules } = makeSchedules();
  let runs = 0;
  schedules.add({ plugin: "p", period: "5m", task: () => void (runs += 1) });
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
  const { clock, schedules, messages } = makeSchedules();
  let runs = 0;
  let finish = () => {};
  schedules.add({
    plugin: "p",
    period: "1s",
    task: () => {
      runs += 1;
      return new Promise<void>((resolve) => finish = resolve);
    },
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
  const { clock, schedules, messages } = makeSchedules();
  let runs = 0;
  schedules.add({
    plugin: "p",
    period: "1s",
    task: () => {
      runs += 1;
      throw new Error("oops");
    },
  });
  await clock.advanceAsync(2_000);
  assert.equal(runs, 2);
  assert.deepEqual(messages, ["a scheduled task failed", "a scheduled task failed"]);
  schedules.stop();
});

Deno.test("schedules: a running task learns of the stop by its signal", async () => {
  const { clock, schedules, stop } = makeSchedules();
  const task = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  schedules.add({ plugin: "p", period: "1s", task });
  await clock.advanceAsync(1_000);
  schedules.stop();
  stop.abort();
  await schedules.idle();
});
