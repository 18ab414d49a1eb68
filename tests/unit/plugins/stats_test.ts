import assert from "node:assert/strict";
import stats from "../../../plugins/stats/plugin.ts";
import type { FakeUser } from "../../../src/plugin/fake_room.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import type { MemoryDatabase } from "./memory_database.ts";

function startKit(database: MemoryDatabase, users: readonly (string | FakeUser)[] = ["alice"]) {
  return TestKit.start({ plugins: [stats], ...database, users });
}

Deno.test("stats: people already there when the bot comes are joined, and the bot itself is nobody", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database, ["alice", "bob"]);
  const inSession = await database.repositories.users.inSession();
  assert.deepEqual(inSession.map(({ name }) => name), ["alice", "bob"]);
  await kit.stop();
});

Deno.test("stats: a session counts from the join to the leave", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database, []);
  await kit.joins("bob");
  await kit.advance("90s");
  await kit.leaves("bob");
  const bob = await database.repositories.users.find("BOB");
  assert.equal(bob?.connectedSeconds, 90);
  assert.equal(bob?.sessionStartMs, undefined);
  assert.equal(bob?.lastSeenMs, kit.clock.now());
  await kit.stop();
});

Deno.test("stats: a list that is told anew is no news: sessions go on, whoever is missing has gone", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database, ["alice", "bob"]);
  await kit.advance("10m");
  kit.room.remove("bob");
  await kit.emit({ kind: "users.listed", users: kit.room.users });
  const { users } = database.repositories;
  assert.deepEqual((await users.inSession()).map(({ name }) => name), ["alice"]);
  assert.equal((await users.find("alice"))?.connectedSeconds, 0);
  // Bob was last seen with the sample of the tenth minute.
  assert.equal((await users.find("bob"))?.connectedSeconds, 600);
  await kit.stop();
});

Deno.test("stats: lines count once, missed ones too; shadowed, own and the server's do not", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  const saidMs = kit.clock.now();
  await kit.chat("Alice", "one");
  await kit.chat("alice", "shadowed", { shadow: true });
  await kit.chat("Rosey", "own", { own: true });
  await kit.emit({
    kind: "server.line",
    from: "[server]",
    text: "hi",
    serverTimeMs: saidMs,
    replayed: false,
  });
  await kit.advance("1m");
  await kit.lose();
  await kit.enter(["alice"], [
    { user: "Alice", text: "one", serverTimeMs: saidMs },
    { user: "alice", text: "two", serverTimeMs: saidMs + 1 },
    { user: "stranger", text: "three", serverTimeMs: saidMs + 2 },
  ]);
  const { users } = database.repositories;
  assert.deepEqual(await users.topChatters(), [{ name: "alice", chatLines: 2 }, {
    name: "stranger",
    chatLines: 1,
  }]);
  assert.equal((await users.find("alice"))?.sessionStartMs, kit.clock.now());
  const stranger = await users.find("stranger");
  assert.equal(stranger?.lastSeenMs, saidMs);
  assert.equal(stranger?.sessionStartMs, undefined);
  assert.equal(await users.find("Rosey"), undefined);
  assert.equal(await users.find("[server]"), undefined);
  await kit.stop();
});

Deno.test("stats: losing the room ends the sessions; a dead line, at its last sign of life", async () => {
  for (const [reason, seconds] of [["kicked", 120], ["dead_line", 60]] as const) {
    await using database = await openMemoryDatabase();
    const kit = await startKit(database);
    await kit.advance("1m");
    await kit.chat("alice", "still here");
    await kit.advance("1m");
    await kit.lose(reason);
    const alice = await database.repositories.users.find("alice");
    assert.equal(alice?.connectedSeconds, seconds, reason);
    assert.equal(alice?.sessionStartMs, undefined);
    await kit.stop();
  }
});

Deno.test("stats: a stop ends the sessions now, and a crash costs what came after the last sample", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  await kit.advance("60s");
  await kit.stop();
  const { users } = database.repositories;
  assert.equal((await users.find("alice"))?.connectedSeconds, 60);

  const crashed = await TestKit.start({ plugins: [stats], ...database, users: ["alice"], clock: kit.clock });
  await crashed.advance("12m");
  const again = await TestKit.start({ plugins: [stats], ...database, clock: kit.clock, enter: false });
  assert.equal((await users.find("alice"))?.connectedSeconds, 60 + 600);
  assert.equal((await users.find("alice"))?.sessionStartMs, undefined);
  await again.stop();
  await crashed.stop();
});

Deno.test("stats: !stats NAME finds a name in any case, and tells of the time up to now", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  await kit.chat("alice", "hello");
  await kit.advance("61m");
  assert.deepEqual(await kit.chat("bob", "!stats ALICE"), []);
  await kit.joins("bob");
  assert.deepEqual(await kit.chat("bob", "!stats @ALICE"), [
    "alice: 1 line, connected 1h 1m in all, first seen 2025-11-22 20:00 UTC, here for 1h 1m",
  ]);
  await kit.leaves("alice");
  await kit.advance("10s");
  assert.deepEqual(await kit.pm("bob", "stats alice"), [
    "alice: 1 line, connected 1h 1m in all, first seen 2025-11-22 20:00 UTC, last seen 10s ago",
  ]);
  await kit.stop();
});

Deno.test("stats: a stranger, a name that is none, and the bot itself are answered with a reason", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  assert.deepEqual(await kit.pm("alice", "stats nobody"), ["I have never seen nobody here."]);
  await kit.advance("11s");
  assert.deepEqual(await kit.pm("alice", "stats rosey"), ["I count the others, not myself."]);
  await kit.advance("11s");
  assert.match(
    (await kit.pm("alice", "stats a!b"))[0] ?? "",
    /name must be a user's name .* Usage: stats \[name\]/,
  );
  await kit.stop();
});

Deno.test("stats: an empty channel has an answer too", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  assert.deepEqual(await kit.pm("alice", "stats"), [
    "Peak chat users: 0, peak connected: 0, people seen: 1",
    "Nobody has said anything yet.",
  ]);
  await kit.stop();
});

Deno.test("stats: !user and !stats NAME tell the same of somebody, here or not", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database, ["alice", { name: "Bob", afk: true, muted: true }]);
  kit.room.leader = "Bob";
  await kit.chat("Bob", "hello");
  const stats = await kit.chat("alice", "!stats bob");
  assert.deepEqual(await kit.chat("alice", "!user BOB"), [
    "Bob: rank 1, AFK: yes, muted: yes, leader: yes",
    ...stats,
  ]);
  await kit.leaves("Bob");
  await kit.advance("11s");
  assert.deepEqual(await kit.pm("alice", "user bob"), [
    "bob is not here.",
    ...await kit.chat("alice", "!stats bob"),
  ]);
  await kit.stop();
});

Deno.test("stats: aliases, the address and a shadow mute are for moderators, by PM, and for nobody else", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database, [
    "alice",
    { name: "mod", rank: 2 },
    { name: "bob", muted: true, shadowMuted: true, aliases: ["bob", "robert"], address: "1.2.x.y" },
  ]);
  const open = "bob: rank 1, AFK: no, muted: no, leader: no";
  assert.deepEqual((await kit.chat("mod", "!user bob"))[0], open);
  assert.deepEqual((await kit.pm("alice", "user bob"))[0], open);
  assert.deepEqual((await kit.pm("mod", "user bob")).slice(0, 2), [
    open,
    "shadow-muted: yes, aliases: robert, address: 1.2.x.y",
  ]);
  const told = kit.said.filter(({ to }) => to !== "mod").map(({ text }) => text).join();
  assert.doesNotMatch(told, /robert|1\.2|shadow/);
  await kit.stop();
});

Deno.test("stats: !user tells of Rosey herself, who has no statistics, and of no stranger", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  assert.deepEqual(await kit.pm("alice", "user rosey"), ["Rosey: rank 2, AFK: no, muted: no, leader: no"]);
  await kit.advance("11s");
  assert.deepEqual(await kit.pm("alice", "user nobody"), ["I have never seen nobody here."]);
  await kit.stop();
});

Deno.test("stats: by PM ten are named who talk most, in the room five", async () => {
  await using database = await openMemoryDatabase();
  const names = Array.from({ length: 12 }, (_, index) => `u${index}`);
  const kit = await startKit(database, ["alice", ...names]);
  for (const name of names) await kit.chat(name, "hello");
  assert.match((await kit.chat("alice", "!stats"))[1] ?? "", / 5\. \S+ 1$/);
  await kit.advance("11s");
  assert.match((await kit.pm("alice", "stats"))[1] ?? "", / 10\. \S+ 1$/);
  await kit.stop();
});

Deno.test("stats: the examples of its commands hold", async () => {
  await using database = await openMemoryDatabase();
  const kit = await startKit(database);
  await kit.chat("alice", "hello");
  assert.deepEqual(await kit.failingExamples("stats"), []);
  await kit.stop();
});
