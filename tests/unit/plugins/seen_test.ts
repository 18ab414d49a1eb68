import assert from "node:assert/strict";
import seen from "../../../plugins/seen/plugin.ts";
import stats from "../../../plugins/stats/plugin.ts";
import { testRoom } from "./test_room.ts";

Deno.test("seen: the examples of its command hold", async () => {
  await using room = await testRoom([stats, seen], { users: ["alice"] });
  assert.deepEqual(await room.failingExamples("seen"), []);
});

Deno.test("seen: who is here is here, who has gone was here some time ago, in any spelling", async () => {
  await using room = await testRoom([stats, seen], { users: ["alice", "Bob"] });
  await room.advance("1h");
  assert.deepEqual(await room.pm("alice", "seen bob"), ["Bob is here now, for 1h."]);
  await room.leaves("Bob");
  await room.advance("2d");
  assert.deepEqual(await room.pm("alice", "seen @BOB"), ["Bob was last here 2d ago."]);
});

Deno.test("seen: it tells a time, never what was said", async () => {
  await using room = await testRoom([stats, seen], { users: ["alice", "bob"] });
  await room.chat("bob", "my secret");
  await room.leaves("bob");
  await room.advance("10s");
  assert.deepEqual(await room.chat("alice", "!seen bob"), ["bob was last here 10s ago."]);
});

Deno.test("seen: a stranger was never seen, and a mistyped name is guessed", async () => {
  await using room = await testRoom([stats, seen], { users: ["alice", "barbara", "cinephile"] });
  await room.chat("cinephile", "hello");
  await room.leaves("cinephile");
  assert.deepEqual(await room.pm("alice", "seen somebody"), ["I have never seen somebody here."]);
  await room.advance("10s");
  assert.deepEqual(await room.pm("alice", "seen babara"), [
    "I have never seen babara here. Did you mean barbara?",
  ]);
  await room.advance("10s");
  assert.deepEqual(await room.pm("alice", "seen cinefile"), [
    "I have never seen cinefile here. Did you mean cinephile?",
  ]);
});

Deno.test("seen: the bot does not look for itself, and without statistics it still sees the room", async () => {
  await using room = await testRoom(seen, { users: ["alice", "bob"] });
  assert.deepEqual(await room.pm("alice", "seen rosey"), ["I am here, and I am looking at you."]);
  await room.advance("10s");
  assert.deepEqual(await room.pm("alice", "seen BOB"), ["bob is here now."]);
});
