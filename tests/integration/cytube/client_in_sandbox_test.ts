import assert from "node:assert/strict";
import { systemClock } from "../../../src/domain/clock.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { plainText } from "../../../src/domain/text.ts";
import { RunningClient, startSandbox, Visitor } from "./sandbox_room.ts";

Deno.test("cytube client: it joins a real server and sees who is there", async () => {
  const sandbox = await startSandbox();
  const alice = new Visitor(sandbox.url, "alice");
  await alice.joined;
  const rosey = new RunningClient(sandbox.url);
  const entered = await rosey.event("room.entered");
  assert.deepEqual([entered.name, entered.registered], ["rosey", true]);
  assert.deepEqual(rosey.client.room.users.map((user) => user.name).toSorted(), ["alice", "rosey"]);
  assert.equal(rosey.client.statistics.unknown.size, 0);
  assert.equal(rosey.client.statistics.malformed.size, 0);
  alice.leave();
  await rosey.event("user.left", (event) => event.name === "alice");
  assert.equal((await rosey.stop()).exit, "done");
  await sandbox.stop();
});

Deno.test("cytube client: lines and private messages go both ways as they were written", async () => {
  const sandbox = await startSandbox();
  const alice = new Visitor(sandbox.url, "alice");
  await alice.joined;
  alice.say("said before");
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  const before = await rosey.event("chat");
  assert.deepEqual([before.text, before.replayed], ["said before", true]);
  alice.say("a <b> & a snake_case_name");
  const line = await rosey.event("chat", (event) => !event.replayed);
  assert.equal(line.text, "a <b> & a snake_case_name");
  alice.tell("rosey", "psst <you>");
  assert.equal((await rosey.event("pm")).text, "psst <you>");

  const said = await rosey.client.speaker.say([plainText("/me *obeys* <nobody>")]);
  assert.equal(said.outcome, "sent");
  const echo = await rosey.event("chat", (event) => event.own);
  assert.deepEqual([echo.style, echo.text], ["plain", " /me *obeys* <nobody>"]);
  assert.equal((await rosey.client.speaker.tell("ALICE", [plainText("yes?")])).outcome, "sent");
  const refused = await rosey.client.speaker.tell("nobody", [plainText("anyone?")]);
  assert.equal(refused.outcome, "refused");
  alice.leave();
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: many lines at once pass the server's throttle without a refusal", async () => {
  const sandbox = await startSandbox();
  const rosey = new RunningClient(sandbox.url, { clock: systemClock });
  await rosey.event("room.entered");
  const all = Array.from(
    { length: 26 },
    (_, index) => rosey.client.speaker.say([plainText(`line ${index}`)]),
  );
  for (const result of await Promise.all(all)) assert.equal(result.outcome, "sent");
  assert.deepEqual(rosey.events.filter((event) => event.kind === "send.throttled"), []);
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: after a kick it comes back when the minute is over", async () => {
  const sandbox = await startSandbox();
  const owner = new Visitor(sandbox.url, "owner");
  await owner.joined;
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  owner.say("/kick rosey enough");
  const lost = await rosey.event("room.lost");
  assert.deepEqual([lost.reason, lost.retryInMs], ["kicked", 60_000]);
  assert.match(lost.message, /enough/);
  await rosey.passRetry(lost);
  await rosey.event("room.entered", undefined, 2);
  owner.leave();
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: a ban ends it with exit 21", async () => {
  const sandbox = await startSandbox();
  const owner = new Visitor(sandbox.url, "owner");
  await owner.joined;
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  owner.say("/ban rosey for good");
  assert.equal((await rosey.outcome).exit, "banned");
  owner.leave();
  await sandbox.stop();
});

Deno.test("cytube client: it survives a restart of the server, and tells old lines from new ones", async () => {
  const sandbox = await startSandbox();
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  await rosey.client.speaker.say([plainText("before the restart")]);
  await sandbox.restart("graceful");
  await rosey.passRetry(await rosey.event("room.lost"));
  await rosey.event("room.entered", undefined, 2);
  const lines = rosey.events.filter((event) => event.kind === "chat");
  assert.deepEqual(lines.map((event) => [event.text, event.replayed, event.own]), [
    ["before the restart", false, true],
    ["before the restart", true, true],
  ]);
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: the channel's password lets it in, a wrong one ends it with exit 23", async () => {
  const sandbox = await startSandbox({ password: "sesame" });
  const right = new RunningClient(sandbox.url, { channelPassword: new Secret("sesame") });
  await right.event("room.entered");
  await right.stop();
  const guest = { name: "visitor", password: undefined };
  const wrong = new RunningClient(sandbox.url, { channelPassword: new Secret("open"), user: guest });
  assert.equal((await wrong.outcome).exit, "channelPassword");
  await sandbox.stop();
});

Deno.test("cytube client: a wrong password of its own ends it with exit 22", async () => {
  const sandbox = await startSandbox();
  const rosey = new RunningClient(sandbox.url, { user: { name: "rosey", password: new Secret("wrong") } });
  assert.equal((await rosey.outcome).exit, "loginRefused");
  await sandbox.stop();
});

Deno.test("cytube client: of two with one name the newer stays", async () => {
  const sandbox = await startSandbox();
  const alice = new Visitor(sandbox.url, "alice");
  await alice.joined;
  const first = new RunningClient(sandbox.url);
  await first.event("room.entered");
  const second = new RunningClient(sandbox.url);
  await second.event("room.entered");
  assert.equal((await first.event("room.lost")).reason, "duplicate_login");
  assert.equal(second.client.room.me?.name, "rosey");
  assert.equal(second.client.room.inRoom, true);
  alice.leave();
  await first.stop();
  await second.stop();
  await sandbox.stop();
});

Deno.test("cytube client: a line that fell silent is left after 45 s, and the room is entered again", async () => {
  const sandbox = await startSandbox();
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  sandbox.faults.silence();
  await rosey.clock.advanceAsync(45_000);
  const lost = await rosey.event("room.lost");
  assert.equal(lost.reason, "dead_line");
  sandbox.faults.heal({ deliver: false });
  await rosey.passRetry(lost);
  await rosey.event("room.entered", undefined, 2);
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: a refused connect is waited out", async () => {
  const sandbox = await startSandbox();
  sandbox.faults.refuseConnections("Rate limit exceeded");
  const rosey = new RunningClient(sandbox.url);
  const lost = await rosey.event("room.lost");
  assert.equal(lost.reason, "rate_limited");
  assert.ok((lost.retryInMs ?? 0) >= 10_000);
  sandbox.faults.refuseConnections(undefined);
  await rosey.passRetry(lost);
  await rosey.event("room.entered");
  await rosey.stop();
  await sandbox.stop();
});

Deno.test("cytube client: it follows a channel that moves to another server", async () => {
  const [old, fresh] = [await startSandbox(), await startSandbox()];
  const rosey = new RunningClient(old.url);
  await rosey.event("room.entered");
  old.faults.movePartition("testroom", fresh.url);
  const lost = await rosey.event("room.lost");
  assert.equal(lost.reason, "partition_moved");
  await rosey.passRetry(lost);
  await rosey.event("room.entered", undefined, 2);
  const there = new Visitor(fresh.url, "alice");
  await rosey.event("user.joined", (event) => event.user.name === "alice");
  there.leave();
  await rosey.stop();
  await old.stop();
  await fresh.stop();
});

Deno.test("cytube client: an unregistered channel is told of", async () => {
  const sandbox = await startSandbox({ registered: false });
  const strict = new RunningClient(sandbox.url, { requireRegistered: true });
  assert.equal((await strict.outcome).exit, "channelNotRegistered");
  await sandbox.stop();
});

Deno.test("cytube client: a server that is not there is told with its address", async () => {
  const sandbox = await startSandbox();
  const { url } = sandbox;
  await sandbox.stop();
  const rosey = new RunningClient(url, { failFast: true });
  const { exit, message } = await rosey.outcome;
  assert.equal(exit, "serverUnreachable");
  assert.ok(message.includes(url), message);
});
