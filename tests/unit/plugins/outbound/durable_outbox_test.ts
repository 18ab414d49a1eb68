import assert from "node:assert/strict";
import type { ActionFate } from "../../../../src/domain/outbox.ts";
import type { PlainText } from "../../../../src/domain/text.ts";
import { plainText } from "../../../../src/domain/text.ts";
import { PRODUCER_LIMIT } from "../../../../plugins/outbound/requests.ts";
import { OutboxRoom } from "./outbox_room.ts";

const test = (promise: string, run: (room: OutboxRoom) => Promise<void>) =>
  Deno.test(`outbox: ${promise}`, async () => {
    await using room = await OutboxRoom.open();
    await run(room);
  });

test("a line is kept, sent when Rosey is in the room, and marked with its echo", async (all) => {
  const life = all.live();
  await life.say("hello");
  await life.settle();
  assert.deepEqual(await all.rows(), ["hello: queued"]);
  assert.deepEqual(life.line.sent, []);
  assert.equal(life.outbox.waiting, 1);
  await life.enter();
  assert.deepEqual(await all.rows(), ["hello: sent"]);
  assert.deepEqual(all.room.texts, ["hello"]);
  assert.equal(life.outbox.waiting, 0);
  assert.deepEqual(life.changes.map(({ outboxId, state }) => [outboxId, state]), [
    [1, "queued"],
    [1, "sending"],
    [1, "sent"],
  ]);
  const [row] = await all.memory.repositories.outbox.list();
  assert.equal(row?.serverTimeMs, all.room.heard[0]?.serverTimeMs);
  assert.equal(row?.sends, 1);
});

test("nothing is written to the server before it is durable that it will be", async (all) => {
  const states: (string | undefined)[] = [];
  const life = all.live();
  life.line.beforeWrite = async () => {
    states.push((await all.memory.repositories.outbox.list())[0]?.state);
  };
  await life.enter();
  await life.say("hello");
  await life.settle();
  assert.deepEqual(states, ["sending"]);
});

test("replies go before messages, and those before announcements", async (all) => {
  const life = all.live();
  for (const [text, name] of [["a", "announcement"], ["m", "message"], ["r", "reply"]] as const) {
    await life.say(text, name);
  }
  await life.enter();
  assert.deepEqual(all.room.texts, ["r", "m", "a"]);
});

test("the parts of a text stay together", async (all) => {
  const life = all.live();
  await life.outbox.say([plainText("one"), plainText("two"), plainText("three")], {
    producer: "quotes",
    class: "announcement",
  });
  life.line.treat = ({ kind }) => {
    if (kind === "chat" && life.line.sent.length === 1) void life.say("urgent", "reply");
    return "take";
  };
  await life.enter();
  assert.deepEqual(all.room.texts, ["one", "two", "three", "urgent"]);
});

test("producers share a lane evenly, however much one of them queues", async (all) => {
  const life = all.live();
  for (let index = 0; index < 60; index += 1) await life.say(`a${index}`, "message", { producer: "a" });
  for (let index = 0; index < 10; index += 1) {
    await life.say(`b${index}`, "message", { producer: "b" });
    await life.outbox.say([plainText(`c${index}`), plainText("c, more")], { producer: "c" });
  }
  await life.enter();
  const first = all.room.texts.slice(0, 30);
  const of = (letter: string) => first.filter((text) => text.startsWith(letter)).length;
  const shares = [of("a"), of("b"), of("c")];
  for (const share of shares) assert.ok(share >= 9 && share <= 11, shares.join());
  assert.equal(all.room.texts.length, 90);
});

test("what was put back is the next again, and counts as not tried", async (all) => {
  const life = all.live();
  let throttled = false;
  life.line.treat = () => {
    if (throttled) return "take";
    throttled = true;
    life.line.waitMs = 1_000;
    return { outcome: "put_back", why: "throttled" };
  };
  await life.say("one");
  await life.say("two");
  await life.enter();
  assert.deepEqual(await all.rows(), ["one: queued, throttled", "two: queued"]);
  life.line.waitMs = 0;
  await all.clock.advanceAsync(1_000);
  await life.settle();
  assert.deepEqual(all.room.texts, ["one", "two"]);
  assert.equal((await all.memory.repositories.outbox.find(1))?.sends, 1);
});

test("what the server refuses is an end with its reason, for all of the text", async (all) => {
  const life = all.live();
  life.line.treat = (outgoing) =>
    outgoing.kind === "chat" && outgoing.text === "two"
      ? { outcome: "refused", reason: "spam", message: "young account" }
      : "take";
  await life.outbox.say([plainText("one"), plainText("two"), plainText("three")], { producer: "x" });
  await life.say("four");
  await life.enter();
  assert.deepEqual(await all.rows(), [
    "one: sent",
    "two: rejected, spam",
    "three: rejected, spam",
    "four: sent",
  ]);
});

test("what may not be said is refused without being written", async (all) => {
  const life = all.live();
  life.line.refuse = ({ kind }) =>
    kind === "chat" ? { kind: "refused", reason: "permission", message: "rank 2 is needed" } : undefined;
  await life.say("hello");
  await life.outbox.tell("alice", [plainText("psst")], { producer: "x" });
  await life.enter();
  assert.deepEqual(await all.rows(), ["hello: rejected, permission", "psst: sent"]);
  assert.equal(life.line.sent.length, 1);
});

test("while Rosey is muted her lines wait and PMs go; it is said once, and ends with the mute", async (all) => {
  const life = all.live();
  await life.enter();
  life.line.muted = true;
  await life.say("one");
  await life.say("two");
  await life.outbox.tell("alice", [plainText("psst")], { producer: "x" });
  await life.settle();
  assert.deepEqual(await all.rows(), ["one: queued", "two: queued", "psst: sent"]);
  assert.equal(life.line.sent.length, 1);
  assert.deepEqual(life.complaints, ["Rosey is muted: what she is to say waits | 1"]);
  life.line.muted = false;
  life.line.changed();
  await life.settle();
  assert.deepEqual(all.room.texts, ["one", "two"]);
  assert.equal(life.complaints.length, 2);
});

test("what waits too long expires with the reason, and whoever waits for an act is told", async (all) => {
  const life = all.live();
  await life.say("joke");
  await life.say("news", "announcement");
  const act = life.outbox.act({ kind: "shuffle" }, { producer: "x" });
  await all.clock.advanceAsync(6 * 60_000);
  await life.outbox.poll();
  assert.equal((await act).outcome, "expired");
  await life.enter();
  assert.deepEqual(await all.rows(), [
    "joke: expired, waited_too_long",
    "news: sent",
    "shuffle: expired, waited_too_long",
  ]);
});

test("lines that were lost one after the other are said in the order in which they were queued", async (all) => {
  const life = all.live();
  all.room.say("alice", "hello");
  await life.enter();
  life.line.treat = () => "lose";
  for (const text of ["one", "two", "three"]) await life.say(text);
  await life.settle();
  life.line.treat = () => "take";
  await life.enter();
  assert.deepEqual(all.room.texts, ["one", "two", "three"]);
});

test("outside of the room nothing is given up as unknowable: the way back may prove it", async (all) => {
  const life = all.live();
  all.room.say("alice", "hello");
  await life.enter();
  life.line.treat = () => "lose";
  await life.say("lost", "message");
  await life.settle();
  assert.deepEqual(await all.rows(), ["lost: in_doubt, no_answer"]);
  life.line.inside = false;
  await all.clock.advanceAsync(10 * 60_000);
  await life.outbox.poll();
  life.line.treat = () => "take";
  await life.enter();
  assert.deepEqual(await all.rows(), ["lost: sent"]);
});

test("a newer line takes the place of an unsent one with the same key", async (all) => {
  const life = all.live();
  for (const text of ["one", "two"]) await life.say(text, "message", { collapseKey: "now" });
  await life.say("other", "message", { collapseKey: "now", producer: "another" });
  await life.enter();
  await life.say("three", "message", { collapseKey: "now" });
  await life.settle();
  assert.deepEqual(await all.rows(), ["one: expired, replaced", "two: sent", "other: sent", "three: sent"]);
  assert.deepEqual(all.room.texts, ["two", "other", "three"]);
});

test("the same key again is the same request", async (all) => {
  const life = all.live();
  await life.enter();
  for (let index = 0; index < 3; index += 1) await life.say("once", "message", { key: "k" });
  await life.settle();
  assert.deepEqual(all.room.texts, ["once"]);
  const act = () => life.outbox.act({ kind: "shuffle" }, { producer: "x", key: "s" });
  assert.deepEqual([(await act()).outcome, (await act()).outcome], ["done", "in_doubt"]);
  assert.equal(all.room.acts.length, 1);
});

test("texts that cannot be said are refused with the reason, before anything is kept", async (all) => {
  const life = all.live({ linked: ["bad.example"] });
  const refusals: readonly [readonly PlainText[], string][] = [
    [[], "say.blank"],
    [[plainText("  ")], "say.blank"],
    [[plainText("x".repeat(4000))], "say.too_long"],
    [Array.from({ length: 41 }, () => plainText("x")), "say.too_long"],
    [[plainText("look: https://www.bad.example/x")], "say.banned_link"],
  ];
  for (const [lines, code] of refusals) {
    await assert.rejects(life.outbox.say(lines, { producer: "x" }), { code });
    await assert.rejects(life.outbox.tell("alice", lines, { producer: "x" }), { code });
    assert.throws(() => life.outbox.queued({ lines, to: undefined }, { producer: "x" }), { code });
  }
  assert.deepEqual(await all.rows(), []);
});

test("a producer's queue is bounded, loudly, and another's is not its business", async (all) => {
  const life = all.live();
  const many = Array.from({ length: 40 }, () => plainText("x"));
  for (let index = 0; index < PRODUCER_LIMIT / 40; index += 1) {
    await life.outbox.say(many, { producer: "noisy" });
  }
  await assert.rejects(life.outbox.say([plainText("x")], { producer: "noisy" }), { code: "say.queue_full" });
  await life.say("fine", "reply", { producer: "commands" });
  assert.equal(life.outbox.waiting, PRODUCER_LIMIT + 1);
  await life.enter();
  assert.equal(all.room.texts[0], "fine");
  assert.equal(all.room.texts.length, PRODUCER_LIMIT + 1);
});

test("a link for which Rosey was thrown out is learned, and remembered by the next process", async (all) => {
  const life = all.live();
  life.line.treat = () => ({ outcome: "refused", reason: "banned_link", message: "thrown out" });
  await life.say("see http://bad.example:80/a");
  await life.enter();
  assert.deepEqual(await all.rows(), ["see http://bad.example:80/a: dead, banned_link"]);
  await assert.rejects(life.say("http://bad.example"), { code: "say.banned_link" });
  const next = all.live();
  await next.settle();
  await assert.rejects(next.say("http://bad.example"), { code: "say.banned_link" });
});

test("acts have a lane of their own and are answered with their fate", async (all) => {
  const life = all.live();
  await life.enter();
  const held = Promise.withResolvers<void>();
  life.line.beforeAnswer = () => life.line.sent.length === 1 ? held.promise : Promise.resolve();
  await life.say("slow");
  await life.settle();
  const fates: ActionFate[] = [];
  fates.push(await life.outbox.act({ kind: "shuffle" }, { producer: "x" }));
  life.line.treat = () => ({ outcome: "refused", reason: "target", message: "gone" });
  fates.push(await life.outbox.act({ kind: "delete", uid: 3 }, { producer: "x" }));
  life.line.treat = () => "lose";
  fates.push(await life.outbox.act({ kind: "play_next" }, { producer: "x" }));
  assert.deepEqual(fates.map(({ outcome }) => outcome), ["done", "refused", "in_doubt"]);
  held.resolve();
  await life.settle();
  assert.deepEqual(await all.rows(), [
    "slow: sent",
    "shuffle: sent",
    "delete: rejected, target",
    "play_next: in_doubt, no_answer",
  ]);
});

test("the AFK mark leaves no row and is set now or not at all", async (all) => {
  const life = all.live();
  const afk = (away: boolean) => life.outbox.act({ kind: "afk", away }, { producer: "core" });
  assert.equal((await afk(true)).outcome, "expired");
  await life.enter();
  assert.equal((await afk(true)).outcome, "done");
  life.line.waitMs = 500;
  const waiting = afk(false);
  const newer = afk(true);
  assert.equal((await waiting).outcome, "expired");
  life.line.waitMs = 0;
  await all.clock.advanceAsync(500);
  assert.equal((await newer).outcome, "done");
  assert.deepEqual(await all.rows(), []);
});

test("lines that are committed with a plugin's own rows are said after that", async (all) => {
  const life = all.live();
  await life.enter();
  const writes = life.outbox.queued({ lines: [plainText("with my rows")], to: undefined }, { producer: "x" });
  await life.settle();
  assert.deepEqual(await all.rows(), []);
  await all.commit([
    ...all.memory.repositories.actions.logged({
      atMs: 0,
      user: "alice",
      kind: "x",
      details: undefined,
    }),
    ...writes,
  ]);
  life.outbox.wake();
  await life.settle();
  assert.deepEqual(all.room.texts, ["with my rows"]);
});

test("what another program queued is found by the poll, made sayable, or refused", async (all) => {
  const life = all.live();
  await life.enter();
  const { outbound, outbox } = all.memory.repositories;
  const enqueue = (message: string, key: string) =>
    outbound.enqueue(all.sink, { message, key, atMs: all.clock.now() });
  await enqueue("hello from v0.5.0", "1");
  await enqueue("/kick alice", "2");
  await enqueue(`${"word ".repeat(70)}end`, "3");
  await enqueue(" ", "4");
  await enqueue("x".repeat(9_000), "5");
  await all.commit(outbox.queued({
    group: "cli 1",
    outgoing: [{ kind: "chat", text: plainText("from the command line") }],
    lane: "chat",
    class: "message",
    producer: "cli",
    atMs: all.clock.now(),
  }));
  await life.settle();
  assert.equal(all.room.texts.length, 0);
  await life.outbox.poll();
  await life.settle();
  assert.equal(all.room.texts.length, 5);
  assert.ok(all.room.texts.includes(" /kick alice"), "said, not executed");
  assert.ok(all.room.texts.includes("from the command line"));
  const ends = (await all.rows()).map((row) => row.slice(row.lastIndexOf(":")));
  assert.deepEqual(ends, [
    ": sent",
    ": sent",
    ": expired, split",
    ": rejected, blank",
    ": rejected, too_long",
    ": sent",
    ": sent",
    ": sent",
  ]);
});

test("a row that somebody gave up meanwhile is not said", async (all) => {
  const life = all.live();
  await life.say("one");
  await life.say("two");
  await all.commit(all.memory.repositories.outbox.dropped(1, all.clock.now()));
  await life.enter();
  assert.deepEqual(await all.rows(), ["one: dead, dropped", "two: sent"]);
  assert.deepEqual(all.room.texts, ["two"]);
});

test("a row that a person queues again is said", async (all) => {
  const life = all.live();
  life.line.treat = () => ({ outcome: "refused", reason: "spam", message: "young account" });
  await life.say("again");
  await life.enter();
  life.line.treat = () => "take";
  const { outbox } = all.memory.repositories;
  const [row] = await outbox.list();
  assert.ok(row);
  await all.commit(outbox.retried(row, all.clock.now()));
  await life.outbox.poll();
  await life.settle();
  assert.deepEqual(await all.rows(), ["again: sent"]);
});

test("a longer queue than is held is said to its end, in order", async (all) => {
  const { outbox } = all.memory.repositories;
  for (let index = 0; index < 350; index += 1) {
    await all.commit(outbox.queued({
      group: `old ${index}`,
      outgoing: [{ kind: "chat", text: plainText(`line ${index}`) }],
      lane: "chat",
      class: "announcement",
      producer: "cli",
      atMs: all.clock.now(),
    }));
  }
  const life = all.live();
  await life.enter();
  await life.say("last", "announcement", { producer: "cli" });
  await life.settle();
  assert.deepEqual(all.room.texts, [...Array.from({ length: 350 }, (_, index) => `line ${index}`), "last"]);
});

test("a stop waits for what is on its way, and gives its listeners up", async (all) => {
  const life = all.live();
  await life.enter();
  const held = Promise.withResolvers<void>();
  life.line.beforeAnswer = () => held.promise;
  await life.say("bye");
  await life.say("later");
  await life.settle();
  const stopped = life.stop();
  held.resolve();
  await stopped;
  assert.deepEqual(await all.rows(), ["bye: sent", "later: queued"]);
  assert.equal(life.line.listeners, 0);
});
