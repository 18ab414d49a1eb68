import assert from "node:assert/strict";
import { ANSWERS } from "../../../plugins/eightball/answers.ts";
import eightball from "../../../plugins/eightball/plugin.ts";
import { testRoom } from "./test_room.ts";

Deno.test("eightball: the examples of its command hold", async () => {
  await using room = await testRoom(eightball);
  assert.deepEqual(await room.failingExamples("eightball"), []);
});

Deno.test("eightball: ten answers say yes, five no, five neither, and no two are the same", () => {
  const { yes, unsure, no } = ANSWERS;
  assert.deepEqual([yes.length, unsure.length, no.length], [10, 5, 5]);
  assert.equal(new Set([...yes, ...unsure, ...no]).size, 20);
});

Deno.test("eightball: it wants a question, and three seconds of peace", async () => {
  await using room = await testRoom(eightball, { users: ["alice"] });
  assert.deepEqual(await room.pm("alice", "8ball"), ["question is missing. Usage: 8ball <question...>"]);
  assert.match((await room.pm("alice", "8ball Why?"))[0] ?? "", /^🎱 "Why\?" - /);
  assert.deepEqual(await room.pm("alice", "8ball Why not?"), ["Please wait 3s, alice."]);
  await room.advance("3s");
  assert.match((await room.pm("alice", "8ball Why not?"))[0] ?? "", /^🎱 "Why not\?" - /);
});

Deno.test("eightball: of a long question the first hundred characters are repeated", async () => {
  await using room = await testRoom(eightball, { users: ["alice"] });
  const [answer] = await room.chat("alice", `!8ball ${"é🎲".repeat(60)}`);
  assert.ok(answer?.startsWith(`🎱 "${"é🎲".repeat(50)}..." - `), String(answer));
});

Deno.test("eightball: in the long run every answer comes", async () => {
  await using room = await testRoom(eightball, { users: ["alice"] });
  const seen = new Set<string | undefined>();
  for (let question = 0; question < 200; question += 1) {
    seen.add((await room.pm("alice", "8ball ?"))[0]?.split(" - ")[1]);
    await room.advance("1m");
  }
  assert.equal(seen.size, 20);
});
