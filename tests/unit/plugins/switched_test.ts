import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import { testRoom } from "./test_room.ts";

const switchable = plugins.filter(({ essential }) => !essential);

Deno.test("switches: every plugin can be switched off and on again, beside all others", async () => {
  await using kit = await testRoom(plugins, { users: ["alice", { name: "Admin", rank: 3 }] });
  for (const { name } of switchable) {
    const command = kit.bot.plugins.find((plugin) => plugin.name === name)?.commands[0];
    await kit.bot.switchPlugin(name, false, "Admin");
    await kit.chat("alice", "good evening");
    if (command !== undefined) {
      assert.equal(kit.bot.why({ command, user: "Admin", via: "chat" }).check, "plugin", name);
    }
    await kit.bot.switchPlugin(name, true, "Admin");
    await kit.idle();
    if (command !== undefined) {
      assert.notEqual(kit.bot.why({ command, user: "Admin", via: "chat" }).check, "plugin", name);
    }
  }
  await kit.chat("alice", "good night");
  assert.deepEqual(kit.complaints, []);
});

Deno.test("switches: what every plugin has begun ends when it is switched off", async () => {
  await using kit = await testRoom(plugins, { users: ["alice"] });
  for (const { name } of switchable) await kit.bot.switchPlugin(name, false, "Admin");
  await kit.idle();
  const essential = await testRoom(plugins.filter((plugin) => plugin.essential), { users: ["alice"] });
  assert.equal(kit.clock.pendingTimers, essential.clock.pendingTimers);
  await essential[Symbol.asyncDispose]();
  await kit.chat("alice", "nobody listens");
  assert.equal((await kit.repositories.users.find("alice"))?.chatLines, 0);
  assert.deepEqual(kit.complaints, []);
});

Deno.test("switches: a switch outlives the process", async () => {
  await using database = await openMemoryDatabase(plugins);
  const clock = new ManualClock();
  const start = () =>
    TestKit.start({ plugins, ...database, clock, users: ["alice", { name: "Admin", rank: 3 }] });
  const before = await start();
  assert.deepEqual(await before.chat("Admin", "!plugin off dice"), ["dice is off."]);
  await before.stop();
  clock.advance(1_000);
  const after = await start();
  assert.match((await after.chat("alice", "!roll 2d6"))[0] ?? "", /^The plugin "dice" is switched off\./);
  assert.deepEqual(await after.chat("Admin", "!plugin on dice"), ["dice is on."]);
  await after.stop();
});

Deno.test("switches: who is in the room is attended again after a switch, and not twice", async () => {
  await using kit = await testRoom(plugins, { users: ["alice"] });
  const seconds = async () => (await kit.repositories.users.find("alice"))?.connectedSeconds;
  await kit.advance("10m");
  await kit.bot.switchPlugin("stats", false, "Admin");
  await kit.advance("1h");
  await kit.bot.switchPlugin("stats", true, "Admin");
  await kit.idle();
  await kit.advance("10m");
  await kit.leaves("alice");
  assert.equal(await seconds(), 20 * 60);
});
