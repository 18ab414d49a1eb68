import assert from "node:assert/strict";
import type { EventsOutside } from "../../../src/bot/ports.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

async function startKit() {
  const memory = new FakeMemory();
  const passed: string[] = [];
  const outside: EventsOutside = {
    kept: ({ id, kind }) => kind === "chat" ? [{ statement: "kept", parameters: [id] }] : [],
    passed: ({ id }) => void passed.push(id),
  };
  const kit = await TestKit.start({ plugins: [], repositories: {}, sink: memory, memory, outside });
  return { kit, memory, passed };
}

Deno.test("events outside: what is kept of an event is in the event's own unit", async () => {
  const { kit, memory } = await startKit();
  await kit.chat("alice", "hello");
  const [unit] = memory.units.filter(({ writes }) => writes.some(({ statement }) => statement === "kept"));
  assert.deepEqual(unit?.writes.map(({ statement }) => statement), ["watermark", "kept"]);
  assert.deepEqual(unit?.writes[1]?.parameters, [unit?.id]);
  await kit.stop();
});

Deno.test("events outside: an event is passed after it was recorded, in order, and once over a reconnect", async () => {
  const { kit, memory, passed } = await startKit();
  const saidMs = kit.clock.now();
  const before = passed.length;
  memory.commitGate = ({ id }) => {
    assert.ok(!passed.includes(id), "passed before it was recorded");
    return Promise.resolve();
  };
  await kit.chat("alice", "one");
  await kit.chat("alice", "two");
  const lines = memory.units.filter(({ writes }) => writes.some(({ statement }) => statement === "kept"));
  assert.deepEqual(passed.slice(before), lines.map(({ id }) => id));
  memory.store("alice", "one", saidMs);
  memory.store("alice", "two", saidMs);
  await kit.lose();
  await kit.enter(["alice"], [{ user: "alice", text: "one", serverTimeMs: saidMs }]);
  assert.equal(memory.written("kept").length, 2);
  await kit.stop();
});
