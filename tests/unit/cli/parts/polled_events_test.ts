import assert from "node:assert/strict";
import { LOOK_MS, PolledEvents } from "../../../../src/cli/parts/polled_events.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { STATUS_BELIEVED_MS } from "../../../../src/domain/status_age.ts";
import type { RoomEvent } from "../../../../src/domain/events.ts";
import { keepingLog } from "../../bot/keeping_log.ts";
import { openMemoryDatabase } from "../../plugins/memory_database.ts";

async function withEvents(
  test: (
    parts: {
      readonly heard: RoomEvent[];
      readonly write: (...writes: Parameters<Memory["sink"]["commit"]>[0]["writes"][]) => Promise<void>;
      readonly look: () => Promise<void>;
      readonly memory: Memory;
      readonly clock: ManualClock;
      readonly events: PolledEvents;
    },
  ) => Promise<void>,
) {
  await using memory = await openMemoryDatabase();
  const clock = new ManualClock();
  const { repositories } = memory;
  const heard: RoomEvent[] = [];
  let units = 0;
  const write: Parameters<typeof test>[0]["write"] = (...writes) =>
    memory.sink.commit({ id: `unit ${units++}`, writes: writes.flat() });
  await write(repositories.chat.addedPlain({ atMs: clock.now(), user: "Ann", html: "before" }));
  const { log } = keepingLog();
  const events = await PolledEvents.open({
    repositories,
    clock,
    log,
    tell: (event) => void heard.push(event),
  });
  await test({ heard, write, look: () => events.look(), memory, clock, events });
  await events.close();
  assert.equal(clock.pendingTimers, 0);
}

type Memory = Awaited<ReturnType<typeof openMemoryDatabase>>;

Deno.test("polled events: what was there before is no news, and each new line is told once, in order", async () => {
  await withEvents(async ({ heard, write, look, memory: { repositories: { chat } }, clock }) => {
    await look();
    assert.equal(heard.length, 0);
    const line = (html: string) => chat.addedPlain({ atMs: clock.now(), user: "Ann", html });
    await write(line("one"), line("a &lt; b"));
    await look();
    await look();
    assert.deepEqual(heard.map((event) => event.kind === "chat" ? [event.id, event.text] : event.kind), [
      ["line-2", "one"],
      ["line-3", "a < b"],
    ]);
  });
});

Deno.test("polled events: a line of the outbox is told when it comes and when its state changes", async () => {
  await withEvents(async ({ heard, write, look, memory: { repositories: { outbound } }, clock }) => {
    await write(outbound.queued({ message: "hi", key: "k", atMs: clock.now() }));
    await look();
    await write(outbound.sent({ id: 1, atMs: clock.now() }));
    await look();
    await look();
    assert.deepEqual(heard.map((event) => event.kind === "outbox.changed" ? event.state : event.kind), [
      "queued",
      "sent",
    ]);
  });
});

Deno.test("polled events: the clock makes it look, and the status tells whether the bot is in the room", async () => {
  await withEvents(async ({ heard, write, memory: { repositories: { status } }, clock, events, look }) => {
    assert.deepEqual(events.last, { reads: true, inChannel: false });
    await write(status.updated({ botConnected: true, connectedUsers: 7 }, clock.now()));
    clock.advance(LOOK_MS);
    await look();
    assert.deepEqual(events.last, { reads: true, inChannel: true });
    assert.deepEqual(heard.map((event) => event.kind === "users.counted" ? event.connected : event.kind), [
      7,
    ]);
  });
});

Deno.test("polled events: a bot that does not renew her status is gone, and that is told once", async () => {
  await withEvents(async ({ heard, write, memory: { repositories: { status } }, clock, events, look }) => {
    const inChannel = async (afterMs: number) => {
      clock.advance(afterMs);
      await look();
      return events.last.inChannel;
    };
    const connected = () =>
      heard.map((event) => event.kind === "users.counted" ? event.connected : event.kind);
    await write(status.updated({ botConnected: true, connectedUsers: 7 }, clock.now()));
    assert.equal(await inChannel(STATUS_BELIEVED_MS - 1_000), true);
    await write(status.updated({ botConnected: true }, clock.now()));
    assert.equal(await inChannel(STATUS_BELIEVED_MS - 1_000), true);
    assert.deepEqual(connected(), [7]);
    assert.equal(await inChannel(2_000), false);
    assert.equal(await inChannel(2_000), false);
    assert.deepEqual(connected(), [7, 0]);
    await write(status.updated({ botConnected: true }, clock.now() + STATUS_BELIEVED_MS + 1_000));
    assert.equal(await inChannel(0), false);
    await write(status.updated({ botConnected: true }, clock.now()));
    assert.equal(await inChannel(0), true);
    await write(status.updated({ botConnected: false }, clock.now()));
    assert.equal(await inChannel(0), false);
  });
});

Deno.test("polled events: a status grows old also while the memory does not answer", async () => {
  const clock = new ManualClock();
  let answers = true;
  const { log } = keepingLog();
  const never = new Promise<never>(() => {});
  const nothing = () => Promise.resolve([]);
  const stored = { botConnected: true, connectedUsers: 1, updatedMs: clock.now() };
  await using memory = await openMemoryDatabase();
  const { status } = memory.repositories;
  await memory.sink.commit({ id: "status", writes: status.updated(stored, stored.updatedMs) });
  const events = await PolledEvents.open({
    repositories: {
      chat: { recent: nothing },
      outbox: { list: nothing },
      status: { get: () => answers ? status.get() : never },
    },
    clock,
    log,
    tell: () => {},
  });
  answers = false;
  assert.equal(events.last.inChannel, true);
  clock.advance(STATUS_BELIEVED_MS + 1_000);
  assert.equal(events.last.inChannel, false);
});

Deno.test("polled events: a memory that is away is looked at again", async () => {
  const clock = new ManualClock();
  const away = () => Promise.reject(new Error("away"));
  const { log } = keepingLog();
  const events = await PolledEvents.open({
    repositories: { chat: { recent: away }, outbox: { list: away }, status: { get: away } },
    clock,
    log,
    tell: () => assert.fail("nothing is known"),
  });
  assert.equal(events.last.reads, false);
  await events.close();
});
