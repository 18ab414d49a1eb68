import assert from "node:assert/strict";
import { OutboxRoom } from "./outbox_room.ts";
import { SpillModel } from "./spill_model.ts";

for (const readsWhileAway of [false, true]) {
  const on = readsWhileAway ? "SQLite" : "PostgreSQL";
  const test = (promise: string, run: (all: OutboxRoom, database: SpillModel) => Promise<void>) =>
    Deno.test(`outbox without its database, as ${on}: ${promise}`, async () => {
      await using all = await OutboxRoom.open();
      await run(all, new SpillModel(all, { readsWhileAway }));
    });

  test("lines and acts are said and done, once, and all rows are there afterwards", async (all, database) => {
    const life = all.live(database);
    await life.enter();
    await life.say("before");
    await life.settle();
    database.goAway();
    await life.say("reply");
    await life.say("news", "announcement");
    await life.outbox.act({ kind: "shuffle" }, { producer: "x" });
    await life.settle();
    assert.deepEqual(all.room.texts, ["before", "reply", "news"]);
    assert.equal(all.room.acts.length, 1);
    assert.deepEqual(await all.rows(), ["before: sent"]);
    await database.comeBack();
    await life.outbox.poll();
    await life.settle();
    assert.deepEqual(all.room.texts, ["before", "reply", "news"]);
    assert.deepEqual(await all.rows(), ["before: sent", "reply: sent", "news: sent", "shuffle: sent"]);
  });

  test("a crash meanwhile loses nothing and doubles nothing", async (all, database) => {
    const life = all.live(database);
    await life.enter();
    life.line.hears("alice", "the newest line");
    database.goAway();
    await life.say("said");
    await life.settle();
    life.line.beforeAnswer = () => new Promise(() => {});
    await life.say("in doubt");
    await life.say("waiting");
    await life.settle();
    all.forget(life);
    await database.comeBack();
    assert.deepEqual(await all.rows(), ["said: sent", "in doubt: sending", "waiting: queued"]);
    const next = all.live(database);
    await next.enter();
    assert.deepEqual(all.room.texts, ["said", "in doubt", "waiting"]);
    assert.deepEqual(await all.rows(), ["said: sent", "in doubt: sent, replayed", "waiting: sent"]);
  });

  test("what has a key of its own waits until it is known whether the key is new", async (all, database) => {
    const life = all.live(database);
    await life.enter();
    await life.say("once", "message", { key: "k" });
    await life.settle();
    database.goAway();
    await life.say("once", "message", { key: "k" });
    await life.say("another", "message", { key: "l" });
    await life.settle();
    assert.deepEqual(all.room.texts, ["once"]);
    await database.comeBack();
    await life.outbox.poll();
    await life.settle();
    assert.deepEqual(all.room.texts, ["once", "another"]);
  });

  test("the rest of a long queue waits for it", async (all, database) => {
    const life = all.live(database);
    for (let index = 0; index < 130; index += 1) await life.say(`line ${index}`, "message");
    database.goAway();
    await life.enter();
    assert.equal(all.room.texts.length, 100);
    await database.comeBack();
    await life.outbox.poll();
    await life.settle();
    assert.deepEqual(all.room.texts, Array.from({ length: 130 }, (_, index) => `line ${index}`));
  });
}

Deno.test("outbox: what cannot be stored is tried again, and nothing is said before it could", async () => {
  await using all = await OutboxRoom.open();
  let failures = 0;
  const life = all.live({
    commit: (writes) => {
      const isIntent = writes.some(({ statement }) =>
        statement === "outbox.sending" || statement === "outbox.sent"
      );
      if (!isIntent || failures >= 6) return all.commit(writes);
      failures += 1;
      return Promise.reject(new Error("the queue is full"));
    },
  });
  await life.enter();
  await life.say("hello");
  await life.settle();
  assert.deepEqual(all.room.texts, []);
  await all.clock.advanceAsync(7_000);
  await life.settle();
  assert.deepEqual(all.room.texts, ["hello"]);
  assert.deepEqual(await all.rows(), ["hello: sent"]);
  assert.deepEqual(life.complaints, ["the outbox cannot be written | the queue is full"]);
});

Deno.test("outbox: what cannot be queued is refused to whoever wants it said", async () => {
  await using all = await OutboxRoom.open();
  let isFull = false;
  const life = all.live({
    commit: (writes) => isFull ? Promise.reject(new Error("the queue is full")) : all.commit(writes),
  });
  await life.enter();
  isFull = true;
  await assert.rejects(life.say("hello"), /the queue is full/);
  await assert.rejects(life.outbox.act({ kind: "shuffle" }, { producer: "x" }), /the queue is full/);
  isFull = false;
  await life.say("again");
  await life.settle();
  assert.deepEqual(all.room.texts, ["again"]);
});
