import assert from "node:assert/strict";
import fc from "fast-check";
import { ClientFixture, letIn, wireLine, wireUser } from "./client_fixture.ts";
import type { FakeSocket } from "./fake_transport.ts";

/** A client in the room, and its socket. */
async function inRoom(
  scene: Parameters<typeof letIn>[1] = {},
): Promise<{ fixture: ClientFixture; socket: FakeSocket }> {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket, scene);
  fixture.events.length = 0;
  return { fixture, socket };
}

function wireItem(uid: number, extra: Record<string, unknown> = {}) {
  const media = {
    id: `id${uid}`,
    title: `title ${uid}`,
    seconds: 60,
    duration: "01:00",
    type: "yt",
    meta: {},
  };
  return { uid, media, temp: false, queueby: "alice", ...extra };
}

Deno.test("room model: names are one without case", async () => {
  const { fixture, socket } = await inRoom({ others: [wireUser("Alice")] });
  const { room } = fixture.client;
  assert.equal(room.user("ALICE")?.name, "Alice");
  socket.deliver("setUserRank", { name: "aLiCe", rank: 3 });
  assert.equal(room.user("alice")?.rank, 3);
  socket.deliver("userLeave", { name: "ALICE" });
  socket.deliver("userLeave", { name: "ALICE" });
  assert.deepEqual(fixture.of("user.left").map((event) => event.name), ["Alice"]);
  await fixture.stop();
});

Deno.test("room model: a rank that comes before its user is remembered, one of somebody absent is forgotten", async () => {
  const { fixture, socket } = await inRoom();
  const { room } = fixture.client;
  socket.deliver("setUserRank", { name: "Owner", rank: 5 });
  socket.deliver("addUser", wireUser("owner", 1));
  assert.equal(room.user("owner")?.rank, 5);
  socket.deliver("setUserRank", { name: "late", rank: 4 });
  await fixture.clock.advanceAsync(11_000);
  socket.deliver("addUser", wireUser("late", 1));
  assert.equal(room.user("late")?.rank, 1);
  assert.deepEqual(fixture.of("moderation"), []);
  await fixture.stop();
});

Deno.test("room model: a second userlist replaces, and is not a second join", async () => {
  const { fixture, socket } = await inRoom({ others: [wireUser("alice")] });
  const moderatorView = { smuted: false, aliases: ["bob"], ip: "+x" };
  socket.deliver("userlist", [wireUser("rosey", 2), wireUser("bob", 1, moderatorView)]);
  assert.deepEqual(fixture.client.room.users.map((user) => user.name), ["rosey", "bob"]);
  assert.equal(fixture.client.room.user("bob")?.shadowMuted, false);
  assert.deepEqual(fixture.events.map((event) => event.kind), ["users.listed"]);
  socket.deliver("chatMsg", wireLine("bob", "hi", 5));
  assert.equal(fixture.of("chat")[0]?.replayed, false);
  await fixture.stop();
});

Deno.test("room model: Rosey's own leaving is the duplicate's, and leaves Rosey in the room", async () => {
  const { fixture, socket } = await inRoom();
  socket.deliver("userLeave", { name: "rosey" });
  assert.deepEqual(fixture.events, []);
  assert.equal(fixture.client.room.me?.name, "rosey");
  await fixture.stop();
});

Deno.test("room model: AFK is told once though the server says it twice", async () => {
  const { fixture, socket } = await inRoom();
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: true, muted: false } });
  socket.deliver("setAFK", { name: "rosey", afk: true });
  assert.deepEqual(fixture.of("user.changed").map((event) => event.user.afk), [true]);
  assert.equal(fixture.client.room.me?.afk, true);
  await fixture.stop();
});

Deno.test("room model: mutes, ranks, kicks, bans and clears are told as moderation", async () => {
  const { fixture, socket } = await inRoom({ others: [wireUser("alice"), wireUser("bob")] });
  await fixture.clock.advanceAsync(20_000);
  socket.deliver("setUserMeta", { name: "alice", meta: { afk: false, muted: true } });
  socket.deliver("setUserMeta", { name: "alice", meta: { afk: false, muted: false } });
  socket.deliver("setUserMeta", { name: "bob", meta: { afk: false, muted: true, smuted: true } });
  socket.deliver("setUserMeta", { name: "bob", meta: { afk: false, muted: false, smuted: false } });
  socket.deliver("setUserRank", { name: "alice", rank: 2 });
  socket.deliver("setUserRank", { name: "bob", rank: 1.5 });
  socket.deliver("setUserRank", { name: "absent", rank: 3 });
  const whisper = { addClass: "server-whisper" };
  socket.deliver("chatMsg", wireLine("[server]", "mod1 kicked bob", 9, whisper));
  socket.deliver("chatMsg", wireLine("[server]", "mod1 kicked anonymous users", 9, whisper));
  socket.deliver("chatMsg", wireLine("[server]", "mod1 banned 10.1.x.y (bob)", 9, whisper));
  socket.deliver("chatMsg", wireLine("[server]", "mod1 shadowmuted bob", 9, whisper));
  socket.deliver("chatMsg", wireLine("alice", "mod1 kicked bob", 9));
  socket.deliver("clearchat", { clearedBy: "mod1" });
  assert.deepEqual(
    fixture.of("moderation").map(({ action, target, by, detail }) => [action, target, by, detail]),
    [
      ["mute", "alice", undefined, undefined],
      ["unmute", "alice", undefined, undefined],
      ["shadow_mute", "bob", undefined, undefined],
      ["shadow_unmute", "bob", undefined, undefined],
      ["rank", "alice", undefined, "1 to 2"],
      ["kick", "bob", "mod1", undefined],
      ["kick", undefined, "mod1", "anonymous viewers"],
      ["ban", "bob", "mod1", "by address"],
      ["clear", undefined, "mod1", undefined],
    ],
  );
  assert.equal(fixture.of("server.line").length, 4);
  assert.equal(fixture.of("chat").length, 1);
  await fixture.stop();
});

Deno.test("room model: what is said carries its marks", async () => {
  const { fixture, socket } = await inRoom({ others: [wireUser("alice")] });
  socket.deliver("chatMsg", wireLine("alice", "&gt;green", 7, { addClass: "greentext" }));
  socket.deliver("chatMsg", wireLine("alice", "unheard", 8, { shadow: true }));
  socket.deliver("chatMsg", wireLine("ROSEY", "waves", 9, { addClass: "action", action: true }));
  socket.deliver("pm", { ...wireLine("alice", "psst &amp;", 10), to: "rosey" });
  socket.deliver("pm", { ...wireLine("rosey", "answer", 11), to: "alice" });
  const [green, shadow, own] = fixture.of("chat");
  assert.deepEqual([green?.text, green?.html, green?.style, green?.own], [
    ">green",
    "&gt;green",
    "greentext",
    false,
  ]);
  assert.equal(shadow?.shadow, true);
  assert.deepEqual([own?.own, own?.style], [true, "action"]);
  assert.deepEqual(fixture.of("pm").map((event) => [event.text, event.own]), [["psst &", false], [
    "answer",
    true,
  ]]);
  await fixture.stop();
});

Deno.test("room model: clearing the playlist stops what played, though nothing says so", async () => {
  const { fixture, socket } = await inRoom();
  const { room } = fixture.client;
  socket.deliver("queue", { item: wireItem(0), after: "prepend" });
  socket.deliver("setCurrent", 0);
  socket.deliver("setCurrent", 0);
  socket.deliver("changeMedia", { ...wireItem(0).media, currentTime: -3, paused: true });
  socket.deliver("mediaUpdate", { currentTime: 5.5, paused: false });
  assert.equal(room.playback?.positionSeconds, 5.5);
  assert.equal(room.current?.media.title, "title 0");
  socket.deliver("playlist", []);
  assert.equal(room.playback, undefined);
  assert.deepEqual(fixture.of("playlist.current").map((event) => event.item?.uid), [0, undefined]);
  socket.deliver("mediaUpdate", { currentTime: 6, paused: false });
  assert.equal(fixture.of("media.progressed").length, 1);
  await fixture.stop();
});

Deno.test("room model: the playlist follows any course of frames as a plain list does", async () => {
  const { fixture, socket } = await inRoom();
  const uid = fc.nat(6);
  const place = fc.oneof(uid, fc.constant("prepend" as const), fc.constant("append" as const));
  const step = fc.oneof(
    fc.record({ kind: fc.constant("queue" as const), uid, place }),
    fc.record({ kind: fc.constant("move" as const), uid, place }),
    fc.record({ kind: fc.constant("delete" as const), uid, place }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    socket.deliver("playlist", []);
    let list: number[] = [];
    for (const { kind, uid, place } of steps) {
      const known = list.includes(uid);
      const others = list.filter((each) => each !== uid);
      if (kind === "queue") socket.deliver("queue", { item: wireItem(uid), after: place });
      else if (kind === "move") socket.deliver("moveVideo", { from: uid, after: place });
      else socket.deliver("delete", { uid });
      if (kind === "delete") list = others;
      else if (kind === "queue" || (known && place !== uid)) {
        const neighbour = typeof place === "number" ? others.indexOf(place) : -1;
        const index = place === "prepend" ? 0 : neighbour === -1 ? others.length : neighbour + 1;
        list = [...others.slice(0, index), uid, ...others.slice(index)];
      }
      assert.deepEqual(fixture.client.room.playlist.map((item) => item.uid), list);
    }
  }));
  await fixture.stop();
});

Deno.test("room model: polls are read as text, hidden counts are unknown, and one that goes on is not new", async () => {
  const { fixture, socket } = await inRoom();
  const poll = {
    title: " Best &#40;x&#41;? ",
    options: ["a &amp; b", "c"],
    counts: ["?", "3?"],
    initiator: "o",
    timestamp: 5,
  };
  socket.deliver("newPoll", poll);
  assert.deepEqual(fixture.client.room.poll, {
    openedAtMs: 5,
    title: "Best (x)?",
    options: [{ text: "a & b", votes: undefined }, { text: "c", votes: 3 }],
    hidden: true,
    openedBy: "o",
  });
  socket.deliver("newPoll", poll);
  socket.deliver("updatePoll", { ...poll, counts: [1, 2] });
  assert.equal(fixture.client.room.poll?.hidden, false);
  socket.deliver("closePoll", null);
  const kinds = fixture.events.map((event) => event.kind);
  assert.deepEqual(kinds, ["poll.opened", "poll.counted", "poll.counted", "poll.closed"]);
  assert.equal(fixture.client.room.poll, undefined);
  await fixture.stop();
});

Deno.test("room model: emotes are added, changed, renamed and removed", async () => {
  const { fixture, socket } = await inRoom();
  const names = () => fixture.client.room.emotes.map((emote) => `${emote.name}=${emote.image}`);
  socket.deliver("emoteList", [{ name: "a", image: "1", source: "" }]);
  socket.deliver("updateEmote", { name: "b", image: "2", source: "" });
  socket.deliver("updateEmote", { name: "b", image: "3", source: "" });
  assert.deepEqual(names(), ["a=1", "b=3"]);
  socket.deliver("renameEmote", { old: "a", name: "c", image: "1", source: "" });
  socket.deliver("removeEmote", { name: "b" });
  assert.deepEqual(names(), ["c=1"]);
  await fixture.stop();
});

Deno.test("room model: options, permissions, leader, drinks and counts are kept", async () => {
  const { fixture, socket } = await inRoom({
    antiflood: { burst: 3, sustained: 2 },
    permissions: { chat: 1, ban: 1e6 },
  });
  const { room } = fixture.client;
  assert.equal(room.options?.antiflood.cooldownSeconds, 1.5);
  assert.equal(room.permissions.get("ban"), 1_000_000);
  socket.deliver("setLeader", "alice");
  socket.deliver("setLeader", "");
  socket.deliver("drinkCount", 3);
  socket.deliver("drinkCount", 3);
  socket.deliver("usercount", 12);
  socket.deliver("setPlaylistMeta", { count: 4, rawTime: 90, time: "01:30" });
  socket.deliver("voteskip", { count: 1, need: 2 });
  assert.deepEqual(fixture.of("leader.changed").map((event) => event.name), ["alice", undefined]);
  assert.equal(fixture.of("channel.drinks").length, 1);
  assert.deepEqual(room.playlistMeta, { count: 4, seconds: 90 });
  assert.deepEqual([room.connected, room.drinkCount, room.voteskip?.need], [12, 3, 2]);
  await fixture.stop();
});
