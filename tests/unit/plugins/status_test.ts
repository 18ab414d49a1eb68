import assert from "node:assert/strict";
import status from "../../../plugins/status/plugin.ts";
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

Deno.test("status: nothing is written while nothing changes", async () => {
  await using kit = await startRoom();
  const enteredMs = kit.clock.now();
  await kit.advance("5m");
  assert.equal((await kit.repositories.status.get())?.updatedMs, enteredMs);
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

Deno.test("status: !status makes no link of a title", async () => {
  await using kit = await startRoom();
  const media = { type: "cm", id: "x", title: "see https://spam.example/x", seconds: 90 };
  kit.room.playback = { media, positionSeconds: 5, measuredAtMs: 0, paused: false };
  const told = await kit.pm("alice", "status");
  assert.ok(told.includes("now playing: see https: //spam.example/x"), told.join("\n"));
});
