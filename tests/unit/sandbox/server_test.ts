import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import { seededRandom, systemClock } from "../../../src/domain/clock.ts";
import { Sandbox } from "../../../src/sandbox/server.ts";
import { LiveSandbox } from "./live_client.ts";

const messages = (list: readonly unknown[]) => list.map((line) => Object(line).msg);

Deno.test("sandbox: two people meet, talk, and one is kicked", async () => {
  await using live = await LiveSandbox.start();
  const owner = await live.member("owner");
  const guest = await live.guest("visitor");
  guest.send("chatMsg", { msg: "hello *there*" });
  assert.equal(Object(await owner.next("chatMsg")).username, "[server]");
  assert.equal(Object(await owner.next("chatMsg")).msg, "hello <strong>there</strong>");
  owner.send("chatMsg", { msg: "/kick visitor enough" });
  assert.deepEqual(await guest.next("kick"), { reason: "enough" });
  assert.equal(await guest.ended, "io server disconnect");
  assert.deepEqual(await owner.next("userLeave"), { name: "visitor" });
});

Deno.test("sandbox: an acknowledgement arrives", async () => {
  await using live = await LiveSandbox.start();
  const owner = await live.member("owner");
  const poll = { title: "Q", opts: ["a"], obscured: false };
  assert.deepEqual(await owner.socket.emitWithAck("newPoll", poll), {});
});

Deno.test("sandbox: an orderly restart keeps port and lines, and cuts everybody off", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  guest.send("chatMsg", { msg: "before" });
  await guest.next("chatMsg");
  const { port } = live.sandbox;
  await live.sandbox.restart("graceful");
  assert.equal(await guest.ended, "transport close");
  assert.equal(live.sandbox.port, port);
  const again = live.client().send("joinChannel", { name: "testroom" });
  await again.next("userlist");
  assert.deepEqual(messages([await again.next("chatMsg")]), ["before"]);
});

Deno.test("sandbox: killed, it falls back to what was saved last", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  guest.send("chatMsg", { msg: "saved" });
  await guest.next("chatMsg");
  live.sandbox.save();
  guest.send("chatMsg", { msg: "lost" });
  await guest.next("chatMsg");
  await live.sandbox.restart("killed");
  assert.match(await guest.ended, /^transport/);
  const again = live.client().send("joinChannel", { name: "testroom" });
  await again.next("userlist");
  assert.deepEqual(
    messages(again.frames.filter(({ event }) => event === "chatMsg").map(({ data }) => data)),
    [
      "saved",
    ],
  );
});

Deno.test("sandbox: what a stopped one left starts another", async () => {
  const first = await LiveSandbox.start();
  const guest = await first.guest("visitor");
  guest.send("chatMsg", { msg: "remember me" });
  await guest.next("chatMsg");
  await first[Symbol.asyncDispose]();
  await using second = await LiveSandbox.start({ state: first.sandbox.snapshot() });
  const again = second.client().send("joinChannel", { name: "testroom" });
  assert.deepEqual(messages([await again.next("chatMsg")]), ["remember me"]);
});

Deno.test("sandbox: a port in use is an error that names the port and the flag", async () => {
  await using live = await LiveSandbox.start();
  const { port } = live.sandbox;
  const second = Sandbox.start({ clock: systemClock, random: seededRandom(1), port });
  await assert.rejects(second, (error) => {
    assert.ok(error instanceof RoseyError);
    assert.equal(error.exit, "portInUse");
    assert.match(error.message, new RegExp(`port ${port} is in use`));
    assert.match(error.hint ?? "", /--sandbox-port/);
    return true;
  });
});

Deno.test("sandbox: the sixth connection of one address within a moment is refused with the server's text", async () => {
  await using live = await LiveSandbox.start();
  const address = "203.0.113.9";
  for (let count = 0; count < 5; count++) await live.client({ address }).next("rank");
  assert.equal(await live.client({ address }).ended, "refused: Rate limit exceeded");
  live.clock.advance(10_000);
  assert.equal(await live.client({ address }).next("rank"), -1);
});

Deno.test("sandbox: a frame of more than a mebibyte ends the connection without a word", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  guest.send("chatMsg", { msg: "x".repeat(1024 * 1024 + 1) });
  assert.match(await guest.ended, /^transport/);
  assert.ok(!guest.frames.some(({ event }) => event === "kick"));
});

Deno.test("sandbox: announcements go to everybody and to whoever connects, until cleared", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  const announcement = { id: "1", title: "Maintenance", text: "Going down <b>soon</b>", from: "siteadmin" };
  live.sandbox.announce(announcement);
  assert.deepEqual(await guest.next("announcement"), announcement);
  assert.deepEqual(await live.client().next("announcement"), announcement);
  live.sandbox.announce(undefined);
  const late = await live.guest("late");
  assert.ok(!late.frames.some(({ event }) => event === "announcement"));
});

Deno.test("sandbox: an unloaded channel sends its people away with the server's reason", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  live.sandbox.unload("testroom");
  assert.deepEqual(await guest.next("kick"), { reason: "Channel shutting down" });
});

Deno.test("sandbox: the wire counts equal what a client sent and got", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  await guest.next("usercount");
  const counts = live.sandbox.wire().get(guest.socket.io.engine.id);
  // The connect packet each way comes on top of login and join, and of the frames.
  assert.equal(counts?.received, 3);
  assert.equal(live.sandbox.busy(), false);
});

Deno.test("faults: refused connections say why, and are let in again", async () => {
  await using live = await LiveSandbox.start();
  live.sandbox.faults.refuseConnections("You are banned from the server");
  assert.equal(await live.client().ended, "refused: You are banned from the server");
  live.sandbox.faults.clear();
  assert.equal(await live.client().next("rank"), -1);
  live.sandbox.faults.refuseTcp(true);
  assert.match(await live.client().ended, /^refused: /);
  live.sandbox.faults.refuseTcp(false);
  assert.equal(await live.client().next("rank"), -1);
});

Deno.test("faults: a dropped frame never comes, those around it do", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  live.sandbox.faults.frames({ action: { kind: "drop" }, event: "chatMsg", direction: "toClient", nth: 2 });
  for (const msg of ["one", "two", "three"]) guest.send("chatMsg", { msg });
  assert.deepEqual(messages([await guest.next("chatMsg"), await guest.next("chatMsg")]), ["one", "three"]);
});

Deno.test("faults: in a silence nothing arrives; healed, it arrives in order", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  const watcher = await live.guest("watcher");
  await guest.next("addUser");
  live.sandbox.faults.silence();
  live.sandbox.announce({ id: "1", title: "t", text: "held", from: "x" });
  assert.ok(!guest.frames.some(({ event }) => event === "announcement"));
  live.sandbox.faults.heal({ deliver: true });
  assert.equal(Object(await guest.next("announcement")).text, "held");
  assert.equal(Object(await watcher.next("announcement")).text, "held");
});

Deno.test("faults: what a silence swallowed for good does not come after it", async () => {
  await using live = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  live.sandbox.faults.silence();
  live.sandbox.announce({ id: "1", title: "t", text: "lost", from: "x" });
  live.sandbox.faults.heal({ deliver: false });
  live.sandbox.announce({ id: "2", title: "t", text: "heard", from: "x" });
  assert.equal(Object(await guest.next("announcement")).text, "heard");
});

Deno.test("faults: every connection is cut at once", async () => {
  await using live = await LiveSandbox.start();
  const guests = [await live.guest("one"), await live.guest("two")];
  live.sandbox.faults.disconnectAll();
  assert.deepEqual(await Promise.all(guests.map((guest) => guest.ended)), [
    "transport close",
    "transport close",
  ]);
});

Deno.test("faults: a channel that moved tells its people where, and turns newcomers away", async () => {
  await using live = await LiveSandbox.start();
  await using other = await LiveSandbox.start();
  const guest = await live.guest("visitor");
  live.sandbox.faults.movePartition("TestRoom", other.sandbox.url);
  const servers = [{ url: other.sandbox.url, secure: false }];
  assert.deepEqual(await guest.next("partitionChange"), { servers });
  assert.equal(await guest.ended, "transport close");
  const answer = await fetch(`${live.sandbox.url}/socketconfig/testroom.json`);
  assert.deepEqual(await answer.json(), { servers });
  const late = live.client().send("joinChannel", { name: "testroom" });
  assert.match(Object(await late.next("errorMsg")).msg, /^Channel 'testroom' is hosted on another server/);
});
