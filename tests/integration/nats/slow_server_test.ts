/** A server that takes nothing while its sockets stay open. */
import assert from "node:assert/strict";
import { UNCONFIRMED_LIMIT } from "../../../src/bus/nats/event_publisher.ts";
import { RestartableNats } from "../../services/restartable_nats.ts";
import { chatEvent, stamps } from "../../unit/bus/chat_events.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { BusRoom } from "./bus_memory.ts";
import { Listener } from "./listener.ts";

const NEXT_TURN = () => new Promise<void>((resolve) => setImmediate(resolve));

Deno.test("nats events: a server that is held up fills no memory, holds up nobody, and loses no durable event", async () => {
  await using nats = await RestartableNats.start();
  await using memory = await openMemoryDatabase();
  await using room = new BusRoom(memory, nats.url);
  while (room.part.health !== "ok") await NEXT_TURN();
  await nats.signal("SIGSTOP");
  const next = stamps();
  const extra = 2_000;
  for (let index = 0; index < UNCONFIRMED_LIMIT + extra; index++) {
    room.pass({ ...next(), kind: "users.counted", connected: index });
  }
  room.pass(chatEvent(next(), { text: "durable" }));
  await room.passed();
  assert.equal(room.part.condition.events.live.published, UNCONFIRMED_LIMIT);
  assert.equal(room.part.condition.events.live.dropped, extra);
  assert.equal(await memory.repositories.busEvents.count(), 1);
  await nats.signal("SIGCONT");
  while (await memory.repositories.busEvents.count() > 0) await NEXT_TURN();
  await using listener = await Listener.join(nats.url);
  room.pass({ ...next(), kind: "users.counted", connected: 1 });
  await listener.hears(1);
  assert.equal((await listener.stored()).length, 1);
});
