/** The bot's status and the room over HTTP, beside the bot and with her. */
import assert from "node:assert/strict";
import { keptState } from "../../../plugins/status/room_state.ts";
import { KEPT_ROOM } from "../../../plugins/status/routes.ts";
import { STATUS_BELIEVED_MS } from "../../../src/domain/status_age.ts";
import { FakeRoom } from "../../../src/plugin/fake_room.ts";
import { webUnderTest } from "./web_under_test.ts";

function roomWithAnn(): FakeRoom {
  const room = new FakeRoom("Rosey");
  const media = { type: "yt", id: "x", title: "A film", seconds: 90 };
  room.playback = { media, positionSeconds: 1, measuredAtMs: 1, paused: false };
  room.poll = { openedAtMs: 1, title: "?", options: [], hidden: false, openedBy: "Ann" };
  room.put({ name: "Rosey", rank: 2 });
  room.put({ name: "Ann" });
  room.inRoom = true;
  return room;
}

/** Whether each path says that the bot is in the room; the second one's people, too. */
type Told = readonly [current: number, room: boolean, people: number, plays: boolean, polls: boolean];

Deno.test("status routes: beside a bot that was killed, the room has nobody in it after a while", async () => {
  await using web = await webUnderTest();
  const { memory: { repositories: { status, values }, sink }, clock } = web;
  const token = await web.issue("reader", ["read"]);
  const told = async (): Promise<Told> => {
    const current = await (await web.ask("/api/v1/current", { token })).json();
    const { inRoom, users, playback, poll } = await (await web.ask("/api/v1/room", { token })).json();
    return [current.status.bot_connected, inRoom, users.length, playback !== null, poll !== null];
  };
  const here: Told = [1, true, 2, true, true];
  const gone: Told = [0, false, 0, false, false];
  const state = JSON.stringify(keptState(roomWithAnn()));
  await sink.commit({
    id: "entered",
    writes: [
      ...status.updated({ botConnected: true }, clock.now()),
      ...values.set({ plugin: "status", key: KEPT_ROOM, value: state, expiresMs: undefined }, clock.now()),
    ],
  });
  assert.deepEqual(await told(), here);
  clock.advance(STATUS_BELIEVED_MS);
  assert.deepEqual(await told(), gone);
  await sink.commit({ id: "renewed", writes: status.updated({ botConnected: true }, clock.now()) });
  assert.deepEqual(await told(), here);
  await sink.commit({ id: "lost", writes: status.updated({ botConnected: false }, clock.now()) });
  assert.deepEqual(await told(), gone);
});

Deno.test("status routes: where the bot is, a lost room has nobody in it", async () => {
  const room = roomWithAnn();
  await using web = await webUnderTest({ room });
  const token = await web.issue("reader", ["read"]);
  const told = async () => await (await web.ask("/api/v1/room", { token })).json();
  assert.equal((await told()).users.length, 2);
  // The room itself is forgotten by the next connection only.
  room.inRoom = false;
  const { inRoom, users, playback, poll, channel } = await told();
  assert.deepEqual([inRoom, users, playback, poll, channel], [false, [], null, null, "testroom"]);
});
