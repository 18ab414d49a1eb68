import assert from "node:assert/strict";
import fc from "fast-check";
import { COMPARE_LIMIT_MS, HELD_EVENTS_LIMIT, ReplayFilter } from "../../../src/bot/replay.ts";
import { Watermark } from "../../../src/bot/watermark.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { EventOf, RoomEvent } from "../../../src/domain/events.ts";
import { chatEvent, stamps } from "../bus/chat_events.ts";
import { FakeMemory } from "./fake_memory.ts";
import { keepingLog } from "./keeping_log.ts";

const NOON = 1_763_841_600_000;

function makeFilter(memory = new FakeMemory()) {
  const clock = new ManualClock();
  const { log, messages } = keepingLog();
  const next = stamps();
  const passed: RoomEvent[] = [];
  const watermark = new Watermark(memory.watermark, log, memory.seenMs);
  const filter = new ReplayFilter({
    memory: memory.chat,
    watermark,
    clock,
    log,
    stamp: next,
    pass: (event) => {
      passed.push(event);
      watermark.follow(event);
    },
  });
  const say = (text: string, atMs: number, more: Partial<EventOf<"chat">> = {}) =>
    filter.accept(chatEvent(next(), { text, serverTimeMs: atMs, ...more }));
  const replay = (text: string, atMs: number, user = "alice") => say(text, atMs, { user, replayed: true });
  const enter = () =>
    filter.accept({
      ...next(),
      kind: "room.entered",
      channel: "c",
      name: "Rosey",
      rank: 1,
      registered: true,
    });
  const lose = () =>
    filter.accept({ ...next(), kind: "room.lost", reason: "network", message: "", retryInMs: 1 });
  const heard = () => passed.flatMap((event) => event.kind === "chat" ? [event.text] : [`(${event.kind})`]);
  return { filter, clock, memory, messages, watermark, passed, say, replay, enter, lose, heard };
}

/** A turn of the event loop: whatever is ready has happened afterwards. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("replay: live lines go straight through and are never compared", () => {
  const { memory, say, heard } = makeFilter();
  memory.store("alice", "hi", NOON);
  for (let line = 0; line < 7; line += 1) say("hi", NOON);
  assert.deepEqual(heard(), Array(7).fill("hi"));
});

Deno.test("replay: of the lines shown on a join, those that are not stored are news", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON + 10;
  memory.store("Alice", "one", NOON);
  memory.store("alice", "two", NOON + 10);
  const { replay, enter, heard, passed } = makeFilter(memory);
  replay("one", NOON);
  replay("two", NOON + 10);
  replay("two", NOON + 10, "bob");
  replay("three", NOON + 20);
  assert.deepEqual(heard(), []);
  enter();
  await turn();
  assert.deepEqual(heard(), ["two", "three", "(room.entered)"]);
  assert.ok(passed[0]?.kind === "chat" && passed[0].replayed && passed[0].user === "bob");
});

Deno.test("replay: the same line twice in one millisecond, stored once, is missing once", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  memory.store("alice", "ha", NOON);
  const { replay, enter, heard } = makeFilter(memory);
  for (let line = 0; line < 3; line += 1) replay("ha", NOON);
  enter();
  await turn();
  assert.deepEqual(heard(), ["ha", "ha", "(room.entered)"]);
});

Deno.test("replay: what this process has seen is known before the memory has it, and after a second join", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON - 1;
  const { say, replay, enter, lose, heard } = makeFilter(memory);
  enter();
  say("seen", NOON);
  lose();
  replay("seen", NOON);
  replay("missed", NOON + 5);
  enter();
  await turn();
  lose();
  replay("seen", NOON);
  replay("missed", NOON + 5);
  enter();
  await turn();
  assert.deepEqual(heard().filter((text) => !text.startsWith("(")), ["seen", "missed"]);
});

Deno.test("replay: on the first join ever every line is news, unless an old row is within 2 seconds", async () => {
  const memory = new FakeMemory();
  const old = { user: "alice", text: undefined, serverTimeMs: undefined };
  memory.lines.push({ ...old, html: "taken over", atMs: NOON - 2_000 });
  memory.lines.push({ ...old, html: "too old", atMs: NOON - 3_000 });
  const { replay, enter, heard, watermark } = makeFilter(memory);
  replay("taken over", NOON);
  replay("too old", NOON);
  replay("new", NOON + 500);
  enter();
  await turn();
  assert.deepEqual(heard(), ["too old", "new", "(room.entered)"]);
  assert.equal(watermark.seenMs, NOON + 500);
});

Deno.test("replay: known lines raise the watermark of a memory that was taken over", async () => {
  const memory = new FakeMemory();
  memory.store("alice", "known", NOON);
  const { replay, enter, watermark, passed } = makeFilter(memory);
  replay("known", NOON + 900);
  enter();
  await turn();
  assert.deepEqual(passed.map(({ kind }) => kind), ["room.entered"]);
  assert.equal(watermark.seenMs, NOON + 900);
});

Deno.test("replay: lines that were purged, or are an old bot's, stay known on every later join", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON + 60_000;
  memory.lines.push({
    user: "alice",
    html: "old",
    text: undefined,
    serverTimeMs: undefined,
    atMs: NOON + 30_000,
  });
  memory.store("alice", "kept", NOON + 60_000);
  const { replay, enter, lose, heard } = makeFilter(memory);
  for (let join = 0; join < 2; join += 1) {
    replay("purged", NOON);
    replay("old", NOON + 30_400);
    replay("kept", NOON + 60_000);
    replay("kept too, and missed", NOON + 60_000);
    enter();
    await turn();
    lose();
  }
  assert.deepEqual(heard().filter((text) => !text.startsWith("(")), ["kept too, and missed"]);
});

Deno.test("replay: after a memory was taken over, the second join counts nothing again", async () => {
  const memory = new FakeMemory();
  memory.lines.push({ user: "alice", html: "old", text: undefined, serverTimeMs: undefined, atMs: NOON });
  const { replay, enter, lose, heard } = makeFilter(memory);
  for (let join = 0; join < 2; join += 1) {
    replay("before the old bot came", NOON - 60_000);
    replay("old", NOON + 400);
    replay("after it went", NOON + 60_000);
    enter();
    await turn();
    lose();
  }
  assert.deepEqual(heard().filter((text) => !text.startsWith("(")), [
    "before the old bot came",
    "after it went",
  ]);
});

Deno.test("replay: a full buffer that does not reach back to the watermark is a gap with both ends", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON - 60_000;
  const { replay, enter, passed, messages } = makeFilter(memory);
  for (let line = 0; line < 15; line += 1) replay(`line ${line}`, NOON + line);
  enter();
  await turn();
  const [gap] = passed;
  assert.ok(gap?.kind === "chat.gap");
  assert.deepEqual([gap.fromMs, gap.toMs], [NOON - 60_000, NOON]);
  assert.equal(passed.length, 17);
  assert.equal(messages.length, 1);
});

Deno.test("replay: a buffer that is not full, or that holds the watermark's line, leaves no gap", async () => {
  for (const [count, seenMs] of [[14, NOON - 60_000], [15, NOON]] as const) {
    const memory = new FakeMemory();
    memory.seenMs = seenMs;
    const { replay, enter, heard } = makeFilter(memory);
    for (let line = 0; line < count; line += 1) replay(`line ${line}`, NOON + line);
    enter();
    await turn();
    assert.ok(!heard().includes("(chat.gap)"));
  }
});

Deno.test("replay: events that come while the memory is read wait in their order", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  let answer = () => {};
  memory.readGate = () => new Promise((resolve) => answer = resolve);
  const { replay, enter, say, heard } = makeFilter(memory);
  replay("missed", NOON + 1);
  enter();
  say("live 1", NOON + 2);
  say("live 2", NOON + 3);
  await turn();
  assert.deepEqual(heard(), []);
  answer();
  await turn();
  assert.deepEqual(heard(), ["missed", "(room.entered)", "live 1", "live 2"]);
});

Deno.test("replay: a room lost and entered again during the comparison is compared on its own", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  const answers: (() => void)[] = [];
  memory.readGate = () => new Promise((resolve) => void answers.push(resolve));
  const { replay, enter, lose, heard } = makeFilter(memory);
  replay("first", NOON + 1);
  enter();
  lose();
  replay("first", NOON + 1);
  replay("second", NOON + 2);
  enter();
  answers[0]?.();
  await turn();
  answers[1]?.();
  await turn();
  assert.deepEqual(heard(), ["first", "(room.entered)", "(room.lost)", "second", "(room.entered)"]);
});

Deno.test("replay: a join that is never completed keeps its lines for the next one", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  const { replay, enter, lose, heard } = makeFilter(memory);
  replay("missed", NOON + 1);
  lose();
  replay("missed", NOON + 1);
  enter();
  await turn();
  assert.deepEqual(heard(), ["(room.lost)", "missed", "(room.entered)"]);
});

Deno.test("replay: a memory that does not answer is waited for a while; then only newer lines are news", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  memory.readGate = () => new Promise(() => {});
  const { replay, enter, clock, heard, messages } = makeFilter(memory);
  replay("perhaps stored", NOON);
  replay("newer", NOON + 1);
  enter();
  await clock.advanceAsync(COMPARE_LIMIT_MS - 1);
  assert.deepEqual(heard(), []);
  await clock.advanceAsync(1);
  assert.deepEqual(heard(), ["newer", "(room.entered)"]);
  assert.equal(messages.length, 1);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("replay: a memory that fails is compared without, too", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  memory.readGate = () => Promise.reject(new Error("gone"));
  const { replay, enter, heard, messages } = makeFilter(memory);
  replay("newer", NOON + 1);
  enter();
  await turn();
  assert.deepEqual(heard(), ["newer", "(room.entered)"]);
  assert.equal(messages.length, 1);
});

Deno.test("replay: too many waiting events end the wait, and none is lost", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  memory.readGate = () => new Promise(() => {});
  const { replay, enter, say, heard } = makeFilter(memory);
  replay("newer", NOON + 1);
  enter();
  for (let line = 0; line <= HELD_EVENTS_LIMIT; line += 1) say(String(line), NOON + 2);
  await turn();
  assert.equal(heard().length, HELD_EVENTS_LIMIT + 3);
  assert.equal(heard().at(-1), String(HELD_EVENTS_LIMIT));
});

Deno.test("replay: stopping lets go of what waits, without the lines that the next start is shown again", async () => {
  const memory = new FakeMemory();
  memory.seenMs = NOON;
  memory.readGate = () => new Promise(() => {});
  const { filter, replay, enter, say, clock, heard } = makeFilter(memory);
  replay("missed", NOON + 1);
  enter();
  say("live", NOON + 2);
  filter.abandon();
  assert.deepEqual(heard(), ["(room.entered)", "live"]);
  await clock.advanceAsync(COMPARE_LIMIT_MS);
  assert.equal(heard().length, 2);
});

Deno.test("replay: whatever the reconnects, each line is handled once and in order", async () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ live: fc.boolean(), user: fc.constantFrom("a", "b"), sameMs: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.constant("rejoin" as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const memory = new FakeMemory();
      memory.seenMs = NOON - 1;
      const { say, replay, enter, lose, passed } = makeFilter(memory);
      const buffer: { user: string; text: string; atMs: number }[] = [];
      let atMs = NOON;
      let missed = 0;
      const rejoin = async () => {
        lose();
        for (const line of buffer.slice(-15)) replay(line.text, line.atMs, line.user);
        enter();
        await turn();
        missed = 0;
      };
      for (const event of steps) {
        if (event === "rejoin") {
          await rejoin();
          continue;
        }
        // Beyond the server's buffer of 15 lines nothing can be known of what was missed.
        if (!event.live && missed === 15) continue;
        if (!event.sameMs) atMs += 1;
        const line = { user: event.user, text: event.user.repeat(2), atMs };
        if (!event.live && missed >= 0) missed += 1;
        else if (missed > 0) await rejoin();
        buffer.push(line);
        if (event.live) say(line.text, line.atMs, { user: line.user });
      }
      await rejoin();
      const handled = passed.flatMap((event) =>
        event.kind === "chat" ? [{ user: event.user, text: event.text, atMs: event.serverTimeMs }] : []
      );
      const order = (lines: typeof buffer) => lines.map(({ user, atMs }) => `${atMs} ${user}`).toSorted();
      assert.deepEqual(order(handled), order(buffer));
    }),
    { numRuns: 200 },
  );
});
