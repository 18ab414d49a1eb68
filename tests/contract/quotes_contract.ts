/** What the quotes promise on every database. */
import assert from "node:assert/strict";
import quotes from "../../plugins/quotes/plugin.ts";
import type { FakeUser } from "../../src/plugin/fake_room.ts";
import { TestKit } from "../../src/plugin/test_kit.ts";
import { type MakeDatabase, rowsOf, withMemory } from "./memory_under_test.ts";
import type { Memory } from "./memory_under_test.ts";

/** A room in which people quote each other. */
interface QuotingRoom {
  readonly kit: TestKit;
  readonly memory: Memory;
  /** Says something after a moment of silence, and `!confirm` if that is asked; gives the answers, line by line. */
  says(user: string, typed: string): Promise<string>;
}

const USERS: readonly FakeUser[] = [
  ...["alice", "Bob", "carol"].map((name) => ({ name })),
  { name: "mod", rank: 2 },
  { name: "guest", rank: 0 },
];

/** Today, as the kit's clock has it. */
const DAY = "2025-11-22";

export function quotesContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (room: QuotingRoom) => Promise<void>) =>
    Deno.test(`quotes on ${on}: ${promise}`, () =>
      withMemory(make, async (memory) => {
        const { repositories, sink, driver } = memory;
        const kit = await TestKit.start({
          plugins: [quotes],
          repositories,
          memory: repositories,
          sink,
          database: driver,
          users: USERS,
        });
        const says = async (user: string, typed: string) => {
          await kit.advance("1m");
          const answers = await kit.chat(user, typed);
          if (answers.at(-1)?.includes("!confirm") === true) {
            answers.push(...await kit.chat(user, "!confirm"));
          }
          return answers.join("\n");
        };
        await run({ kit, memory, says });
        await kit.stop();
        assert.deepEqual(kit.complaints, []);
      }, [quotes]));

  test("a quote is kept with its number, and told by it", async ({ says }) => {
    assert.match(await says("alice", "!quote"), /There are no quotes yet/);
    assert.equal(await says("alice", "!addquote @Bob: I came for the popcorn."), "Kept as quote #1.");
    assert.equal(await says("Bob", '!addquote carol "Nobody  expects /clear"'), "Kept as quote #2.");
    assert.equal(await says("guest", "!quote 1"), `#1 "I came for the popcorn." - Bob, ${DAY}`);
    assert.equal(await says("guest", "!quote #2"), `#2 "Nobody  expects /clear" - carol, ${DAY}`);
    assert.match(await says("guest", "!quote"), /^#[12] "/);
    assert.equal(await says("guest", "!quote 3"), "There is no quote #3.");
    assert.match(
      await says("guest", "!quote three"),
      /number must be a quote's number such as 3, not "three"/,
    );
  });

  test("numbers are given by the database, and never twice", async ({ kit, says }) => {
    const asked = ["one", "two", "three", "four", "five"].map((text, index) =>
      kit.chat(["alice", "Bob", "carol", "mod", "alice"][index] ?? "", `!addquote carol ${text}`)
    );
    await Promise.all(asked);
    const numbers = kit.said.flatMap(({ text }) => /^Kept as quote #(\d+)\.$/.exec(text)?.[1] ?? []);
    // The fifth came too soon after alice's first one.
    assert.deepEqual(numbers.toSorted(), ["1", "2", "3", "4"]);
    assert.match(
      await says("mod", "!delquote 4"),
      /^Throw quote #4 away, "four" by carol\? Say !confirm within 30 s\.\nQuote #4 is gone\.$/,
    );
    assert.equal(await says("mod", "!addquote carol six"), "Kept as quote #5.");
  });

  test("an author of several words stands in quotes", async ({ says }) => {
    assert.equal(await says("alice", '!addquote "Darth Vader" I am a fan.'), "Kept as quote #1.");
    assert.equal(await says("alice", '!quotesby "darth vader"'), `#1 "I am a fan." - Darth Vader, ${DAY}`);
  });

  test("the same words are kept once, also when two ask at one time", async ({ kit, memory, says }) => {
    await Promise.all([
      kit.chat("alice", "!addquote Bob Twice?"),
      kit.chat("carol", "!addquote bob Twice?"),
    ]);
    assert.equal((await rowsOf(memory.driver, "quotes")).length, 1);
    assert.equal(await says("mod", "!addquote BOB Twice?"), "That is quote #1 already.");
  });

  test("what somebody said last is quoted without typing it, commands aside", async ({ kit, says }) => {
    assert.match(await says("alice", "!addquote Bob"), /I have not heard Bob say anything lately/);
    await kit.chat("Bob", "first");
    await kit.chat("Bob", "I am a fish");
    await kit.chat("Bob", "!quote 9");
    await kit.chat("Bob", "hidden", { shadow: true });
    assert.equal(await says("alice", "!addquote bob"), "Kept as quote #1.");
    assert.equal(await says("alice", "!quote 1"), `#1 "I am a fish" - bob, ${DAY}`);
  });

  test("a search finds all words in any case, and no sign is a wildcard", async ({ says }) => {
    await says("alice", "!addquote Bob 100% Über-Popcorn");
    await says("alice", "!addquote Bob One hundred popcorns_!");
    await says("alice", "!addquote carol Nothing at all");
    assert.match(await says("alice", "!findquote POPCORN über"), /^#1 "[^"]*" - Bob, \S+$/);
    assert.match(await says("alice", "!findquote popcorn"), /^#2 .*\nAlso: #1$/);
    assert.match(await says("alice", "!findquote 0%"), /^#1 [^#]*$/);
    assert.match(await says("alice", "!findquote s_!"), /^#2 [^#]*$/);
    for (const wild of ["%", "p_pcorn", "Noth%all", "popcorn nothing"]) {
      const answer = await says("alice", `!findquote ${wild}`);
      if (wild === "%") assert.match(answer, /^#1 [^#]*$/);
      else assert.equal(answer, `I know no quote with "${wild}".`);
    }
    assert.match(await says("alice", "!quotesby BOB"), /^#2 .*\nAlso: #1$/);
    assert.equal(await says("alice", "!quotesby nobody"), 'I know no quote by "nobody".');
  });

  test("everybody has one vote for each quote, and may change it", async ({ says }) => {
    await says("alice", "!addquote Bob first");
    await says("alice", "!addquote Bob second");
    assert.match(await says("alice", "!topquotes"), /Nobody has voted for a quote yet/);
    assert.equal(await says("alice", "!upvote 2"), "Quote #2 stands at +1.");
    assert.equal(await says("alice", "!upvote #2"), "Quote #2 stands at +1.");
    assert.equal(await says("carol", "!upvote 2"), "Quote #2 stands at +2.");
    assert.equal(await says("carol", "!upvote 1"), "Quote #1 stands at +1.");
    assert.equal(await says("alice", "!topquotes"), '#2 (+2) "second" - Bob\n#1 (+1) "first" - Bob');
    assert.equal(await says("alice", "!downvote 2"), "Quote #2 stands at 0.");
    assert.equal(await says("mod", "!downvote 2"), "Quote #2 stands at -1.");
    assert.equal(await says("alice", "!topquotes 5"), '#1 (+1) "first" - Bob');
    assert.match(await says("alice", "!quote 2"), /\(-1\)$/);
    assert.equal(await says("alice", "!upvote 7"), "There is no quote #7.");
    assert.match(await says("guest", "!upvote 1"), /rank 1/);
  });

  test("a quote is thrown away by whose it is, and nobody else", async ({ memory, says }) => {
    for (const text of ["one", "two", "three"]) await says("alice", `!addquote Bob ${text}`);
    await says("carol", "!upvote 1");
    assert.match(
      await says("carol", "!delquote 1"),
      /^Quote #1 can be thrown away by Bob, by alice who added it/,
    );
    assert.match(await says("guest", "!delquote 1"), /^Quote #1 can be/);
    assert.match(
      await says("Bob", "!delquote 1"),
      /^Throw quote #1 away, "one" by Bob\? Say !confirm .*\nQuote #1 is gone\.$/,
    );
    assert.match(await says("alice", "!delquote 2"), /Quote #2 is gone\.$/);
    assert.match(await says("mod", "!delquote 3"), /Quote #3 is gone\.$/);
    assert.match(await says("mod", "!delquote 3"), /^There is no quote #3\.$/);
    for (const table of ["quotes", "quotes_votes"]) assert.deepEqual(await rowsOf(memory.driver, table), []);
  });

  test("who does not want to be quoted is in no answer, until they want to again", async ({ kit, memory, says }) => {
    await says("alice", "!addquote Bob My secret");
    await says("alice", "!addquote carol Hello");
    await says("carol", "!upvote 1");
    assert.match(await says("Bob", "!quoteme off"), /^Nobody can quote you now/);
    assert.match(await says("Bob", "!quoteme off"), /^Nobody can quote you now/);
    const from = kit.said.length;
    for (let ask = 0; ask < 10; ask += 1) await says("alice", "!quote");
    for (
      const typed of ["quote 1", "findquote secret", "quotesby Bob", "topquotes", "upvote 1", "delquote 1"]
    ) {
      await says("alice", `!${typed}`);
    }
    assert.ok(kit.said.length - from >= 16);
    assert.deepEqual((await rowsOf(memory.driver, "quotes_votes")).map(({ voter_key }) => voter_key), [
      "carol",
    ]);
    assert.ok(kit.said.slice(from).every(({ text }) => !/secret" -|My secret/.test(text)), "it was told");
    await kit.chat("Bob", "Another secret");
    for (const typed of ["addquote Bob", "addquote BOB: Hello"]) {
      assert.match(await says("alice", `!${typed}`), /does not want to be quoted\.$/);
    }
    assert.equal(await says("Bob", "!quoteme on"), "You may be quoted.");
    assert.match(await says("alice", "!quote 1"), /^#1 "My secret" - Bob/);
  });

  test("whoever takes their words back takes them all, with the votes for them", async ({ memory, says }) => {
    await says("alice", "!addquote Bob one");
    await says("alice", "!addquote BOB two");
    await says("Bob", "!addquote carol three");
    for (const number of [1, 3]) await says("alice", `!upvote ${number}`);
    assert.match(
      await says("Bob", "!quoteme purge"),
      /^Throw all 2 quotes of your words away, for good\? .*\nGone: 2 of your quotes\.$/,
    );
    assert.match(await says("Bob", "!quoteme purge"), /^There is nothing of yours\.$/);
    assert.deepEqual((await rowsOf(memory.driver, "quotes")).map(({ id }) => Number(id)), [3]);
    assert.deepEqual((await rowsOf(memory.driver, "quotes_votes")).map((row) => Number(row["quote_id"])), [
      3,
    ]);
    assert.match(await says("guest", "!quoteme purge"), /^Only a registered name/);
  });

  test("whatever is kept is told as it was, and runs nothing", async ({ says }) => {
    const texts = [
      "/clear",
      "a\u0000b",
      "cut in half: \ud83d",
      "é🎲 <b>&amp;</b> \\ ' ; --",
      "%s {0} ${x}",
      "x".repeat(1_000),
    ];
    for (const [index, text] of texts.entries()) {
      assert.equal(await says("alice", `!addquote Bob ${text}`), `Kept as quote #${index + 1}.`);
      const told = text.replace("\u0000", " ").toWellFormed();
      assert.equal(await says("alice", `!quote ${index + 1}`), `#${index + 1} "${told}" - Bob, ${DAY}`);
    }
    assert.match(await says("alice", "!findquote a\u0000b"), /^#\d/);
    assert.match(await says("alice", "!quotesby b\u0000"), /I know no quote by "b"/);
    assert.match(await says("alice", `!addquote Bob ${"x".repeat(1_001)}`), /at most 1000 characters/);
    assert.match(await says("alice", `!addquote ${"x".repeat(101)} text`), /at most 100 characters/);
  });
}
