import assert from "node:assert/strict";
import { ECHO_LIMIT_MS } from "../../../../src/cytube/line/chat_lane.ts";
import { ClientFixture, letIn, wireLine, wireUser } from "../client_fixture.ts";
import { act, chat, echo, inRoom, outcome, pm } from "./room_fixture.ts";

const HELLO = chat("hello");

Deno.test("line: outside of the room nothing may be sent, and nothing is written", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  const { line } = fixture.client;
  assert.deepEqual(line.readiness(HELLO), { kind: "paused", why: "outside" });
  assert.equal(await outcome(line.send(HELLO)), "put_back outside");
  assert.deepEqual(socket.payloads("chatMsg"), []);
  await fixture.stop();
});

Deno.test("line: one line at a time, done with the server's time when its echo is heard", async () => {
  const { fixture, socket, line } = await inRoom();
  let changes = 0;
  const stop = line.onChange(() => void changes++);
  assert.deepEqual(line.readiness(HELLO), { kind: "ready" });
  const fate = line.send(HELLO);
  assert.deepEqual(socket.payloads("chatMsg"), [{ msg: "hello", meta: {} }]);
  assert.deepEqual(line.readiness(HELLO), { kind: "paused", why: "busy" });
  assert.equal(await outcome(line.send(HELLO)), "put_back throttled");
  assert.equal(changes, 0);
  echo(socket, "hello", 4242);
  assert.equal(changes, 1);
  assert.deepEqual(await fate, {
    outcome: "done",
    serverTimeMs: 4242,
    truncated: false,
    item: undefined,
    warning: undefined,
  });
  stop();
  void line.send(HELLO);
  echo(socket, "hello");
  assert.equal(changes, 1);
  await fixture.stop();
});

Deno.test("line: a line that the server cut is known by its echo, in the middle of a character too", async () => {
  for (
    const [sent, echoed, truncated] of [
      ["one *two* three", "one <strong>two</strong>", true],
      ["one two \u{1f600} three", "one two \ufffd", true],
      ["one *two* three", "one <strong>two</strong> three", false],
      ["a bad word", "a nice word", false],
    ] as const
  ) {
    const { fixture, socket, line } = await inRoom();
    const fate = line.send(chat(sent));
    echo(socket, echoed);
    const settled = await fate;
    assert.ok(settled.outcome === "done");
    assert.equal(settled.truncated, truncated, echoed);
    await fixture.stop();
  }
});

Deno.test("line: a throttled line is put back, and the line is not ready before the server's wait", async () => {
  const { fixture, socket, line } = await inRoom();
  const fate = line.send(HELLO);
  socket.deliver("cooldown", 1000);
  assert.equal(await outcome(fate), "put_back throttled");
  const readiness = line.readiness(HELLO);
  assert.ok(readiness.kind === "wait" && readiness.waitMs >= 1000, JSON.stringify(readiness));
  await fixture.clock.advanceAsync(readiness.waitMs);
  assert.deepEqual(line.readiness(HELLO), { kind: "ready" });
  await fixture.stop();
});

Deno.test("line: a mute pauses lines and commands but not private messages, and the unmute is told at once", async () => {
  const { fixture, socket, line } = await inRoom();
  const fate = line.send(HELLO);
  socket.deliver("noflood", { action: "chat", msg: "You have been muted on this channel." });
  assert.equal(await outcome(fate), "put_back muted");
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: true } });
  assert.equal(line.muted, true);
  assert.deepEqual(line.readiness(HELLO), { kind: "paused", why: "muted" });
  assert.deepEqual(line.readiness(act({ kind: "clear_chat" })), { kind: "paused", why: "muted" });
  assert.deepEqual(line.readiness(pm("alice", "psst")), { kind: "ready" });
  const told: string[] = [];
  line.onChange(() => told.push(line.readiness(HELLO).kind));
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: false } });
  assert.deepEqual([told, line.muted], [["ready"], false]);
  await fixture.stop();
});

Deno.test("line: a shadow mute is told where the server tells it, and unknown elsewhere", async () => {
  const { fixture, socket, line } = await inRoom();
  assert.equal(line.shadowMuted, undefined);
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: true, smuted: true } });
  assert.equal(line.shadowMuted, true);
  await fixture.stop();
});

Deno.test("line: a shadow mute that Rosey loses the rank to see holds nothing back", async () => {
  const { fixture, socket, line } = await inRoom();
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: true, smuted: true } });
  assert.deepEqual(line.readiness(HELLO), { kind: "paused", why: "muted" });
  const told: string[] = [];
  line.onChange(() => told.push(line.readiness(HELLO).kind));
  // As the server does it for who is no moderator any more. Its unmute says nothing else, and would be no news.
  socket.deliver("userlist", [wireUser("rosey")]);
  assert.deepEqual([told, line.muted, line.shadowMuted], [["ready"], false, undefined]);
  await fixture.stop();
});

Deno.test("line: what was on its way when the room is lost is in doubt, and what could not be written is not", async () => {
  const { fixture, socket, line } = await inRoom();
  const fate = line.send(HELLO);
  socket.drop({ kind: "network", message: "gone" });
  assert.equal(await outcome(fate), "in_doubt");
  assert.equal(await outcome(line.send(HELLO)), "put_back outside");
  await fixture.stop();
});

Deno.test("line: a socket that takes nothing more pauses the line before the loss is told", async () => {
  const { fixture, socket, line } = await inRoom();
  socket.emit = () => false;
  assert.equal(await outcome(line.send(HELLO)), "put_back outside");
  assert.deepEqual(line.readiness(HELLO), { kind: "paused", why: "outside" });
  socket.drop({ kind: "network", message: "gone" });
  letIn(await fixture.nextSocket());
  assert.deepEqual(line.readiness(HELLO), { kind: "ready" });
  await fixture.stop();
});

Deno.test("line: without an echo for ten seconds it is in doubt", async () => {
  const { fixture, line } = await inRoom();
  const fate = line.send(HELLO);
  await fixture.clock.advanceAsync(ECHO_LIMIT_MS);
  assert.equal(await outcome(fate), "in_doubt");
  await fixture.stop();
});

Deno.test("line: an entry gives the whole replay of that join, before anything may be sent", async () => {
  const replay = [wireLine("alice", "hi <b>", 1), wireLine("rosey", "hello alice", 2)];
  const { fixture, socket, line, entries } = await inRoom({ replay });
  assert.deepEqual(entries[0]?.replay.map(({ user, text, own }) => [user, text, own]), [
    ["alice", "hi ", false],
    ["rosey", "hello alice", true],
  ]);
  assert.equal(line.lastSeen?.text, "hello alice");
  socket.deliver("chatMsg", wireLine("alice", "live", 3));
  assert.equal(line.lastSeen?.serverTimeMs, 3);
  socket.deliver("chatMsg", wireLine("bob", "not for all", 4, { shadow: true }));
  socket.deliver("chatMsg", wireLine("[server]", "psst", 5));
  assert.equal(line.lastSeen?.serverTimeMs, 3);
  socket.drop({ kind: "network", message: "gone" });
  let busy = "";
  line.onChange(() => void (busy ||= entries.length === 1 ? line.readiness(HELLO).kind : "entered first"));
  letIn(await fixture.nextSocket(), { replay: [wireLine("alice", "live", 3)] });
  assert.deepEqual(entries[1]?.replay.map(({ text }) => text), ["live"]);
  assert.equal(busy, "paused");
  await fixture.stop();
});

Deno.test("line: a replay that was cut short by a failed join is not part of the next one", async () => {
  const { fixture, socket, entries } = await inRoom();
  socket.drop({ kind: "network", message: "gone" });
  const half = await fixture.nextSocket();
  half.open();
  half.deliver("login", { success: true, name: "rosey" });
  half.deliver("chatMsg", wireLine("alice", "half", 1));
  half.drop({ kind: "network", message: "gone again" });
  letIn(await fixture.nextSocket(), { replay: [wireLine("alice", "whole", 2)] });
  assert.deepEqual(entries[1]?.replay.map(({ text }) => text), ["whole"]);
  await fixture.stop();
});

Deno.test("line: without the permission to chat it is refused, once a late rank has had its time to come", async () => {
  const { fixture, socket, line } = await inRoom({ permissions: { chat: 2 } });
  assert.equal(line.readiness(HELLO).kind, "wait");
  await fixture.clock.advanceAsync(5000);
  const readiness = line.readiness(HELLO);
  assert.ok(readiness.kind === "refused" && readiness.reason === "permission");
  assert.equal(readiness.message, 'Rosey lacks the channel permission "chat": it needs rank 2, Rosey has 1');
  assert.equal(line.readiness(pm("alice", "psst")).kind, "ready");
  socket.deliver("rank", 2);
  assert.equal(line.readiness(HELLO).kind, "ready");
  await fixture.stop();
});

Deno.test("line: thrown out without a reason while a link is on its way, its domain is banned", async () => {
  for (
    const [text, payload, fate] of [
      ["see https://bad.example/x", {}, "refused banned_link"],
      ["see https://fine.example/x", { reason: "" }, "in_doubt"],
      ["no link at all", {}, "in_doubt"],
    ] as const
  ) {
    const { fixture, socket, line } = await inRoom();
    const sent = line.send(chat(text));
    socket.deliver("kick", payload);
    assert.equal(await outcome(sent), fate, text);
    const [lost] = fixture.of("room.lost");
    assert.deepEqual([lost?.reason, lost?.retryInMs], ["kicked", 60_000]);
    await fixture.stop();
  }
});

Deno.test("line: Rosey without a name is told why nothing can be said or done", async () => {
  const fixture = new ClientFixture({ user: undefined });
  const socket = await fixture.start();
  socket.open();
  socket.deliver("userlist", [wireUser("alice")]);
  for (const outgoing of [HELLO, pm("alice", "psst"), act({ kind: "afk", away: true })]) {
    assert.equal(await outcome(fixture.client.line.send(outgoing)), "refused not_logged_in");
  }
  await fixture.stop();
});
