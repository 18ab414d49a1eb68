import assert from "node:assert/strict";
import { PHASE_LIMITS_MS } from "../../../src/cytube/session.ts";
import type { RoomSocketFactory, RoomSocketListener } from "../../../src/cytube/transport.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { ClientFixture, letIn, ROSEY, wireLine, wireUser } from "./client_fixture.ts";

Deno.test("session: Rosey logs in, waits for the answer, and joins then", async () => {
  const fixture = new ClientFixture({ channelPassword: new Secret("sesame") });
  const socket = await fixture.start();
  assert.equal(socket.url, "https://one.example:8443");
  assert.deepEqual(socket.sent, []);
  socket.open();
  assert.deepEqual(socket.sent, [{ event: "login", payload: { name: "rosey", pw: "rosey-pw" } }]);
  socket.deliver("rank", 1);
  socket.deliver("login", { success: true, name: "Rosey" });
  assert.deepEqual(socket.sent[1], { event: "joinChannel", payload: { name: "testroom", pw: "sesame" } });
  assert.equal(fixture.client.room.myName, "Rosey");
  assert.equal(fixture.client.room.inRoom, false);
  socket.deliver("userlist", [wireUser("Rosey")]);
  assert.equal(fixture.client.room.inRoom, true);
  assert.deepEqual(fixture.of("room.entered").map((event) => [event.channel, event.name, event.registered]), [
    ["testroom", "Rosey", true],
  ]);
  await fixture.stop();
});

Deno.test("session: a guest logs in without a password, nobody not at all", async () => {
  const guest = new ClientFixture({ user: { name: "visitor", password: undefined } });
  const guestSocket = await guest.start();
  guestSocket.open();
  assert.deepEqual(guestSocket.sent, [{ event: "login", payload: { name: "visitor" } }]);
  await guest.stop();

  const nobody = new ClientFixture({ user: undefined });
  const socket = await nobody.start();
  socket.open();
  assert.deepEqual(socket.sent, [{ event: "joinChannel", payload: { name: "testroom" } }]);
  socket.deliver("userlist", [wireUser("alice")]);
  assert.equal(nobody.of("room.entered")[0]?.name, undefined);
  assert.equal(nobody.client.room.me, undefined);
  await nobody.stop();
});

Deno.test("session: what comes before the first userlist is a replay, own lines included", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket, {
    replay: [wireLine("alice", "old", 1), wireLine("rosey", "mine", 2), wireLine("[server]", "x", 3)],
  });
  socket.deliver("chatMsg", wireLine("alice", "new", 4));
  assert.deepEqual(fixture.of("chat").map(({ text, replayed, own }) => [text, replayed, own]), [
    ["old", true, false],
    ["mine", true, true],
    ["new", false, false],
  ]);
  assert.equal(fixture.of("server.line")[0]?.replayed, true);
  const kinds = fixture.events.map((event) => event.kind);
  assert.ok(kinds.indexOf("room.entered") > kinds.indexOf("users.listed"));
  await fixture.stop();
});

Deno.test("session: every wait has a limit, and the log says which one ran out", async () => {
  for (const phase of ["connect", "login", "join"] as const) {
    const fixture = new ClientFixture();
    const socket = await fixture.start();
    if (phase !== "connect") socket.open();
    if (phase === "join") socket.deliver("login", { success: true, name: "rosey" });
    await fixture.clock.advanceAsync(PHASE_LIMITS_MS[phase]);
    const [lost] = fixture.of("room.lost");
    assert.equal(lost?.reason, "network");
    assert.match(lost?.message ?? "", new RegExp(phase));
    assert.equal(socket.alive, false);
    await fixture.stop();
  }
});

Deno.test("session: a refused login stops with the server's words and its exit", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  socket.open();
  socket.deliver("login", { success: false, error: "Invalid username/password combination" });
  await fixture.settle();
  assert.equal(fixture.outcome?.exit, "loginRefused");
  assert.match(fixture.outcome?.message ?? "", /rosey: Invalid username\/password combination/);
  assert.ok(!JSON.stringify([fixture.events, fixture.log.lines, fixture.outcome]).includes("rosey-pw"));
  await fixture.stop();
});

Deno.test("session: a guest login that came too soon waits as long as the server says", async () => {
  const fixture = new ClientFixture({ user: { name: "visitor", password: undefined } });
  const socket = await fixture.start();
  socket.open();
  socket.deliver("login", {
    success: false,
    error: "Guest logins are restricted to one per IP address per 60 seconds.",
  });
  await fixture.clock.advanceAsync(60_000);
  assert.equal(fixture.transport.sockets.length, 1);
  await fixture.clock.advanceAsync(7000);
  assert.equal(fixture.transport.sockets.length, 2);
  await fixture.stop();
});

Deno.test("session: a missing channel password stops a guest at once, and an account after a grace", async () => {
  const guest = new ClientFixture({ user: { name: "visitor", password: undefined } });
  const guestSocket = await guest.start();
  guestSocket.open();
  guestSocket.deliver("login", { success: true, name: "visitor", guest: true });
  guestSocket.deliver("needPassword", false);
  await guest.settle();
  assert.equal(guest.outcome?.exit, "channelPassword");
  await guest.stop();

  const account = new ClientFixture({ channelPassword: new Secret("wrong-one") });
  const socket = await account.start();
  socket.open();
  socket.deliver("login", { success: true, name: "rosey" });
  socket.deliver("needPassword", true);
  await account.clock.advanceAsync(3000);
  assert.equal(account.outcome?.exit, "channelPassword");
  assert.match(account.outcome?.message ?? "", /wrong/);
  assert.ok(!JSON.stringify([account.events, account.log.lines]).includes("wrong-one"));
  await account.stop();
});

Deno.test("session: a moderator gets in although the password was asked for first", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  socket.open();
  socket.deliver("login", { success: true, name: "rosey" });
  socket.deliver("needPassword", false);
  socket.deliver("cancelNeedPassword");
  await fixture.clock.advanceAsync(5000);
  socket.deliver("userlist", [wireUser("rosey", 2)]);
  assert.equal(fixture.client.room.inRoom, true);
  assert.equal(fixture.outcome, undefined);
  await fixture.stop();
});

Deno.test("session: a channel that lets nobody in without a name stops who has none", async () => {
  const fixture = new ClientFixture({ user: undefined });
  const socket = await fixture.start();
  socket.open();
  socket.deliver("errorMsg", {
    msg: "This channel has blocked anonymous users. Please provide a user name to join.",
  });
  await fixture.settle();
  assert.equal(fixture.outcome?.exit, "loginRefused");
  await fixture.stop();
});

Deno.test("session: an unregistered channel is joined with a warning, or refused if so asked", async () => {
  const lenient = new ClientFixture();
  const lenientSocket = await lenient.start();
  letIn(lenientSocket);
  lenientSocket.deliver("channelNotRegistered");
  assert.equal(lenient.client.room.registered, false);
  assert.ok(lenient.log.lines.some((line) => line.level === "warn" && /not registered/.test(line.message)));
  assert.equal(lenient.client.room.inRoom, true);
  await lenient.stop();

  const strict = new ClientFixture({ requireRegistered: true });
  const socket = await strict.start();
  letIn(socket);
  socket.deliver("channelNotRegistered");
  await strict.settle();
  assert.equal(strict.outcome?.exit, "channelNotRegistered");
  await strict.stop();
});

Deno.test("session: a line that looks open and is dead is found within 45 s, and one with pings lives", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket);
  for (let ping = 0; ping < 10; ping++) {
    await fixture.clock.advanceAsync(25_000);
    socket.ping();
  }
  assert.deepEqual(fixture.of("room.lost"), []);
  await fixture.clock.advanceAsync(45_000);
  assert.deepEqual(fixture.of("room.lost").map((event) => event.reason), ["dead_line"]);
  assert.equal(socket.alive, false);
  await fixture.stop();
});

Deno.test("session: nothing is written before the room is entered or after it is lost", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  socket.open();
  socket.deliver("login", { success: true, name: "rosey" });
  const before = socket.sent.length;
  socket.deliver("userlist", [wireUser(ROSEY.name)]);
  assert.equal(socket.sent.length, before);
  socket.deliver("kick", { reason: "" });
  socket.deliver("chatMsg", wireLine("alice", "after the kick", 5));
  await fixture.settle();
  assert.deepEqual(fixture.of("chat"), []);
  assert.deepEqual(fixture.of("room.lost").map((event) => event.reason), ["kicked"]);
  await fixture.stop();
});

Deno.test("session: a transport that goes on talking after the end is not listened to", async () => {
  let line: RoomSocketListener | undefined;
  const stubborn: RoomSocketFactory = {
    connect(_url, listener) {
      line = listener;
      return { emit: () => true, close() {} };
    },
  };
  const fixture = new ClientFixture({ transport: stubborn });
  fixture.begin();
  await fixture.settle();
  line?.onOpen();
  line?.onFrame("login", { success: true, name: "rosey" });
  line?.onFrame("userlist", [wireUser("rosey")]);
  line?.onFrame("kick", { reason: "You're banned!" });
  line?.onFrame("chatMsg", wireLine("alice", "too late", 1));
  line?.onOpen();
  line?.onClosed({ kind: "server" });
  await fixture.settle();
  assert.deepEqual(fixture.of("chat"), []);
  assert.deepEqual(fixture.of("room.lost").map((event) => event.reason), ["banned"]);
  await fixture.stop();
});
