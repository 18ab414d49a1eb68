import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import { ClientFixture, DISCOVERED, letIn, wireLine, wireUser } from "./client_fixture.ts";

Deno.test("reconnect: discovery is asked again before every connect", async () => {
  const fixture = new ClientFixture();
  letIn(await fixture.start());
  for (let loss = 1; loss <= 3; loss++) {
    fixture.transport.latest.drop({ kind: "network", message: "gone" });
    letIn(await fixture.nextSocket());
    assert.equal(fixture.discoveries, loss + 1);
  }
  await fixture.stop();
});

Deno.test("reconnect: a moved channel is found on its new server", async () => {
  const urls = ["https://one.example", "https://two.example", "https://three.example"];
  const fixture = new ClientFixture({
    fetch: () => {
      const body = JSON.stringify({ servers: [{ url: urls.shift(), secure: true }] });
      return Promise.resolve({ status: 200, text: () => Promise.resolve(body) });
    },
  });
  letIn(await fixture.start());
  fixture.transport.latest.deliver("partitionChange", {});
  const second = await fixture.nextSocket();
  assert.equal(second.url, "https://two.example");
  second.open();
  second.deliver("login", { success: true, name: "rosey" });
  second.deliver("errorMsg", {
    msg: "Channel 'testroom' is hosted on another server.  Try refreshing the page.",
  });
  assert.equal((await fixture.nextSocket()).url, "https://three.example");
  assert.deepEqual(fixture.of("room.lost").map((event) => event.reason), [
    "partition_moved",
    "partition_moved",
  ]);
  await fixture.stop();
});

Deno.test("reconnect: a kick is waited out for a minute, and the third one stops with exit 20", async () => {
  const fixture = new ClientFixture();
  let socket = await fixture.start();
  for (let kick = 1; kick <= 3; kick++) {
    letIn(socket);
    await fixture.clock.advanceAsync(1000);
    socket.deliver("kick", { reason: "behave" });
    socket.drop({ kind: "server" });
    await fixture.clock.advanceAsync(59_000);
    assert.equal(fixture.transport.sockets.length, kick);
    if (kick < 3) socket = await fixture.nextSocket();
  }
  assert.equal(fixture.outcome?.exit, "kicked");
  assert.match(fixture.outcome?.message ?? "", /behave/);
  assert.equal(fixture.of("room.lost").length, 3);
  assert.deepEqual(fixture.of("moderation").map(({ action, target }) => [action, target]), [
    ["kick", "rosey"],
    ["kick", "rosey"],
    ["kick", "rosey"],
  ]);
  await fixture.stop();
});

Deno.test("reconnect: a ban stops at once and is never tried against", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket);
  socket.deliver("kick", { reason: "You're banned!" });
  await fixture.clock.advanceAsync(600_000);
  assert.equal(fixture.outcome?.exit, "banned");
  assert.equal(fixture.transport.sockets.length, 1);
  await fixture.stop();
});

Deno.test("reconnect: a ban that a moderator is whispered of is told once, with who did it", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket);
  const whisper = { addClass: "server-whisper" };
  socket.deliver("chatMsg", wireLine("[server]", "owner namebanned ROSEY", 9, whisper));
  socket.deliver("kick", { reason: "You're banned!" });
  await fixture.settle();
  assert.deepEqual(fixture.of("moderation").map(({ action, by }) => [action, by]), [["ban", "owner"]]);
  await fixture.stop();
});

Deno.test("reconnect: after a duplicate login Rosey comes back once and yields then", async () => {
  const fixture = new ClientFixture();
  const first = await fixture.start();
  letIn(first);
  first.deliver("setUserRank", { name: "rosey", rank: 1 });
  first.deliver("kick", { reason: "Duplicate login" });
  await fixture.clock.advanceAsync(59_000);
  assert.equal(fixture.transport.sockets.length, 1);
  const second = await fixture.nextSocket();
  second.open();
  second.deliver("login", { success: true, name: "rosey" });
  second.deliver("userLeave", { name: "rosey" });
  second.deliver("userlist", [wireUser("rosey")]);
  assert.equal(fixture.client.room.me?.name, "rosey");
  assert.deepEqual(fixture.of("user.left"), []);
  second.deliver("kick", { reason: "Duplicate login" });
  await fixture.settle();
  assert.equal(fixture.outcome?.exit, "duplicateLogin");
  await fixture.stop();
});

Deno.test("reconnect: a refused connect waits ten seconds at least", async () => {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  socket.drop({ kind: "refused", message: "Rate limit exceeded" });
  await fixture.clock.advanceAsync(9_900);
  assert.equal(fixture.transport.sockets.length, 1);
  await fixture.nextSocket();
  assert.equal(fixture.of("room.lost")[0]?.reason, "rate_limited");
  await fixture.stop();
});

Deno.test("reconnect: a server that cannot be reached is tried for ever, or once with --fail-fast", async () => {
  const patient = new ClientFixture();
  await patient.start();
  for (let attempt = 0; attempt < 12; attempt++) {
    patient.transport.latest.drop({ kind: "unreachable", message: "ECONNREFUSED" });
    await patient.nextSocket();
  }
  assert.equal(patient.outcome, undefined);
  await patient.stop();

  const hasty = new ClientFixture({ failFast: true });
  await hasty.start();
  hasty.transport.latest.drop({ kind: "unreachable", message: "ECONNREFUSED" });
  await hasty.settle();
  assert.equal(hasty.outcome?.exit, "serverUnreachable");
  await hasty.stop();
});

Deno.test("reconnect: what discovery cannot find is told with what to do about it", async () => {
  const fixture = new ClientFixture({
    failFast: true,
    fetch: () => Promise.resolve({ status: 200, text: () => Promise.resolve("<html>") }),
  });
  fixture.begin();
  await fixture.settle();
  assert.equal(fixture.outcome?.exit, "serverUnreachable");
  assert.match(fixture.outcome?.message ?? "", /did not answer with JSON.*Check --domain/);
  await fixture.stop();
});

Deno.test("reconnect: a flapping server never makes Rosey connect faster than the limit", async () => {
  const fixture = new ClientFixture();
  const times: number[] = [];
  fixture.transport.onConnect = (socket) => {
    times.push(fixture.clock.now());
    queueMicrotask(() => {
      letIn(socket);
      socket.drop({ kind: "server" });
    });
  };
  fixture.begin();
  await fixture.clock.advanceAsync(3_600_000);
  await fixture.stop();
  assert.ok(times.length > 50, `${times.length} connects in an hour`);
  for (const [index, time] of times.entries()) {
    const sixth = times[index + 5];
    if (sixth !== undefined) assert.ok(sixth - time >= 10_000, `${sixth - time} ms for six connects`);
  }
});

Deno.test("reconnect: a thousand times, and every line is handled once, with one listener", async () => {
  const fixture = new ClientFixture();
  let socket = await fixture.start();
  for (let round = 0; round < 1000; round++) {
    letIn(socket, { others: [wireUser("alice")] });
    socket.deliver("chatMsg", wireLine("alice", `line ${round}`, round));
    const old = socket;
    socket.drop({ kind: "network", message: "gone" });
    assert.equal(old.alive, false);
    old.deliver("chatMsg", wireLine("alice", "from a dead line", round));
    socket = await fixture.nextSocket();
  }
  const lines = fixture.of("chat").map((event) => event.text);
  assert.deepEqual(lines, Array.from({ length: 1000 }, (_, round) => `line ${round}`));
  assert.equal(fixture.of("room.entered").length, 1000);
  assert.equal(fixture.transport.sockets.filter((each) => each.alive).length, 1);
  assert.ok(fixture.clock.pendingTimers <= 3, `${fixture.clock.pendingTimers} timers`);
  assert.equal(fixture.client.statistics.connects, 1001);
  assert.equal(fixture.client.statistics.losses.get("network"), 1000);
  await fixture.stop();
  assert.equal(fixture.clock.pendingTimers, 0);
});

Deno.test("reconnect: media and polls that go on over a reconnect are not told as new", async () => {
  const media = { type: "yt", id: "x", title: "t", seconds: 60, currentTime: 5, paused: false };
  const poll = { title: "p", options: ["a"], counts: [0], initiator: "o", timestamp: 9 };
  const fixture = new ClientFixture();
  for (const round of [1, 2]) {
    const socket = round === 1 ? await fixture.start() : await fixture.nextSocket();
    socket.open();
    socket.deliver("login", { success: true, name: "rosey" });
    socket.deliver("changeMedia", media);
    socket.deliver("newPoll", poll);
    socket.deliver("userlist", [wireUser("rosey")]);
    socket.drop({ kind: "server" });
    await fixture.settle();
  }
  assert.equal(fixture.of("media.changed").length, 1);
  assert.equal(fixture.of("poll.opened").length, 1);
  await fixture.stop();
});

Deno.test("reconnect: the model of the room is built anew on every join", async () => {
  const fixture = new ClientFixture();
  const first = await fixture.start();
  letIn(first, { others: [wireUser("alice"), wireUser("bob")] });
  first.drop({ kind: "server" });
  await fixture.settle();
  assert.equal(fixture.client.room.inRoom, false);
  assert.equal(fixture.client.room.me, undefined);
  letIn(await fixture.nextSocket(), { others: [wireUser("carol")] });
  assert.deepEqual(fixture.client.room.users.map((user) => user.name), ["rosey", "carol"]);
  await fixture.stop();
});

Deno.test("stop: it ends at once from everywhere, with exit 0, and no event comes after", async () => {
  for (const where of ["before", "connecting", "in the room", "waiting"] as const) {
    const fixture = new ClientFixture();
    if (where === "before") fixture.begin();
    else await fixture.start();
    if (where === "in the room") letIn(fixture.transport.latest);
    if (where === "waiting") {
      fixture.transport.latest.drop({ kind: "server" });
      await fixture.settle();
    }
    const outcome = await fixture.stop();
    assert.deepEqual(outcome, { exit: "done", message: "stopped as asked" }, where);
    if (where === "in the room") assert.equal(fixture.events.at(-1)?.kind, "room.lost");
    const count = fixture.events.length;
    fixture.transport.sockets.at(-1)?.deliver("chatMsg", wireLine("alice", "too late", 1));
    await fixture.clock.advanceAsync(120_000);
    assert.equal(fixture.events.length, count, where);
    assert.equal(fixture.clock.pendingTimers, 0, where);
  }
});

Deno.test("events: each has an id of its own and the next number", async () => {
  const fixture = new ClientFixture();
  letIn(await fixture.start());
  assert.deepEqual(fixture.events.map((event) => event.seq), fixture.events.map((_, index) => index + 1));
  assert.equal(new Set(fixture.events.map((event) => event.id)).size, fixture.events.length);
  assert.equal(fixture.client.lastFrameAtMs, fixture.clock.now());
  await fixture.stop();
});

Deno.test("events: a sink that throws is told of in the log, and costs nothing else", async () => {
  let taken = 0;
  const fixture = new ClientFixture({
    sink: () => {
      taken++;
      throw new RoseyError("full", { code: "x", exit: "bug" });
    },
  });
  letIn(await fixture.start());
  assert.ok(taken > 5);
  assert.equal(fixture.client.room.inRoom, true);
  assert.ok(fixture.log.lines.some((line) => line.message === "an event was not taken"));
  await fixture.stop();
});

Deno.test("connects: they are remembered before they are made", async () => {
  const fixture = new ClientFixture();
  fixture.transport.onConnect = () => assert.equal(fixture.connectTimes.length, 1);
  const socket = await fixture.start();
  assert.equal(socket.url, DISCOVERED.servers[0]?.url);
  await fixture.stop();
});
