import assert from "node:assert/strict";
import status from "../../../plugins/status/plugin.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import type { MemoryDatabase } from "./memory_database.ts";

function startKit(database: MemoryDatabase) {
  return TestKit.start({ plugins: [status], ...database, users: ["alice"] });
}

Deno.test("status: the row follows the room, within 10 seconds", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  const startMs = kit.clock.now();
  const media = { type: "yt", id: "x", title: "A Film", seconds: 90 };
  kit.room.playback = { media, positionSeconds: 0, measuredAtMs: startMs, paused: false };
  kit.room.playlist = [{ uid: 1, media, temporary: false, queuedBy: "alice" }];
  await kit.advance("10s");
  assert.deepEqual(await database.repositories.status.get(), {
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
  await kit.stop();
});

Deno.test("status: nothing is written while nothing changes", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  const enteredMs = kit.clock.now();
  await kit.advance("5m");
  assert.equal((await database.repositories.status.get())?.updatedMs, enteredMs);
  await kit.stop();
});

Deno.test("status: a lost room and a stop are seen in the row", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  const { status: row } = database.repositories;
  await kit.lose();
  assert.equal((await row.get())?.botConnected, false);
  await kit.enter([]);
  assert.equal((await row.get())?.botConnected, true);
  await kit.stop();
  assert.equal((await row.get())?.botConnected, false);
});

Deno.test("status: !status says how Rosey is doing, AFK too; a line each by PM", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
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
  await kit.stop();
});

Deno.test("status: !ping answers with the time since the line came", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  assert.deepEqual(await kit.chat("alice", "!ping"), ["pong (0 ms)"]);
  await kit.stop();
});

Deno.test("status: the examples of its commands hold", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  assert.deepEqual(await kit.failingExamples("status"), []);
  await kit.stop();
});
