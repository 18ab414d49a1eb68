import assert from "node:assert/strict";
import { STATUS_BELIEVED_MS } from "../../../src/domain/status_age.ts";
import status from "../../../plugins/status/plugin.ts";
import { NO_ROOM, roomState } from "../../../plugins/status/room_state.ts";
import { KEPT_ROOM } from "../../../plugins/status/routes.ts";
import { testRoom } from "./test_room.ts";

function startRoom() {
  return testRoom(status, { users: ["alice"] });
}

Deno.test("status: the row follows the room, within 10 seconds", async () => {
  await using kit = await startRoom();
  const startMs = kit.clock.now();
  const media = { type: "yt", id: "x", title: "A Film", seconds: 90 };
  kit.room.playback = { media, positionSeconds: 0, measuredAtMs: startMs, paused: false };
  kit.room.playlist = [{ uid: 1, media, temporary: false, queuedBy: "alice" }];
  await kit.advance("10s");
  assert.deepEqual(await kit.repositories.status.get(), {
    botName: "Rosey",
    botRank: 2,
    botAfk: false,
    channelName: "testroom",
    chatUsers: 2,
    connectedUsers: 2,
    playlistItems: 1,
    mediaTitle: "A Film",
    mediaSeconds: 90,
    botStartMs: startMs,
    botConnected: true,
    updatedMs: startMs + 10_000,
  });
});

Deno.test("status: while nothing changes the row is renewed, twice before it is not believed any more", async () => {
  await using kit = await startRoom();
  await kit.advance("10s");
  const before = await kit.repositories.status.get();
  const renewals = new Set<number | undefined>();
  const fromMs = kit.clock.now();
  while (kit.clock.now() - fromMs < STATUS_BELIEVED_MS) {
    await kit.advance("1s");
    const now = await kit.repositories.status.get();
    assert.deepEqual({ ...now, updatedMs: before?.updatedMs }, before);
    renewals.add(now?.updatedMs);
  }
  renewals.delete(before?.updatedMs);
  assert.equal(renewals.size, 2);
});

Deno.test("status: the room that is kept for others has nobody in it and nothing plays once it is left", async () => {
  await using kit = await startRoom();
  const kept = async () =>
    roomState.parse(JSON.parse(
      await kit.repositories.values.get("status", KEPT_ROOM, kit.clock.now()) ?? "null",
    ));
  assert.deepEqual((await kept()).users.map(({ name }) => name), ["Rosey", "alice"]);
  const media = { type: "yt", id: "x", title: "A Film", seconds: 90 };
  kit.room.playback = { media, positionSeconds: 0, measuredAtMs: 1, paused: false };
  const options = [{ text: "yes", votes: 3 }];
  kit.room.poll = { openedAtMs: 1, title: "?", options, hidden: false, openedBy: "alice" };
  kit.room.motd = "welcome";
  await kit.advance("10s");
  assert.equal((await kept()).playback?.title, "A Film");
  const playlist = { count: 0, seconds: 0, locked: true };
  const left = { ...NO_ROOM, channel: "testroom", playlist, motd: "welcome" };
  await kit.lose();
  assert.deepEqual(await kept(), left);
  await kit.enter(["bob"]);
  assert.deepEqual((await kept()).users.map(({ name }) => name), ["Rosey", "bob"]);
  await kit.stop();
  assert.deepEqual(await kept(), left);
});

Deno.test("status: a lost room and a stop are seen in the row", async () => {
  await using kit = await startRoom();
  const { status: row } = kit.repositories;
  await kit.lose();
  assert.equal((await row.get())?.botConnected, false);
  await kit.enter([]);
  assert.equal((await row.get())?.botConnected, true);
  await kit.stop();
  assert.equal((await row.get())?.botConnected, false);
});

Deno.test("status: !status says how Rosey is doing, AFK too; a line each by PM", async () => {
  await using kit = await startRoom();
  await kit.advance("90s");
  kit.line.waitingLines = 2;
  assert.deepEqual(await kit.chat("alice", "!status"), [
    "Rosey 1.0.0, up 1m 30s, in testroom on https://cytube.test for 1m 30s, reconnects: 0, rank: 2, AFK: no, " +
    "users: 2 in chat, 2 connected, leader: none, now playing: nothing, playback: stopped, lines waiting: 2",
  ]);
  await kit.changes({ name: "Rosey", afk: true });
  await kit.advance("6s");
  const media = { type: "yt", id: "x", title: "A Film", seconds: 90 };
  kit.room.leader = "alice";
  kit.room.playback = { media, positionSeconds: 5, measuredAtMs: 0, paused: true };
  const told = await kit.pm("alice", "status");
  for (const part of ["AFK: yes", "leader: alice", "now playing: A Film", "playback: paused"]) {
    assert.ok(told.includes(part), part);
  }
});

Deno.test("status: !ping answers with the time since the line came", async () => {
  await using kit = await startRoom();
  assert.deepEqual(await kit.chat("alice", "!ping"), ["pong (0 ms)"]);
});

Deno.test("status: the examples of its commands hold", async () => {
  await using kit = await startRoom();
  assert.deepEqual(await kit.failingExamples("status"), []);
});

Deno.test("status: the lead-in of what begins is no pause", async () => {
  await using kit = await startRoom();
  const media = { type: "yt", id: "x", title: "A Film", seconds: 90 };
  kit.room.playback = { media, positionSeconds: -2, measuredAtMs: 0, paused: true };
  assert.ok((await kit.pm("alice", "status")).includes("playback: playing"));
});

Deno.test("status: !status makes no link of a title", async () => {
  await using kit = await startRoom();
  const media = { type: "cm", id: "x", title: "see https://spam.example/x", seconds: 90 };
  kit.room.playback = { media, positionSeconds: 5, measuredAtMs: 0, paused: false };
  const told = await kit.pm("alice", "status");
  assert.ok(told.includes("now playing: see https: //spam.example/x"), told.join("\n"));
});
