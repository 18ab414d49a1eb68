import assert from "node:assert/strict";
import { type MemoryDatabase, openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { chatEvent, stamps } from "../../unit/bus/chat_events.ts";
import { RestartableNats } from "../../services/restartable_nats.ts";
import { BusRoom } from "./bus_memory.ts";
import { Listener } from "./listener.ts";

/** Resolves when everything that a room passed is with NATS. */
async function nothingWaits(room: BusRoom, memory: MemoryDatabase): Promise<void> {
  await room.passed();
  while (await memory.repositories.busEvents.count() > 0) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function isConnected(room: BusRoom): Promise<void> {
  while (room.part.health !== "ok") await new Promise<void>((resolve) => setImmediate(resolve));
}

Deno.test("nats events: every event goes out in its envelope, on the subject of its kind, and private ones do not", async () => {
  await using nats = await RestartableNats.start();
  await using memory = await openMemoryDatabase();
  await using listener = await Listener.join(nats.url);
  await using room = new BusRoom(memory, nats.url);
  await isConnected(room);
  const next = stamps();
  room.pass({ ...next(), kind: "users.counted", connected: 7 });
  room.pass({
    ...next(),
    kind: "pm",
    from: "alice",
    to: "rosey",
    html: "x",
    text: "secret",
    serverTimeMs: 1,
    own: false,
  });
  room.pass(chatEvent(next(), { user: "alice", text: "hello" }));
  await listener.hears(2);
  const bySubject = new Map(listener.heard.map(({ subject, event }) => [subject, event]));
  const counted = bySubject.get("rosey.events.users.counted");
  assert.match(counted?.source ?? "", /^rosey\/\d/);
  assert.deepEqual({ ...counted, source: "" }, {
    version: 1,
    id: "event-1",
    kind: "users.counted",
    time: "2025-11-22T20:00:00.000Z",
    channel: "movies",
    source: "",
    data: { connected: 7 },
  });
  assert.equal(bySubject.get("rosey.events.chat")?.data["text"], "hello");
  assert.equal(bySubject.size, 2);
  assert.deepEqual((await listener.stored()).map(({ id }) => id), ["event-3"]);
  await nothingWaits(room, memory);
});

Deno.test("nats events: an outage of thousands of events loses none of the durable ones and doubles none", async () => {
  await using nats = await RestartableNats.start();
  await using memory = await openMemoryDatabase();
  await using room = new BusRoom(memory, nats.url);
  const next = stamps();
  const said = (count: number) => {
    for (let index = 0; index < count; index++) {
      room.pass(chatEvent(next(), { text: `line ${index}` }));
      room.pass({ ...next(), kind: "users.counted", connected: index });
    }
  };
  await isConnected(room);
  said(50);
  await nothingWaits(room, memory);
  await nats.end();
  while (room.part.health === "ok") await new Promise<void>((resolve) => setImmediate(resolve));
  said(2_500);
  await room.passed();
  assert.equal(await memory.repositories.busEvents.count(), 2_500);
  assert.equal(room.part.condition.events.live.dropped, 2_500);
  await nats.begin();
  await nothingWaits(room, memory);
  await using listener = await Listener.join(nats.url);
  const stored = await listener.stored();
  assert.deepEqual(
    stored.map(({ id }) => Number(id.slice("event-".length))),
    Array.from({ length: 2_550 }, (_, index) => 2 * index + 1),
  );
});

Deno.test("nats events: a server that comes back without its streams gets them anew", async () => {
  await using nats = await RestartableNats.start();
  await using memory = await openMemoryDatabase();
  await using room = new BusRoom(memory, nats.url);
  const next = stamps();
  await isConnected(room);
  room.pass(chatEvent(next(), {}));
  await nothingWaits(room, memory);
  await nats.end();
  await nats.forget();
  room.pass(chatEvent(next(), {}));
  await room.passed();
  await nats.begin();
  await nothingWaits(room, memory);
  await using listener = await Listener.join(nats.url);
  assert.deepEqual((await listener.stored()).map(({ id }) => id), ["event-2"]);
});

Deno.test("nats events: more than may wait are dropped, the oldest first, and counted", async () => {
  await using memory = await openMemoryDatabase();
  await using nats = await RestartableNats.start({ begin: false });
  await using room = new BusRoom(memory, nats.url, { waitingMax: 100 });
  const next = stamps();
  for (let index = 0; index < 2_000; index++) room.pass(chatEvent(next(), {}));
  await room.passed();
  while (room.part.condition.events.durable.dropped === 0) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const left = await memory.repositories.busEvents.oldest(5_000);
  assert.ok(left.length <= 1_100, `${left.length} wait`);
  assert.equal(left.at(-1)?.eventId, "event-2000");
  assert.ok(room.logged.some(({ msg }) => msg === "durable events were dropped: too many waited for NATS"));
});
