import assert from "node:assert/strict";
import people from "../../../plugins/people/plugin.ts";
import { testRoom } from "./test_room.ts";

Deno.test("people: the examples of its commands hold", async () => {
  await using room = await testRoom(people, { users: ["alice"] });
  assert.deepEqual(await room.failingExamples("people"), []);
});

Deno.test("people: users stand by rank and then by name, with their marks", async () => {
  await using room = await testRoom(people, {
    users: [
      { name: "zoe", afk: true },
      { name: "Alice", muted: true },
      { name: "guest1", rank: 0 },
      { name: "owner", rank: 5 },
      { name: "lead", rank: 1.5, afk: true },
    ],
  });
  room.room.leader = "lead";
  assert.deepEqual(await room.chat("zoe", "!users"), [
    "Users in channel (6): [5] owner, [2] Rosey, [1.5] lead [AFK, LEADER], [1] Alice [MUTED], [1] zoe [AFK], " +
    "[0] guest1",
  ]);
});

Deno.test("people: a shadow mute is told to moderators by PM alone", async () => {
  await using room = await testRoom(people, {
    users: [{ name: "mod", rank: 2 }, "alice", { name: "bob", muted: true, shadowMuted: true }],
  });
  const open = "Users in channel (4): [2] mod, [2] Rosey, [1] alice, [1] bob";
  assert.deepEqual(await room.chat("mod", "!users"), [open]);
  assert.deepEqual(await room.pm("alice", "users"), [open]);
  assert.deepEqual(await room.pm("mod", "users"), [`${open} [SHADOW-MUTED]`]);
});

Deno.test("people: a full room is told in three lines, and whole by PM, without a line that is cut", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `visitor_number_${1_000 + index}`);
  await using room = await testRoom(people, { users: names });
  const told = await room.chat("visitor_number_1000", "!users");
  assert.equal(told.length, 3);
  const left = Number(/ and (\d+) more$/.exec(told[2] ?? "")?.[1]);
  assert.equal(left + told.join("").split("[").length - 1, 201);
  await room.advance("10s");
  const whole = await room.pm("visitor_number_1000", "users");
  assert.ok([...told, ...whole].every((line) => line.length <= 320));
  const listed = whole.join(" ").replace(/^.*?: /, "").split(", ");
  assert.deepEqual(listed, ["[2] Rosey", ...names.map((name) => `[1] ${name}`)]);
});

Deno.test("people: info shows the bot and the channel, a line each by PM", async () => {
  await using room = await testRoom(people, { users: ["alice"] });
  const media = { type: "yt", id: "x", title: "/A Film", seconds: 3_723 };
  room.room.anonymous = 3;
  room.room.playlist = [{ uid: 1, media, temporary: false, queuedBy: "alice" }];
  room.room.playback = { media, positionSeconds: 0, measuredAtMs: room.clock.now(), paused: false };
  assert.deepEqual(await room.pm("alice", "info"), [
    "Bot: Rosey",
    "Rank: 2",
    "AFK: no",
    "Channel: testroom",
    "Users: 2 in chat, 5 connected",
    "Playlist: 1 item",
    "Duration: 1h 2m 3s",
    "Now playing: /A Film",
  ]);
});

Deno.test("people: info makes no link of a title", async () => {
  await using room = await testRoom(people, { users: ["alice"] });
  const media = { type: "cm", id: "x", title: "see https://spam.example/x", seconds: 90 };
  room.room.playback = { media, positionSeconds: 0, measuredAtMs: 0, paused: false };
  assert.match((await room.chat("alice", "!info"))[0] ?? "", /Now playing: see https: \/\/spam\.example\/x$/);
});
