import assert from "node:assert/strict";
import type { Outgoing } from "../../../../src/domain/room_line.ts";
import type { RoomAction } from "../../../../src/domain/room_action.ts";
import { plainText } from "../../../../src/domain/text.ts";
import { fakeUser } from "../../../../src/plugin/fake_room.ts";
import type { FakeRoom } from "../../../../src/plugin/fake_room.ts";
import { BUFFER_LINES } from "./fake_line.ts";
import { type Life, OutboxRoom } from "./outbox_room.ts";

const test = (promise: string, run: (room: OutboxRoom) => Promise<void>) =>
  Deno.test(`outbox in doubt: ${promise}`, async () => {
    await using room = await OutboxRoom.open();
    await run(room);
  });

/** Loses the connection while this is on its way: `reached` tells whether the server had it. */
async function loseWith(
  life: Life,
  queue: () => Promise<unknown>,
  { reached }: { readonly reached: boolean },
) {
  life.line.hears("alice", "the newest line");
  life.line.treat = (outgoing) => {
    if (reached && outgoing.kind === "chat") life.line.room.say("Rosey", outgoing.text, true);
    return "lose";
  };
  void queue();
  await life.settle();
  life.line.treat = () => "take";
  life.line.lose();
  await life.settle();
}

test("a connection that is lost on the way: the replay tells, and what was not said is said", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.say("heard"), { reached: true });
  await loseWith(life, () => life.say("not heard"), { reached: false });
  assert.deepEqual(await all.rows(), ["heard: in_doubt, no_answer", "not heard: queued"]);
  await life.enter();
  assert.deepEqual(all.room.texts, ["heard", "not heard"]);
  assert.deepEqual(await all.rows(), ["heard: sent, replayed", "not heard: sent"]);
  assert.equal((await all.memory.repositories.outbox.find(1))?.serverTimeMs, all.room.heard[1]?.serverTimeMs);
});

test("two equal texts are two lines: each one in the replay counts once", async (all) => {
  const life = all.live();
  await life.enter();
  await life.say("hi");
  await life.settle();
  await loseWith(life, () => life.say("hi"), { reached: false });
  await life.enter();
  assert.deepEqual(all.room.texts, ["hi", "hi"]);
  assert.deepEqual(await all.rows(), ["hi: sent", "hi: sent"]);
});

for (const [className, state] of [["reply", "parked, unknown"], ["announcement", "sent"]] as const) {
  test(`where the replay does not reach back, a line of class ${className} is then ${state}`, async (all) => {
    const life = all.live();
    await life.enter();
    await loseWith(life, () => life.say("a", className), { reached: false });
    for (let line = 0; line < BUFFER_LINES; line += 1) all.room.say("bob", `${line}`);
    await life.enter();
    assert.deepEqual(await all.rows(), [`a: ${state}`]);
  });
}

test("a cleared buffer proves nothing", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.say("a"), { reached: true });
  all.room.clear();
  await life.enter();
  assert.deepEqual(await all.rows(), ["a: parked, unknown"]);
  assert.deepEqual(life.complaints, [
    "it cannot be known whether something was said, so it is parked | 1 | test | unknown",
  ]);
});

test("the parts behind a parked one are parked with it, and others are not held up", async (all) => {
  const life = all.live();
  await life.enter();
  const parts = [plainText("one"), plainText("two"), plainText("three")];
  await loseWith(life, () => life.outbox.say(parts, { producer: "x", class: "reply" }), { reached: false });
  all.room.clear();
  await life.say("another");
  await life.enter();
  assert.deepEqual(await all.rows(), [
    "one: parked, unknown",
    "two: parked, behind_parked",
    "three: parked, behind_parked",
    "another: sent",
  ]);
});

test("the rest of a text goes on behind a part that the replay shows", async (all) => {
  const life = all.live();
  await life.enter();
  const parts = [plainText("one"), plainText("two"), plainText("three")];
  await loseWith(life, () => life.outbox.say(parts, { producer: "x", class: "reply" }), { reached: true });
  await life.enter();
  assert.deepEqual(all.room.texts, ["one", "two", "three"]);
});

test("a line that a filter has rewritten is not said again", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.say("a bad word"), { reached: false });
  all.room.say("Rosey", "a *** word!", true);
  await life.enter();
  assert.deepEqual(await all.rows(), ["a bad word: sent, rewritten"]);
});

test("a line that the server cut is known by its beginning", async (all) => {
  const life = all.live();
  await life.enter();
  const text = "long ".repeat(50).trim();
  await loseWith(life, () => life.say(text), { reached: false });
  all.room.say("Rosey", text.slice(0, 100), true);
  await life.enter();
  const [row] = await all.memory.repositories.outbox.list();
  assert.deepEqual([row?.state, row?.reason, row?.truncated], ["sent", "replayed", true]);
});

test("PMs are in no history: their class decides", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.outbox.tell("alice", [plainText("psst")], { producer: "x" }), {
    reached: false,
  });
  await life.enter();
  assert.deepEqual(await all.rows(), ["psst: parked, unknown"]);
  assert.match(
    (await all.memory.repositories.outbox.find(1))?.detail ?? "",
    /private messages are in no history/,
  );
});

test("what is said again for ever is not: it is parked after the third time", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.say("news", "announcement"), { reached: false });
  life.line.treat = () => "lose";
  for (let entry = 0; entry < 3; entry += 1) {
    all.room.clear();
    await life.enter();
    life.line.lose();
    await life.settle();
  }
  assert.deepEqual(await all.rows(), ["news: parked, sent_too_often"]);
  assert.equal(life.line.sent.length, 3);
});

test("an announcement that is too old by now is not said again", async (all) => {
  const life = all.live();
  await life.enter();
  await loseWith(life, () => life.say("news", "announcement", { waitLimitMs: 1_000 }), { reached: false });
  all.room.clear();
  all.clock.advance(2_000);
  await life.enter();
  assert.deepEqual(await all.rows(), ["news: parked, waited_too_long"]);
});

test("without an echo, a late one is waited for; then the class decides", async (all) => {
  const life = all.live();
  await life.enter();
  life.line.treat = ({ kind }) => kind === "chat" && life.line.sent.length <= 3 ? "lose" : "take";
  await life.say("late");
  await life.say("never");
  await life.say("news", "announcement");
  await life.settle();
  await life.outbox.heard(all.room.say("Rosey", "late", true));
  await life.outbox.poll();
  assert.deepEqual((await all.rows()).slice(0, 2), ["late: sent, late_echo", "never: in_doubt, no_answer"]);
  all.clock.advance(60_000);
  await life.outbox.poll();
  await life.settle();
  assert.deepEqual(await all.rows(), ["late: sent, late_echo", "never: parked, unknown", "news: sent"]);
});

const ITEM = {
  uid: 3,
  media: { type: "yt", id: "a", title: "A", seconds: 1 },
  temporary: true,
  queuedBy: "Rosey",
};

const ACTS: readonly (readonly [RoomAction, (room: FakeRoom) => void, "sent" | "queued" | "parked"])[] = [
  [{ kind: "queue", media: { type: "yt", id: "a" }, position: "end", temporary: false }, (room) => {
    room.playlist = [ITEM];
  }, "sent"],
  [{ kind: "queue", media: { type: "yt", id: "b" }, position: "end", temporary: false }, () => {}, "parked"],
  [{ kind: "delete", uid: 4 }, () => {}, "sent"],
  [{ kind: "delete", uid: 3 }, (room) => {
    room.playlist = [ITEM];
  }, "parked"],
  [{ kind: "jump", uid: 3 }, (room) => {
    room.current = ITEM;
  }, "sent"],
  [{ kind: "set_temporary", uid: 3, temporary: true }, (room) => {
    room.playlist = [ITEM];
  }, "sent"],
  [{ kind: "clear_playlist" }, () => {}, "sent"],
  [{ kind: "lock_playlist", locked: true }, () => {}, "sent"],
  [{ kind: "lock_playlist", locked: false }, () => {}, "queued"],
  [{ kind: "lead", name: undefined }, () => {}, "sent"],
  [{ kind: "close_poll" }, () => {}, "sent"],
  [
    { kind: "open_poll", title: "?", options: ["a"], hidden: false, timeoutSeconds: undefined },
    () => {},
    "parked",
  ],
  [{ kind: "set_motd", html: "hi" }, () => {}, "parked"],
  [{ kind: "kick", name: "bob", reason: "" }, () => {}, "sent"],
  [{ kind: "kick", name: "bob", reason: "" }, (room) => void room.put({ name: "bob" }), "parked"],
  [{ kind: "ban", name: "bob", reason: "" }, () => {}, "parked"],
  [{ kind: "ban", name: "bob", reason: "" }, (room) => void room.put({ name: "bob" }), "parked"],
  [
    { kind: "mute", name: "bob", shadow: false },
    (room) => void room.put({ name: "bob", muted: true }),
    "sent",
  ],
  [
    { kind: "mute", name: "bob", shadow: false },
    (room) => void room.put(fakeUser({ name: "bob" })),
    "queued",
  ],
  [{ kind: "mute", name: "bob", shadow: true }, (room) => void room.put({ name: "bob" }), "parked"],
  [{ kind: "unmute", name: "bob" }, () => {}, "parked"],
  [{ kind: "shuffle" }, () => {}, "parked"],
  [{ kind: "unban", name: "bob" }, () => {}, "parked"],
];

test("an act in doubt is held against what the room shows", async (all) => {
  for (const [action, arrange, expected] of ACTS) {
    const life = all.live();
    await life.enter();
    arrange(life.view);
    let sends = 0;
    life.line.treat = (outgoing: Outgoing) => {
      sends += outgoing.kind === "action" ? 1 : 0;
      return "lose";
    };
    const fate = life.outbox.act(action, { producer: "x" });
    assert.equal((await fate).outcome, "in_doubt");
    life.line.lose();
    life.line.treat = () => "take";
    await life.enter();
    const [row] = await all.memory.repositories.outbox.list({ limit: 1 });
    const done = life.line.sent.length > sends;
    assert.equal(done ? "queued" : row?.state, expected, JSON.stringify(action));
    await life.stop();
    all.forget(life);
  }
});

test("an act that waits and names an item is given up when Rosey was out of the room", async (all) => {
  const life = all.live();
  const acts = ([{ kind: "delete", uid: 3 }, { kind: "shuffle" }] as const)
    .map((action) => life.outbox.act(action, { producer: "x" }));
  await life.settle();
  await life.enter();
  assert.deepEqual((await Promise.all(acts)).map(({ outcome }) => outcome), ["expired", "done"]);
  assert.deepEqual(await all.rows(), ["delete: expired, room_left", "shuffle: sent"]);
});

test("lines that nobody saw are found by a later replay, and said so", async (all) => {
  const life = all.live();
  await life.enter();
  life.line.hears("alice", "the newest line");
  life.line.treat = () => "shadow";
  await life.say("seen by nobody");
  await life.settle();
  life.line.lose();
  await life.enter();
  assert.equal((await all.memory.repositories.outbox.find(1))?.shadowed, true);
  assert.equal(life.complaints.length, 1);
  assert.match(life.complaints[0] ?? "", /^Rosey is shadow-muted/);
  life.line.lose();
  await life.enter();
  assert.equal(life.complaints.length, 1);
});

test("a shadow mute that Rosey may see is noted at once", async (all) => {
  const life = all.live();
  await life.enter();
  life.line.shadowMuted = true;
  await life.say("seen by nobody");
  await life.settle();
  assert.equal((await all.memory.repositories.outbox.find(1))?.shadowed, true);
  assert.match(life.complaints[0] ?? "", /^Rosey is shadow-muted/);
});

test("nothing goes out before the replay was compared", async (all) => {
  const first = all.live();
  await first.enter();
  first.line.hears("alice", "the newest line");
  first.line.beforeWrite = () => new Promise(() => {});
  await first.say("in doubt");
  await first.settle();
  all.forget(first);
  const held = Promise.withResolvers<void>();
  const next = all.live({
    commit: async (writes) => {
      if (writes.some(({ statement }) => statement === "outbox.requeued")) await held.promise;
      await all.commit(writes);
    },
  });
  await next.say("new");
  await next.enter();
  assert.deepEqual(next.line.sent, []);
  held.resolve();
  await next.settle();
  assert.deepEqual(all.room.texts, ["in doubt", "new"]);
});
