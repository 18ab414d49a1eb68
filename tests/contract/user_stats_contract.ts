/** What the memory promises about people, on every database. */
import assert from "node:assert/strict";
import { type MakeDatabase, type Memory, NOON_MS, withMemory } from "./memory_under_test.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export function userStatsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`users on ${on}: ${promise}`, () => withMemory(make, run));

  test("a first join makes a row with an open session", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS + 700 }));
    assert.deepEqual(await users.find("Alice"), {
      name: "Alice",
      firstSeenMs: NOON_MS,
      lastSeenMs: NOON_MS,
      chatLines: 0,
      connectedSeconds: 0,
      sessionStartMs: NOON_MS,
    });
  });

  test("a leave closes the session and counts it", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(users.left({ name: "Alice", atMs: NOON_MS + 90 * SECOND }));
    const alice = await users.find("Alice");
    assert.equal(alice?.connectedSeconds, 90);
    assert.equal(alice?.sessionStartMs, undefined);
    assert.equal(alice?.lastSeenMs, NOON_MS + 90 * SECOND);
  });

  test("a leave without a session changes nothing", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }), users.left({ name: "Alice", atMs: NOON_MS }));
    const before = await users.find("Alice");
    await write(
      users.left({ name: "Alice", atMs: NOON_MS + MINUTE }),
      users.left({ name: "Nobody", atMs: NOON_MS }),
    );
    assert.deepEqual(await users.find("Alice"), before);
    assert.equal(await users.count(), 1);
  });

  test("a second join loses no time of the open session", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(users.joined({ name: "Alice", atMs: NOON_MS + MINUTE }));
    assert.equal((await users.find("Alice"))?.connectedSeconds, 60);
    assert.equal((await users.find("Alice"))?.sessionStartMs, NOON_MS + MINUTE);
    await write(users.left({ name: "Alice", atMs: NOON_MS + 3 * MINUTE }));
    assert.equal((await users.find("Alice"))?.connectedSeconds, 180);
  });

  test("being present keeps an open session, and opens one where there is none", async (memory) => {
    const { repositories: { users }, write } = memory;
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(
      users.present({ name: "Alice", atMs: NOON_MS + MINUTE }),
      users.present({ name: "Bob", atMs: NOON_MS + MINUTE }),
    );
    const [alice, bob] = await users.inSession();
    assert.deepEqual([alice?.sessionStartMs, alice?.lastSeenMs], [NOON_MS, NOON_MS + MINUTE]);
    assert.equal(bob?.sessionStartMs, NOON_MS + MINUTE);
  });

  test("a clock that steps back takes no time away", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(users.left({ name: "Alice", atMs: NOON_MS - MINUTE }));
    const alice = await users.find("Alice");
    assert.deepEqual([alice?.connectedSeconds, alice?.lastSeenMs], [0, NOON_MS]);
  });

  test("lines are counted for whoever is known, and make no row", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(
      users.said({ name: "Alice", atMs: NOON_MS + SECOND }),
      users.said({ name: "Alice", atMs: NOON_MS + SECOND }),
      users.said({ name: "Stranger", atMs: NOON_MS }),
    );
    const alice = await users.find("Alice");
    assert.deepEqual([alice?.chatLines, alice?.lastSeenMs], [2, NOON_MS + SECOND]);
    assert.equal(await users.count(), 1);
  });

  test("names that differ in case are one person, under the first spelling", async (memory) => {
    const { repositories: { users }, write } = memory;
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(users.said({ name: "ALICE", atMs: NOON_MS }), users.joined({ name: "alice", atMs: NOON_MS }));
    await write(users.left({ name: "aLiCe", atMs: NOON_MS + MINUTE }));
    assert.equal(await users.count(), 1);
    const found = await users.find("alicE");
    assert.deepEqual([found?.name, found?.chatLines, found?.connectedSeconds], ["Alice", 1, 60]);
  });

  test("of several stored spellings the exact one is meant, else the one seen last", async (memory) => {
    const { repositories: { users }, driver, write } = memory;
    await driver.transaction(async (session) => {
      for (const [name, seen] of [["Alice", 10], ["alice", 20]] as const) {
        await session.execute(
          `insert into user_stats (username, first_seen, last_seen) values ('${name}', 1, ${seen})`,
        );
      }
    }, 0);
    assert.equal((await users.find("Alice"))?.name, "Alice");
    assert.equal((await users.find("ALICE"))?.name, "alice");
    await write(
      users.said({ name: "Alice", atMs: 5_000 }),
      users.said({ name: "ALICE", atMs: 5_000 }),
      users.said({ name: "ALICE", atMs: 5_000 }),
    );
    assert.equal((await users.find("Alice"))?.chatLines, 1);
    assert.equal((await users.find("alice"))?.chatLines, 2);
    assert.equal(await users.count(), 2);
  });

  test("presence moves last_seen of those who are there, and of nobody else", async (memory) => {
    const { repositories: { users }, write } = memory;
    for (const name of ["Alice", "Bob", "Carol"]) await write(users.joined({ name, atMs: NOON_MS }));
    await write(users.left({ name: "Carol", atMs: NOON_MS }));
    await write(users.stillThere({ names: ["ALICE", "Carol"], atMs: NOON_MS + MINUTE }));
    assert.equal((await users.find("Alice"))?.lastSeenMs, NOON_MS + MINUTE);
    assert.equal((await users.find("Bob"))?.lastSeenMs, NOON_MS);
    assert.equal((await users.find("Carol"))?.lastSeenMs, NOON_MS);
  });

  test("after a crash sessions end when their owners were last seen", async (memory) => {
    const { repositories: { users }, write } = memory;
    await write(users.joined({ name: "Alice", atMs: NOON_MS }), users.joined({ name: "Bob", atMs: NOON_MS }));
    await write(users.stillThere({ names: ["Alice"], atMs: NOON_MS + MINUTE }));
    await write(users.closeOpenSessions());
    assert.deepEqual(await users.inSession(), []);
    assert.equal((await users.find("Alice"))?.connectedSeconds, 60);
    assert.equal((await users.find("Alice"))?.lastSeenMs, NOON_MS + MINUTE);
    assert.equal((await users.find("Bob"))?.connectedSeconds, 0);
  });

  test("whoever left while nobody looked is closed, the others stay", async (memory) => {
    const { repositories: { users }, write } = memory;
    await write(users.joined({ name: "Alice", atMs: NOON_MS }), users.joined({ name: "Bob", atMs: NOON_MS }));
    await write(users.closeSessionsExcept(["alice"]));
    assert.deepEqual((await users.inSession()).map(({ name }) => name), ["Alice"]);
  });

  test("a clean stop ends every session now", async ({ repositories: { users }, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    await write(users.endOpenSessions(NOON_MS + MINUTE));
    const alice = await users.find("Alice");
    assert.deepEqual([alice?.connectedSeconds, alice?.lastSeenMs], [60, NOON_MS + MINUTE]);
    assert.equal(alice?.sessionStartMs, undefined);
  });

  test("top chatters: most lines first, ties by name, nobody silent", async (memory) => {
    const { repositories: { users }, write } = memory;
    for (const name of ["bob", "Zoe", "alice", "Mute"]) await write(users.joined({ name, atMs: NOON_MS }));
    for (const name of ["bob", "Zoe", "alice", "alice"]) await write(users.said({ name, atMs: NOON_MS }));
    const top = [
      { name: "alice", chatLines: 2 },
      { name: "Zoe", chatLines: 1 },
      { name: "bob", chatLines: 1 },
    ];
    assert.deepEqual(await users.topChatters(), top);
    assert.deepEqual(await users.topChatters(1), top.slice(0, 1));
    assert.deepEqual(await users.topChatters(0), []);
    assert.deepEqual(await users.topChatters(-1), top);
    await assert.rejects(users.topChatters(1.5), /A limit must be a whole number, not 1.5/);
  });

  test("by time, an open session counts up to the moment that is asked for", async ({ repositories, write }) => {
    const { users } = repositories;
    const at = (name: string, minutes: number) => ({ name, atMs: NOON_MS + minutes * MINUTE });
    for (const name of ["gone", "here", "often"]) await write(users.joined(at(name, 0)));
    await write(users.left(at("gone", 10)), users.left(at("often", 5)), users.joined(at("often", 6)));
    const names = async (untilMs?: number) =>
      (await users.page({ order: "time", limit: 9, untilMs })).map(({ name }) => name);
    assert.deepEqual(await names(), ["gone", "often", "here"]);
    assert.deepEqual(await names(NOON_MS + 9 * MINUTE), ["gone", "here", "often"]);
    assert.deepEqual(await names(NOON_MS + 30 * MINUTE), ["here", "often", "gone"]);
    const after = { name: "here", chatLines: 0, connectedSeconds: 30 * 60, lastSeenMs: NOON_MS };
    const page = await users.page({ order: "time", limit: 9, untilMs: NOON_MS + 30 * MINUTE, after });
    assert.deepEqual(page.map(({ name }) => name), ["often", "gone"]);
  });

  test("a hundred joins of one new name at once make one row", async ({ repositories: { users }, sink }) => {
    await Promise.all(
      Array.from(
        { length: 100 },
        (_, index) =>
          sink.commit({ id: `join ${index}`, writes: users.joined({ name: "Racer", atMs: NOON_MS }) }),
      ),
    );
    assert.equal(await users.count(), 1);
  });
}
