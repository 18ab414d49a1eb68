import assert from "node:assert/strict";
import fc from "fast-check";
import type { SendResult } from "../../../src/cytube/speaker.ts";
import { QUEUE_LIMIT, WAIT_LIMIT_MS } from "../../../src/cytube/send_queue.ts";
import { ECHO_LIMIT_MS } from "../../../src/cytube/line/chat_lane.ts";
import { type Clock, ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { PARTS_LIMIT } from "../../../src/domain/lines_to_say.ts";
import { plainText } from "../../../src/domain/text.ts";
import { ClientFixture, letIn, wireLine, wireOptions, wireUser } from "./client_fixture.ts";
import type { FakeSocket } from "./fake_transport.ts";

const SLOW = { burst: 2, sustained: 1, cooldown: 4 };

/** A client in the room, whose lines are kept until the test answers them. */
async function speaking(scene: Parameters<typeof letIn>[1] = {}) {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket, { others: [wireUser("alice")], ...scene });
  const { speaker } = fixture.client;
  const results: SendResult[] = [];
  const say = (text: string) => void speaker.say([plainText(text)]).then((result) => results.push(result));
  const tell = (user: string, text: string) =>
    void speaker.tell(user, [plainText(text)]).then((result) => results.push(result));
  return { fixture, socket, speaker, results, say, tell };
}

/** What was written to the room so far. */
function said(socket: FakeSocket): string[] {
  return socket.payloads("chatMsg").map((payload) => member(payload, "msg"));
}

function member(payload: unknown, key: string): string {
  const found = typeof payload === "object" && payload !== null
    ? Object.entries(payload).find(([name]) => name === key)
    : undefined;
  return String(found?.[1]);
}

function echo(socket: FakeSocket, text: string, time = 1000): void {
  socket.deliver("chatMsg", wireLine("rosey", text, time));
}

/** A server that echoes what is said, at once. */
function echoing(socket: FakeSocket, now: () => number): void {
  socket.onSent = ({ event, payload }) => {
    if (event === "chatMsg") queueMicrotask(() => echo(socket, member(payload, "msg"), now()));
  };
}

Deno.test("sender: a line is sent when its echo was seen", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("hello");
  assert.deepEqual(said(socket), ["hello"]);
  await fixture.settle();
  assert.deepEqual(results, []);
  echo(socket, "hello", 4242);
  await fixture.settle();
  assert.deepEqual(results, [{ outcome: "sent", serverTimeMs: 4242 }]);
  await fixture.stop();
});

Deno.test("sender: an echo that the channel's filters rewrote is one", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("a snake_case_name");
  echo(socket, "a snake<em>case</em>name");
  await fixture.settle();
  assert.equal(results[0]?.outcome, "sent");
  await fixture.stop();
});

Deno.test("sender: a throttled line is sent again later, once", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("one");
  say("two");
  socket.deliver("cooldown", 1000);
  assert.deepEqual(said(socket), ["one"]);
  await fixture.clock.advanceAsync(900);
  assert.deepEqual(said(socket), ["one"]);
  await fixture.clock.advanceAsync(1000);
  assert.deepEqual(said(socket), ["one", "one"]);
  echo(socket, "one");
  await fixture.clock.advanceAsync(10);
  echo(socket, "two");
  await fixture.clock.advanceAsync(30_000);
  assert.deepEqual(said(socket).filter((line) => line === "one").length, 2);
  assert.deepEqual(results.map((result) => result.outcome), ["sent", "sent"]);
  await fixture.stop();
});

Deno.test("sender: after a refusal nothing of the burst is believed", async () => {
  const { fixture, socket, say } = await speaking({ antiflood: { burst: 4, sustained: 1, cooldown: 4 } });
  say("one");
  say("two");
  socket.deliver("cooldown", 1000);
  echoing(socket, () => fixture.clock.now());
  await fixture.clock.advanceAsync(1500);
  assert.deepEqual(said(socket), ["one", "one"]);
  await fixture.clock.advanceAsync(1500);
  assert.deepEqual(said(socket), ["one", "one", "two"]);
  await fixture.stop();
});

Deno.test("sender: the channel's flood limit is kept, and adapted to when it changes", async () => {
  const { fixture, socket, say } = await speaking({ antiflood: SLOW });
  echoing(socket, () => fixture.clock.now());
  for (let index = 0; index < 5; index++) say(`line ${index}`);
  await fixture.settle();
  assert.equal(said(socket).length, 2);
  await fixture.clock.advanceAsync(1200);
  assert.equal(said(socket).length, 3);
  socket.deliver("channelOpts", wireOptions());
  await fixture.clock.advanceAsync(100);
  assert.equal(said(socket).length, 5);
  await fixture.stop();
});

Deno.test("sender: a server's clock that is set forward does not silence Rosey", async () => {
  const { fixture, socket, say } = await speaking({ antiflood: SLOW });
  let serverMs = 0;
  echoing(socket, () => fixture.clock.now() + serverMs);
  say("before");
  await fixture.clock.advanceAsync(10_000);
  serverMs = 3_600_000;
  for (const text of ["one", "two", "three", "four"]) say(text);
  await fixture.clock.advanceAsync(10_000);
  assert.deepEqual(said(socket), ["before", "one", "two", "three", "four"]);
  await fixture.stop();
});

Deno.test("sender: a moderator's lines do not wait for the channel's flood limit", async () => {
  const { fixture, socket, say } = await speaking({ antiflood: SLOW });
  socket.deliver("rank", 2);
  echoing(socket, () => fixture.clock.now());
  for (let index = 0; index < 10; index++) say(`line ${index}`);
  await fixture.settle();
  assert.equal(said(socket).length, 10);
  await fixture.stop();
});

Deno.test("sender: while muted nothing is tried, and after the unmute it goes on by itself", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("first");
  socket.deliver("noflood", { action: "chat", msg: "You have been muted on this channel." });
  say("second");
  await fixture.clock.advanceAsync(30_000);
  assert.deepEqual(said(socket), ["first"]);
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: true } });
  echoing(socket, () => fixture.clock.now());
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: false, muted: false } });
  await fixture.clock.advanceAsync(2000);
  assert.deepEqual(said(socket), ["first", "first", "second"]);
  assert.deepEqual(results.map((result) => result.outcome), ["sent", "sent"]);
  await fixture.stop();
});

Deno.test("sender: who is muted can still speak to one person", async () => {
  const { fixture, socket, results, say, tell } = await speaking({
    me: wireUser("rosey", 1, { muted: true }),
  });
  say("to all");
  tell("alice", "to one");
  assert.deepEqual(said(socket), []);
  assert.deepEqual(socket.payloads("pm"), [{ to: "alice", msg: "to one", meta: {} }]);
  socket.deliver("pm", { ...wireLine("rosey", "to one", 5), to: "alice" });
  await fixture.settle();
  assert.deepEqual(results, [{ outcome: "sent", serverTimeMs: 5 }]);
  await fixture.stop();
});

Deno.test("sender: a private message to somebody absent is refused with the server's words", async () => {
  const { fixture, socket, results, tell } = await speaking();
  tell("nosuchuser", "anyone?");
  const message = "PM failed: nosuchuser isn't connected to this channel.";
  socket.deliver("errorMsg", { msg: message });
  await fixture.settle();
  assert.deepEqual(results, [{ outcome: "refused", reason: "addressee", message }]);
  await fixture.stop();
});

Deno.test("sender: without the permission to chat nothing is written", async () => {
  const { fixture, socket, results, say } = await speaking({ permissions: { chat: 2 } });
  say("may I?");
  await fixture.clock.advanceAsync(5000);
  assert.deepEqual(said(socket), []);
  assert.deepEqual(results.map((result) => result.outcome === "refused" && result.reason), ["permission"]);
  await fixture.stop();
});

Deno.test("sender: a rank that comes a little after the join gives the right to speak", async () => {
  const { fixture, socket, say } = await speaking({ permissions: { chat: 2 } });
  say("I may");
  assert.deepEqual(said(socket), []);
  await fixture.clock.advanceAsync(50);
  socket.deliver("rank", 2);
  assert.deepEqual(said(socket), ["I may"]);
  await fixture.stop();
});

Deno.test("sender: a refusal of something else is not taken for that of the line", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("hello");
  socket.deliver("noflood", { action: "/rank", msg: "You are changing ranks too quickly." });
  socket.deliver("errorMsg", { msg: "PM failed: bob isn't connected to this channel." });
  await fixture.settle();
  assert.equal(results.length, 0);
  echo(socket, "hello");
  await fixture.settle();
  assert.equal(results[0]?.outcome, "sent");
  await fixture.stop();
});

Deno.test("sender: a clock that is set back does not hold a line up", async () => {
  const clock = new ManualClock();
  let setBackMs = 0;
  const jumping: Clock = {
    now: () => clock.now() - setBackMs,
    monotonic: () => clock.monotonic(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    every: (periodMs, callback) => clock.every(periodMs, callback),
  };
  const fixture = new ClientFixture({ clock: jumping });
  const socket = await fixture.start();
  letIn(socket, { antiflood: SLOW });
  echoing(socket, () => clock.now());
  const waiting = ["a", "b", "c"].map((text) => fixture.client.speaker.say([plainText(text)]));
  await clock.advanceAsync(10);
  setBackMs = 3_600_000;
  await clock.advanceAsync(1200);
  for (const result of await Promise.all(waiting)) assert.equal(result.outcome, "sent");
  await fixture.stop();
});

Deno.test("sender: without a name nothing is written", async () => {
  const fixture = new ClientFixture({ user: undefined });
  const socket = await fixture.start();
  socket.open();
  socket.deliver("userlist", []);
  const result = await fixture.client.speaker.say([plainText("hello")]);
  assert.equal(result.outcome === "refused" && result.reason, "not_logged_in");
  assert.deepEqual(said(socket), []);
  await fixture.stop();
});

Deno.test("sender: the spam filter refuses for good", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("see http://x.example");
  socket.deliver("spamFiltered", { reason: "NEW_USER_CHAT_LINK" });
  await fixture.settle();
  assert.deepEqual(results, [{ outcome: "refused", reason: "spam", message: "NEW_USER_CHAT_LINK" }]);
  await fixture.stop();
});

Deno.test("sender: the lines of a long text stay together, and their echoes make one result", async () => {
  const { fixture, socket, results, say } = await speaking();
  echoing(socket, () => 77);
  say(`${"word ".repeat(150)}end`);
  say("next");
  await fixture.clock.advanceAsync(5000);
  const lines = said(socket);
  assert.equal(lines.length, 4);
  assert.equal(lines.slice(0, 3).join(" "), `${"word ".repeat(150)}end`);
  assert.equal(lines[3], "next");
  assert.deepEqual(results.map((result) => result.outcome), ["sent", "sent"]);
  await fixture.stop();
});

Deno.test("sender: no text that anybody can write becomes a command of the server", async () => {
  const { fixture, socket, speaker } = await speaking();
  echoing(socket, () => fixture.clock.now());
  const pieces = fc.constantFrom(
    "/",
    "/kick alice",
    "/me ",
    "/say /ban x",
    "\u0000",
    "\n",
    " ",
    "\u2028",
    "x".repeat(160),
    "a",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (all) => {
      const result = speaker.say([plainText(all.join(""))]).catch((thrown) => {
        assert.ok(thrown instanceof RoseyError);
      });
      await fixture.clock.advanceAsync(3000);
      await result;
      for (const line of said(socket)) assert.ok(!line.startsWith("/"), line);
    }),
    { numRuns: 150 },
  );
  await fixture.stop();
});

Deno.test("sender: a command goes out as one, and its effect is its receipt", async () => {
  const { fixture, socket, speaker } = await speaking();
  const back = speaker.act({ kind: "afk", away: true });
  assert.deepEqual(said(socket), ["/afk"]);
  socket.deliver("setUserMeta", { name: "rosey", meta: { afk: true, muted: false } });
  assert.equal((await back).outcome, "done");
  await fixture.stop();
});

Deno.test("sender: blank, endless and too many texts are refused at once", async () => {
  const { fixture, socket, speaker } = await speaking();
  const code = (wanted: string) => (thrown: unknown) =>
    thrown instanceof RoseyError && thrown.code === wanted;
  await assert.rejects(speaker.say([plainText("  ")]), code("say.blank"));
  await assert.rejects(speaker.say([plainText("word ".repeat(80 * PARTS_LIMIT))]), code("say.too_long"));
  socket.drop({ kind: "server" });
  await fixture.settle();
  const waiting = Array.from({ length: QUEUE_LIMIT }, () => speaker.say([plainText("x")]));
  await assert.rejects(speaker.say([plainText("one more")]), code("say.queue_full"));
  await fixture.stop();
  for (const result of await Promise.all(waiting)) assert.equal(result.outcome, "expired");
});

Deno.test("sender: what waits outside of the room goes out on return, unless it is too old by then", async () => {
  const { fixture, socket, results, say } = await speaking();
  socket.drop({ kind: "network", message: "gone" });
  await fixture.settle();
  say("old");
  await fixture.clock.advanceAsync(WAIT_LIMIT_MS + 1000);
  assert.deepEqual(results.map((result) => result.outcome), ["expired"]);
  say("fresh");
  const again = fixture.transport.latest;
  letIn(again.opened ? await fixture.nextSocket() : again);
  assert.deepEqual(said(fixture.transport.latest), ["fresh"]);
  await fixture.stop();
});

Deno.test("sender: a command for a connection that is gone is not executed on the next one", async () => {
  const { fixture, socket, speaker, say } = await speaking();
  const outcomes = [speaker.act({ kind: "afk", away: true }), speaker.act({ kind: "afk", away: true })];
  say("hello");
  socket.drop({ kind: "network", message: "gone" });
  const next = await fixture.nextSocket();
  letIn(next);
  await fixture.settle();
  assert.deepEqual(said(next), ["hello"]);
  assert.deepEqual((await Promise.all(outcomes)).map(({ outcome }) => outcome), ["in_doubt", "expired"]);
  await fixture.stop();
});

Deno.test("sender: a line that was on its way when the room was lost is found in the replay, or in doubt", async () => {
  for (const found of [true, false]) {
    const { fixture, socket, results, say } = await speaking();
    say("was it said?");
    say("next");
    socket.drop({ kind: "network", message: "gone" });
    const again = await fixture.nextSocket();
    letIn(again, { replay: found ? [wireLine("rosey", "was it said?", 123)] : [] });
    await fixture.settle();
    assert.equal(results[0]?.outcome, found ? "sent" : "in_doubt");
    assert.deepEqual(said(again), ["next"]);
    await fixture.stop();
  }
});

Deno.test("sender: a line without an echo is in doubt, and its late echo is not taken for the next line's", async () => {
  const { fixture, socket, results, say } = await speaking();
  say("lost");
  say("next");
  await fixture.clock.advanceAsync(ECHO_LIMIT_MS);
  assert.deepEqual(results.map((result) => result.outcome), ["in_doubt"]);
  assert.deepEqual(said(socket), ["lost", "next"]);
  echo(socket, "lost");
  await fixture.settle();
  assert.equal(results.length, 1);
  echo(socket, "next");
  await fixture.settle();
  assert.deepEqual(results.map((result) => result.outcome), ["in_doubt", "sent"]);
  await fixture.stop();
});

/** A line to a server with the limiter of CyTube, on which every way takes a time of its own. */
function serveSlowly(fixture: ClientFixture, socket: FakeSocket, limit: typeof SLOW, travelMs: () => number) {
  const server = { count: 0, last: -Infinity, cooldowns: 0 };
  const back = (deliver: () => void) => fixture.clock.after(travelMs(), deliver);
  const arrive = (msg: string) => {
    const now = fixture.clock.now();
    if (server.last < now - limit.cooldown * 1000) server.count = 1;
    else if (server.count < limit.burst) server.count++;
    else if (now - server.last < 1000 / limit.sustained) {
      server.cooldowns++;
      return back(() => socket.deliver("cooldown", 1000 / limit.sustained));
    }
    server.last = now;
    return back(() => echo(socket, msg, now));
  };
  socket.onSent = ({ payload }) => void fixture.clock.after(travelMs(), () => arrive(member(payload, "msg")));
  return server;
}

Deno.test("sender: on a line where some are a second late, hardly any is refused and every one is said once", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = seededRandom(seed);
    const travelMs = () => random() < 0.1 ? 1000 : 20 + 30 * random();
    const limit = { burst: 4, sustained: 1, cooldown: 4 };
    const { fixture, socket, say, results } = await speaking({ antiflood: limit });
    const server = serveSlowly(fixture, socket, limit, travelMs);
    for (let index = 0; index < 60; index++) say(`line ${index}`);
    await fixture.clock.advanceAsync(280_000);
    assert.equal(results.filter((result) => result.outcome === "sent").length, 60);
    assert.ok(server.cooldowns <= 1, `seed ${seed}: ${server.cooldowns} refusals`);
    await fixture.stop();
  }
});

Deno.test("sender: against the server's own limiter, under load, no line is refused and nine tenths of the allowance are used", async () => {
  const { fixture, socket, say, results } = await speaking({
    antiflood: { burst: 4, sustained: 1, cooldown: 4 },
  });
  const server = serveSlowly(fixture, socket, { burst: 4, sustained: 1, cooldown: 4 }, () => 5);
  for (let index = 0; index < 100; index++) say(`line ${index}`);
  await fixture.clock.advanceAsync(96_000 / 0.9);
  assert.equal(server.cooldowns, 0);
  assert.equal(results.filter((result) => result.outcome === "sent").length, 100);
  assert.deepEqual(said(socket), Array.from({ length: 100 }, (_, index) => `line ${index}`));
  await fixture.stop();
});
