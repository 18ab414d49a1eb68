import assert from "node:assert/strict";
import fc from "fast-check";
import { EventFlow, RECORDED_LIMIT_MS } from "../../../src/bot/event_flow.ts";
import { Recorder } from "../../../src/bot/recorder.ts";
import { Watermark } from "../../../src/bot/watermark.ts";
import { EventBus } from "../../../src/bus/event_bus.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { chatEvent, stamps } from "../bus/chat_events.ts";
import { FakeMemory } from "./fake_memory.ts";
import { keepingLog } from "./keeping_log.ts";

const NOON = 1_763_841_600_000;

function makeRecorder() {
  const memory = new FakeMemory();
  const { log, messages } = keepingLog();
  const watermark = new Watermark(memory.watermark, log, undefined);
  const recorder = new Recorder({ sink: memory, log, core: (event) => watermark.follow(event) });
  return { memory, recorder, messages, log, next: stamps() };
}

Deno.test("recorder: what all plugins write for an event is one unit with the watermark, under the event's id", async () => {
  const { memory, recorder, next } = makeRecorder();
  recorder.add("one", "chat", ({ user }) => [{ statement: "a", parameters: [user] }]);
  recorder.add("two", "chat", ({ text }) => [{ statement: "b", parameters: [text] }]);
  recorder.add("two", "user.left", () => [{ statement: "c", parameters: [] }]);
  await recorder.record(chatEvent(next(), { user: "alice", text: "hi", serverTimeMs: NOON }));
  assert.deepEqual(memory.units, [{
    id: "event-1",
    writes: [
      { statement: "a", parameters: ["alice"] },
      { statement: "b", parameters: ["hi"] },
      { statement: "watermark", parameters: [NOON] },
    ],
  }]);
});

Deno.test("recorder: an event that nobody records makes no unit", async () => {
  const { memory, recorder, next } = makeRecorder();
  await recorder.record({ ...next(), kind: "rank.changed", rank: 2 });
  assert.deepEqual(memory.units, []);
});

Deno.test("recorder: a plugin that throws is logged, and the others' writes are made", async () => {
  const { memory, recorder, next, messages } = makeRecorder();
  recorder.add("bad", "chat", () => {
    throw new Error("oops");
  });
  recorder.add("good", "chat", () => [{ statement: "a", parameters: [] }]);
  await recorder.record(chatEvent(next(), {}));
  assert.deepEqual(memory.units[0]?.writes.map(({ statement }) => statement), ["a", "watermark"]);
  assert.deepEqual(messages, ["a recording handler failed"]);
  assert.equal(recorder.failures, 1);
});

Deno.test("recorder: a unit that fails is logged and fails alone", async () => {
  const { memory, recorder, next, messages } = makeRecorder();
  memory.commitGate = ({ id }) =>
    id === "event-1" ? Promise.reject(new Error("disk full")) : Promise.resolve();
  await Promise.all([
    recorder.record(chatEvent(next(), {})),
    recorder.record(chatEvent(next(), { serverTimeMs: NOON + 1 })),
  ]);
  assert.deepEqual(messages, ["an event could not be recorded"]);
  assert.equal(memory.units.length, 2);
});

Deno.test("watermark: follows live lines, also when the server's clock is set back, which it says", () => {
  const memory = new FakeMemory();
  const { log, messages } = keepingLog();
  const watermark = new Watermark(memory.watermark, log, NOON);
  const next = stamps();
  const follow = (serverTimeMs: number, replayed = false) =>
    watermark.follow(chatEvent(next(), { serverTimeMs, replayed })).map((write) => write.parameters[0]);
  assert.deepEqual(follow(NOON), []);
  assert.deepEqual(follow(NOON + 5), [NOON + 5]);
  assert.deepEqual(follow(NOON - 900, true), []);
  assert.deepEqual(messages, []);
  assert.deepEqual(follow(NOON - 1_000), [NOON - 1_000]);
  assert.deepEqual(messages, ["the server's clock was set back"]);
  assert.equal(watermark.seenMs, NOON - 1_000);
});

Deno.test("watermark: a line that was known already is stored with the next event", () => {
  const watermark = new Watermark(new FakeMemory().watermark, keepingLog().log, undefined);
  watermark.raise(NOON);
  const [write] = watermark.follow({ ...stamps()(), kind: "rank.changed", rank: 1 });
  assert.deepEqual(write?.parameters, [NOON]);
});

function makeFlow() {
  const made = makeRecorder();
  const clock = new ManualClock();
  const bus = new EventBus({ clock, log: made.log });
  const flow = new EventFlow({ clock, recorder: made.recorder, bus });
  const handled: string[] = [];
  bus.subscribe("test", "chat", ({ text }) => void handled.push(text));
  return { ...made, clock, flow, handled };
}

Deno.test("flow: an event is handed on after it is durable, and recording does not wait for that", async () => {
  const { memory, flow, handled, clock, next } = makeFlow();
  const durable: (() => void)[] = [];
  memory.commitGate = () => new Promise((resolve) => void durable.push(resolve));
  flow.pass(chatEvent(next(), { text: "1" }));
  flow.pass(chatEvent(next(), { text: "2", serverTimeMs: NOON + 1 }));
  await clock.advanceAsync(0);
  assert.equal(memory.units.length, 2);
  durable[1]?.();
  await clock.advanceAsync(0);
  assert.deepEqual(handled, []);
  durable[0]?.();
  await flow.drain();
  assert.deepEqual(handled, ["1", "2"]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("flow: a memory that is away holds events up for a second each, not for the sum of them", async () => {
  const { memory, flow, handled, clock, next } = makeFlow();
  memory.commitGate = () => new Promise(() => {});
  for (const text of ["1", "2", "3"]) {
    flow.pass(chatEvent(next(), { text, serverTimeMs: NOON + Number(text) }));
  }
  await clock.advanceAsync(RECORDED_LIMIT_MS);
  await flow.drain();
  assert.deepEqual(handled, ["1", "2", "3"]);
});

Deno.test("recorder: a memory that is away does not fill the log", async () => {
  const { memory, recorder, next, messages } = makeRecorder();
  memory.commitGate = () => Promise.reject(new Error("away"));
  for (let line = 0; line < 1_000; line += 1) {
    await recorder.record(chatEvent(next(), { serverTimeMs: NOON + line }));
  }
  assert.equal(recorder.failures, 1_000);
  assert.equal(messages.length, 30);
});

Deno.test("flow: whatever the order in which commits end, events are handed on in the order of arrival", async () => {
  const commits = fc.array(fc.record({ turns: fc.nat({ max: 5 }), fails: fc.boolean() }), { maxLength: 30 });
  await fc.assert(fc.asyncProperty(commits, async (plans) => {
    const { memory, flow, handled, next } = makeFlow();
    memory.commitGate = async () => {
      const plan = plans[memory.units.length - 1];
      for (let turn = plan?.turns ?? 0; turn > 0; turn -= 1) await Promise.resolve();
      if (plan?.fails) throw new Error("refused");
    };
    const texts = plans.map((_, line) => String(line));
    for (const text of texts) flow.pass(chatEvent(next(), { text, serverTimeMs: NOON + Number(text) }));
    assert.equal(memory.units.length, plans.length);
    await flow.drain();
    assert.deepEqual(handled, texts);
  }));
});
