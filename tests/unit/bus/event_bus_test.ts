import assert from "node:assert/strict";
import fc from "fast-check";
import { EventBus, HANDLER_LIMIT_MS } from "../../../src/bus/event_bus.ts";
import { eventLane, ROOM_LANE } from "../../../src/bus/event_lane.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { fakeUser } from "../../../src/plugin/fake_room.ts";
import { chatEvent, stamps } from "./chat_events.ts";

function makeBus(limits: { laneLimit?: number; busLimit?: number } = {}) {
  const clock = new ManualClock();
  const logged: string[] = [];
  const write = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    logged.push(`${message} ${fields["plugin"]} ${fields["error"] ?? ""}`.trim());
  };
  const bus = new EventBus({ clock, log: { warn: write, error: write }, ...limits });
  return { bus, clock, logged, next: stamps() };
}

Deno.test("bus: a subscriber gets the kinds it asked for, and no others", async () => {
  const { bus, next } = makeBus();
  const seen: string[] = [];
  bus.subscribe("one", "chat", ({ text }) => void seen.push(text));
  bus.subscribe("one", "user.left", ({ name }) => void seen.push(`-${name}`));
  bus.publish(chatEvent(next(), { text: "hi" }));
  bus.publish({ ...next(), kind: "user.left", name: "alice" });
  bus.publish({ ...next(), kind: "rank.changed", rank: 2 });
  await bus.drain();
  assert.deepEqual(seen, ["hi", "-alice"]);
  assert.deepEqual(bus.counts, { delivered: 2, failed: 0, timedOut: 0, overflowed: 0 });
});

Deno.test("bus: one user's events wait for each other, whatever their kind; another user's do not", async () => {
  const { bus, next } = makeBus();
  const seen: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  bus.subscribe("one", "chat", async ({ user, text }) => {
    if (text === "wait") await held;
    seen.push(`${user}: ${text}`);
  });
  bus.subscribe("one", "user.left", ({ name }) => void seen.push(`${name} left`));
  bus.publish(chatEvent(next(), { user: "alice", text: "wait" }));
  bus.publish(chatEvent(next(), { user: "ALICE", text: "second" }));
  bus.publish({ ...next(), kind: "user.left", name: "Alice" });
  bus.publish(chatEvent(next(), { user: "bob", text: "first" }));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen, ["bob: first"]);
  release();
  await bus.drain();
  assert.deepEqual(seen, ["bob: first", "alice: wait", "ALICE: second", "Alice left"]);
});

Deno.test("bus: what a user does is in their lane, however they are spelled; the room has one of its own", () => {
  const next = stamps();
  const user = fakeUser({ name: "Alice" });
  const pm = { from: "ALICE", to: "Rosey", html: "", text: "", serverTimeMs: 0, own: false };
  const lanes = [
    eventLane(chatEvent(next(), { user: "aLICE" })),
    eventLane({ ...next(), kind: "pm", ...pm }),
    eventLane({ ...next(), kind: "user.joined", user }),
    eventLane({ ...next(), kind: "user.changed", before: user, user }),
    eventLane({ ...next(), kind: "user.left", name: "alice" }),
  ];
  assert.deepEqual(lanes, Array(5).fill("alice"));
  assert.equal(eventLane({ ...next(), kind: "users.counted", connected: 1 }), ROOM_LANE);
});

Deno.test("bus: a handler that throws is logged with its plugin's name and harms nobody else", async () => {
  const { bus, next, logged } = makeBus();
  const seen: string[] = [];
  bus.subscribe("bad", "chat", () => {
    throw new Error("oops");
  });
  bus.subscribe("good", "chat", ({ text }) => void seen.push(text));
  bus.publish(chatEvent(next(), { text: "1" }));
  bus.publish(chatEvent(next(), { text: "2" }));
  await bus.drain();
  assert.deepEqual(seen, ["1", "2"]);
  assert.deepEqual(logged, ["a handler failed bad oops", "a handler failed bad oops"]);
  assert.equal(bus.counts.failed, 2);
});

Deno.test("bus: a handler that hangs is given up after its limit, and only its own next event waited", async () => {
  const { bus, clock, next, logged } = makeBus();
  const seen: string[] = [];
  bus.subscribe("slow", "chat", ({ text }, signal) => {
    signal.addEventListener("abort", () => seen.push(`aborted ${text}`));
    seen.push(`slow ${text}`);
    return text === "hang" ? new Promise(() => {}) : undefined;
  });
  bus.subscribe("quick", "chat", ({ text }) => void seen.push(`quick ${text}`));
  bus.publish(chatEvent(next(), { text: "hang" }));
  bus.publish(chatEvent(next(), { text: "next" }));
  await clock.advanceAsync(HANDLER_LIMIT_MS - 1);
  assert.deepEqual(seen, ["slow hang", "quick hang", "quick next"]);
  await clock.advanceAsync(1);
  assert.deepEqual(seen.slice(3), ["aborted hang", "slow next"]);
  assert.deepEqual(logged, ["a handler failed slow not done within 10 s"]);
  assert.equal(bus.counts.timedOut, 1);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("bus: what is beyond a limit is counted, said once, and dropped; the rest is handled", async () => {
  const { bus, next, logged } = makeBus({ laneLimit: 2, busLimit: 3 });
  const seen: string[] = [];
  bus.subscribe("one", "chat", async ({ text }) => {
    await Promise.resolve();
    seen.push(text);
  });
  for (const text of ["a1", "a2", "a3"]) bus.publish(chatEvent(next(), { user: "a", text }));
  bus.publish(chatEvent(next(), { user: "b", text: "b1" }));
  bus.publish(chatEvent(next(), { user: "c", text: "c1" }));
  assert.equal(bus.pending, 3);
  await bus.drain();
  assert.deepEqual(seen.toSorted(), ["a1", "a2", "b1"]);
  assert.equal(bus.counts.overflowed, 2);
  assert.deepEqual(logged, ["events were not handed on because too many wait one"]);
});

Deno.test("bus: drain waits for what handlers publish meanwhile", async () => {
  const { bus, next } = makeBus();
  const seen: string[] = [];
  bus.subscribe("one", "chat", () => bus.publish({ ...next(), kind: "user.left", name: "bob" }));
  bus.subscribe("two", "user.left", async ({ name }) => {
    await Promise.resolve();
    seen.push(name);
  });
  bus.publish(chatEvent(next(), {}));
  await bus.drain();
  assert.deepEqual(seen, ["bob"]);
  await bus.drain();
});

Deno.test("bus: closing aborts what runs and drops what waits", async () => {
  const { bus, next } = makeBus();
  const seen: string[] = [];
  bus.subscribe("one", "chat", ({ text }, signal) => {
    seen.push(text);
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  bus.publish(chatEvent(next(), { text: "runs" }));
  bus.publish(chatEvent(next(), { text: "waits" }));
  await Promise.resolve();
  bus.close(new Error("stop"));
  await bus.drain();
  bus.publish(chatEvent(next(), { text: "late" }));
  assert.deepEqual(seen, ["runs"]);
  assert.equal(bus.pending, 0);
  assert.equal(bus.counts.failed, 1);
});

Deno.test("bus: under any mix of users and speeds each user's events are handled in order, each once", async () => {
  const line = fc.record({ user: fc.constantFrom("a", "b", "C", "c"), turns: fc.nat({ max: 4 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
      const { bus, next } = makeBus();
      const seen = new Map<string, number[]>();
      bus.subscribe("one", "chat", async ({ user, text, seq }) => {
        for (let turn = Number(text); turn > 0; turn -= 1) await Promise.resolve();
        const key = user.toLowerCase();
        seen.set(key, [...seen.get(key) ?? [], seq]);
      });
      for (const { user, turns } of lines) bus.publish(chatEvent(next(), { user, text: String(turns) }));
      await bus.drain();
      const handled = [...seen.values()];
      for (const order of handled) assert.deepEqual(order, order.toSorted((left, right) => left - right));
      assert.equal(handled.flat().length, lines.length);
    }),
    { numRuns: 100 },
  );
});

Deno.test("bus: a subscription that is ended is aborted and drops what waits, and the others go on", async () => {
  const { bus, next, logged } = makeBus();
  const seen: string[] = [];
  const end = bus.subscribe("one", "chat", ({ text }, signal) => {
    seen.push(`one ${text}`);
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  bus.subscribe("two", "chat", ({ text }) => void seen.push(`two ${text}`));
  bus.publish(chatEvent(next(), { text: "runs" }));
  bus.publish(chatEvent(next(), { text: "waits" }));
  await Promise.resolve();
  end();
  await bus.drain();
  bus.publish(chatEvent(next(), { text: "late" }));
  await bus.drain();
  assert.deepEqual(seen, ["one runs", "two runs", "two waits", "two late"]);
  assert.deepEqual(logged, []);
  assert.deepEqual(bus.counts, { delivered: 3, failed: 0, timedOut: 0, overflowed: 0 });
});
