import assert from "node:assert/strict";
import fc from "fast-check";
import { LastLines } from "../../../plugins/quotes/last_lines.ts";
import quotes from "../../../plugins/quotes/plugin.ts";
import { authorOf, foundText, wordsOf } from "../../../plugins/quotes/quote_text.ts";
import { ArgumentError } from "../../../src/plugin/mod.ts";
import { testRoom } from "./test_room.ts";

// What they promise on every database stands in tests/contract/quotes_contract.ts.

Deno.test("quotes: the examples of their commands hold", async () => {
  await using room = await testRoom(quotes, { users: ["alice", "bob"] });
  for (const text of ["Popcorn is a vegetable.", "Delete me."]) {
    await room.chat("alice", `!addquote alice ${text}`);
    await room.advance("1m");
  }
  for (const name of ["alice", "bob"]) await room.chat(name, "!upvote 1");
  // The examples come in the order of the commands' names: quote 2 is thrown away early, quote 1 is voted for.
  assert.deepEqual(await room.failingExamples("quotes"), []);
});

Deno.test("quotes: who may add one is a setting", async () => {
  const users = [{ name: "alice", rank: 1 }, { name: "guest", rank: 0 }];
  await using strict = await testRoom(quotes, { users, settings: { quotes: { addRank: 2 } } });
  assert.match((await strict.chat("alice", "!addquote bob Hi"))[0] ?? "", /rank 2/);
  await using open = await testRoom(quotes, { users, settings: { quotes: { addRank: 0 } } });
  assert.deepEqual(await open.chat("guest", "!addquote bob Hi"), ["Kept as quote #1."]);
  await assert.rejects(
    testRoom(quotes, { settings: { quotes: { addRank: -1 } } }),
    /plugins\.quotes\.addRank/,
  );
});

Deno.test("quotes: whatever somebody types, nothing fails and nothing said begins as a command", async () => {
  await using room = await testRoom(quotes, { users: [{ name: "mod", rank: 2 }] });
  const command = fc.constantFrom(
    "addquote",
    "findquote",
    "quotesby",
    "quote",
    "upvote",
    "delquote",
    "topquotes",
  );
  const piece = fc.oneof(
    fc.constantFrom("mod", "/clear", "#1", "%", "!", "\\", "'", '"', "\u0000"),
    fc.string({ unit: "binary" }),
  );
  const typed = fc.tuple(command, fc.array(piece, { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(typed, async ([name, pieces]) => {
      await room.chat("mod", `!${name} ${pieces.join(" ")}`);
      await room.advance("1m");
      assert.deepEqual(room.complaints, []);
      assert.ok(room.said.every(({ text }) => !text.startsWith("/")));
      room.said.length = 0;
    }),
    { numRuns: 150 },
  );
});

Deno.test("quotes: an author is named as people name each other in chat", () => {
  for (const typed of ["alice", "@alice", "alice:", "<alice>", "@alice,"]) {
    assert.equal(authorOf(typed), "alice");
  }
  for (const typed of ["@", "<>", "x".repeat(101)]) {
    assert.throws(() => authorOf(typed), ArgumentError, typed);
  }
});

Deno.test("quotes: marks around a text are no part of it, those inside are", () => {
  assert.equal(wordsOf('"To be."'), "To be.");
  assert.equal(wordsOf("“To be.”"), "To be.");
  assert.equal(wordsOf('She said "no"'), 'She said "no"');
  assert.equal(wordsOf("one\u0007\ntwo"), "one two");
  for (const typed of ["", " ", '" "', "x".repeat(1_001)]) {
    assert.throws(() => wordsOf(typed), ArgumentError, typed);
  }
  assert.equal([...wordsOf("🎲".repeat(1_000))].length, 1_000);
});

Deno.test("quotes: a list says that there may be more when it is full", () => {
  const quote = (number: number) => ({ number, author: "a", text: "t", addedBy: "b", addedMs: 0, score: 0 });
  assert.equal(foundText([quote(7)], 2), '#7 "t" - a, 1970-01-01');
  assert.equal(foundText([quote(7), quote(3)], 3), '#7 "t" - a, 1970-01-01\nAlso: #3');
  assert.equal(foundText([quote(7), quote(3)], 2), '#7 "t" - a, 1970-01-01\nAlso: #3 and perhaps more');
});

Deno.test("quotes: the last lines of those who spoke last are known, commands and silence aside", () => {
  const lines = new LastLines((text) => text.startsWith("+"));
  lines.heard("Alice", "one");
  for (const ignored of ["!quote", "?help", "/me waves", "+quote", " "]) lines.heard("alice", ignored);
  assert.equal(lines.of("ALICE"), "one");
  lines.heard("alice", "! really?");
  assert.equal(lines.of("alice"), "! really?");
  for (let person = 0; person < 200; person += 1) lines.heard(`p${person}`, "hello");
  assert.equal(lines.of("alice"), undefined);
  assert.equal(lines.of("p0"), "hello");
});

Deno.test("quotes: no command is quoted, whatever the operator lets one begin with", async () => {
  for (const prefix of ["+", "rosey, "]) {
    await using room = await testRoom(quotes, { users: ["alice", "bob"], prefix });
    await room.chat("bob", "I came for the popcorn.");
    await room.chat("bob", `${prefix}quote`);
    await room.advance("1m");
    assert.deepEqual(await room.chat("alice", `${prefix}addquote bob`), ["Kept as quote #1."]);
    assert.match((await room.chat("bob", `${prefix}quote 1`))[0] ?? "", /^#1 "I came for the popcorn\."/);
    await room.advance("1m");
    assert.match((await room.chat("alice", `${prefix}addquote alice`))[0] ?? "", /^I have not heard alice/);
  }
});
