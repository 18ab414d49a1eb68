import assert from "node:assert/strict";
import dice from "../../../plugins/dice/plugin.ts";
import { testRoom } from "./test_room.ts";

Deno.test("dice: the examples of its commands hold", async () => {
  await using room = await testRoom(dice);
  assert.deepEqual(await room.failingExamples("dice"), []);
});

Deno.test("dice: without dice, or with what are none, the usage is told", async () => {
  await using room = await testRoom(dice, { users: ["alice"] });
  assert.deepEqual(await room.pm("alice", "roll"), ["dice is missing. Usage: roll <dice...>"]);
  await room.advance("2s");
  assert.deepEqual(await room.pm("alice", "r 0d6"), [
    'the number of dice must be from 1 to 20, not "0". Usage: roll <dice...>',
  ]);
});

Deno.test("dice: a coin has two sides, and both come up", async () => {
  await using room = await testRoom(dice, { users: [{ name: "alice", rank: 2 }] });
  const sides = new Set<string | undefined>();
  for (let flip = 0; flip < 40; flip += 1) {
    sides.add((await room.chat("alice", "!flip"))[0]);
    // Whoever asks again and again is taken for a bot after a while.
    await room.advance("1m");
  }
  assert.deepEqual([...sides].toSorted(), ["🪙 Heads!", "🪙 Tails!"]);
});
