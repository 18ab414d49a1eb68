import assert from "node:assert/strict";
import type { RoomAction } from "../../../../src/domain/room_action.ts";
import { wireUser } from "../client_fixture.ts";
import { act, inRoom, outcome } from "./room_fixture.ts";

const ALL_MAY = {
  chat: 0,
  seeplaylist: -1,
  playlistadd: 0,
  playlistdelete: 0,
  pollctl: 0,
  voteskip: 0,
  viewvoteskip: 1.5,
  ban: 0,
  mute: 0,
  kick: 0,
};

const VIDEO = { type: "yt", id: "aaaaaaaaaaa", title: "x", seconds: 60 };
const QUEUE: RoomAction = { kind: "queue", media: VIDEO, position: "end", temporary: false };

function item(uid: number, queueby: string, media = VIDEO) {
  return { uid, media, temp: false, queueby };
}

/** Rosey of rank 2 in a room with alice and one item. */
async function acting() {
  const scene = await inRoom({ permissions: ALL_MAY, me: wireUser("rosey", 2) });
  scene.socket.deliver("rank", 2);
  scene.socket.deliver("playlist", [item(1, "alice", { ...VIDEO, id: "bbbbbbbbbbb" })]);
  return { ...scene, send: (action: RoomAction) => scene.line.send(act(action)) };
}

Deno.test("acts: a media is known by its id and by who added it, and its warning is kept", async () => {
  const { fixture, socket, send } = await acting();
  const fate = send(QUEUE);
  assert.deepEqual(socket.payloads("queue"), [{ type: "yt", id: "aaaaaaaaaaa", pos: "end", temp: false }]);
  socket.deliver("queue", { item: item(2, "alice"), after: 1 });
  socket.deliver("queue", { item: item(3, "rosey", { ...VIDEO, id: "ccccccccccc" }), after: 2 });
  socket.deliver("queueFail", { msg: "gone", link: "", id: "ccccccccccc" });
  socket.deliver("queueWarn", { msg: "blocked in &quot;DE&quot;", link: "" });
  socket.deliver("queue", { item: item(4, "ROSEY"), after: 3 });
  const settled = await fate;
  assert.ok(settled.outcome === "done");
  assert.deepEqual([settled.item?.uid, settled.warning], [4, 'blocked in "DE"']);
  await fixture.stop();
});

Deno.test("acts: a media that came too quickly is put back, and the next waits", async () => {
  const { fixture, socket, line, send } = await acting();
  const fate = send(QUEUE);
  socket.deliver("queueFail", { msg: "You are adding videos too quickly", link: "", id: "aaaaaaaaaaa" });
  assert.equal(await outcome(fate), "put_back throttled");
  assert.deepEqual(line.readiness(act(QUEUE)), { kind: "wait", waitMs: 600 });
  await fixture.stop();
});

Deno.test("acts: an item that somebody shuffles away or takes out before the act arrives has no target", async () => {
  const { fixture, socket, send } = await acting();
  const removal = send({ kind: "delete", uid: 1 });
  socket.deliver("playlist", [item(9, "alice")]);
  assert.equal(await outcome(removal), "refused target");
  const again = send({ kind: "delete", uid: 9 });
  socket.deliver("delete", { uid: 9 });
  assert.equal(await outcome(again), "done");
  await fixture.stop();
});

Deno.test("acts: two lanes do not hold each other up, and neither hears what is meant for the other", async () => {
  const { fixture, socket, line, send } = await acting();
  const removal = send({ kind: "delete", uid: 1 });
  const kick = send({ kind: "kick", name: "alice", reason: "enough" });
  assert.deepEqual(socket.payloads("chatMsg"), [{ msg: "/kick alice enough", meta: {} }]);
  assert.deepEqual(line.readiness(act({ kind: "shuffle" })), { kind: "paused", why: "busy" });
  socket.deliver("errorMsg", {
    msg: "limited to 1 usage every 60 seconds",
    code: "REQ_PLAYLIST_LIMIT_REACHED",
  });
  socket.deliver("cooldown", 100);
  assert.equal(await outcome(kick), "put_back throttled");
  socket.deliver("delete", { uid: 1 });
  assert.equal(await outcome(removal), "done");
  await fixture.stop();
});

Deno.test("acts: a poll is answered by its acknowledgement, by a refusal in words, or by the poll itself", async () => {
  const poll: RoomAction = {
    kind: "open_poll",
    title: "Tea?",
    options: ["yes"],
    hidden: false,
    timeoutSeconds: undefined,
  };
  for (const [answer, fate] of [[{}, "done"], [{ error: { message: "no" } }, "refused server"]] as const) {
    const { fixture, socket, send } = await acting();
    const sent = send(poll);
    const [frame] = socket.sent.filter(({ event }) => event === "newPoll");
    assert.deepEqual(frame?.payload, { title: "Tea?", opts: ["yes"], obscured: false, retainVotes: false });
    frame?.answer?.(answer);
    assert.equal(await outcome(sent), fate);
    await fixture.stop();
  }
  const { fixture, socket, send } = await acting();
  const sent = send(poll);
  socket.sent.at(-1)?.answer?.("nonsense");
  socket.deliver("newPoll", {
    title: "Tea?",
    options: ["yes"],
    counts: [0],
    initiator: "rosey",
    timestamp: 5,
  });
  assert.equal(await outcome(sent), "done");
  await fixture.stop();
});

Deno.test("acts: every ban of a name is lifted, one after the other, and no other", async () => {
  const { fixture, socket, send } = await acting();
  const fate = send({ kind: "unban", name: "Bob" });
  const bans = [[1, "bob"], [2, "alice"], [3, "BOB"]].map(([id, name]) => ({
    id,
    name,
    ip: "*",
    reason: "",
    bannedby: "x",
  }));
  socket.deliver("banlist", bans);
  assert.deepEqual(socket.payloads("unban"), [{ id: 1, name: "Bob" }]);
  socket.deliver("banlistRemove", { id: 2, name: "alice" });
  socket.deliver("banlistRemove", { id: 1, name: "Bob" });
  assert.deepEqual(socket.payloads("unban"), [{ id: 1, name: "Bob" }, { id: 3, name: "Bob" }]);
  socket.deliver("banlistRemove", { id: 3, name: "Bob" });
  assert.equal(await outcome(fate), "done");
  await fixture.stop();
});

Deno.test("acts: a shadow mute that Rosey's rank does not show is known by the whisper", async () => {
  const { fixture, socket, send } = await acting();
  const fate = send({ kind: "mute", name: "alice", shadow: true });
  assert.deepEqual(socket.payloads("chatMsg"), [{ msg: "/smute alice", meta: {} }]);
  const whisper = { username: "[server]", meta: { addClass: "server-whisper" }, time: 5 };
  socket.deliver("chatMsg", { ...whisper, msg: "mod1 shadowmuted alice" });
  socket.deliver("chatMsg", { ...whisper, msg: "rosey shadowmuted alice" });
  assert.equal(await outcome(fate), "done");
  await fixture.stop();
});

Deno.test("acts: the server's words about a person refuse the command, or say that it was so already", async () => {
  for (
    const [action, words, fate] of [
      [
        { kind: "kick", name: "alice", reason: "" },
        "You do not have permission to kick alice",
        "refused permission",
      ],
      [{ kind: "ban", name: "alice", reason: "" }, "alice is already banned", "done"],
      [{ kind: "unmute", name: "alice" }, "alice is not muted.", "done"],
      [{ kind: "mute", name: "alice", shadow: false }, "Cannot find user alice.", "refused server"],
    ] as const
  ) {
    const { fixture, socket, send } = await acting();
    const sent = send(action);
    socket.deliver("errorMsg", { msg: "The server restarts at noon." });
    socket.deliver("errorMsg", { msg: words });
    assert.equal(await outcome(sent), fate, words);
    await fixture.stop();
  }
});

Deno.test("acts: a ban that there is already is done with a warning, since the old reason stays", async () => {
  const { fixture, socket, send } = await acting();
  const sent = send({ kind: "ban", name: "alice", reason: "another" });
  socket.deliver("errorMsg", { msg: "alice is already banned" });
  const fate = await sent;
  assert.equal(fate.outcome === "done" && fate.warning, "alice was banned already");
  await fixture.stop();
});

Deno.test("acts: what the server ignores in silence had no effect, and a lost room leaves it in doubt", async () => {
  const { fixture, socket, send } = await acting();
  const kick = send({ kind: "kick", name: "alice", reason: "" });
  await fixture.clock.advanceAsync(10_000);
  assert.equal(await outcome(kick), "refused no_effect");
  const removal = send({ kind: "delete", uid: 1 });
  socket.drop({ kind: "network", message: "gone" });
  assert.equal(await outcome(removal), "in_doubt");
  await fixture.stop();
});

Deno.test("acts: a vote whose count Rosey may not see is done with a warning", async () => {
  const { fixture, socket, line } = await inRoom({ permissions: ALL_MAY });
  socket.deliver("changeMedia", { ...VIDEO, currentTime: 1, paused: false });
  const fate = await line.send(act({ kind: "voteskip" }));
  assert.equal(socket.payloads("voteskip").length, 1);
  assert.match((fate.outcome === "done" && fate.warning) || "", /does not let her see the votes/);
  await fixture.stop();
});

Deno.test("acts: whoever leads queues at the pace of a moderator, and again at the common one afterwards", async () => {
  const { fixture, socket, line, send } = await acting();
  socket.deliver("rank", 1.5);
  const queue = async (uid: number) => {
    const fate = send(QUEUE);
    socket.deliver("queue", { item: item(uid, "rosey"), after: 1 });
    assert.equal(await outcome(fate), "done");
  };
  for (let uid = 2; uid < 5; uid++) await queue(uid);
  assert.deepEqual(line.readiness(act(QUEUE)), { kind: "wait", waitMs: 1100 });
  socket.deliver("setLeader", "rosey");
  assert.deepEqual(line.readiness(act(QUEUE)), { kind: "ready" });
  await fixture.stop();
});
