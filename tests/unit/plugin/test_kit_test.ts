import assert from "node:assert/strict";
import { z } from "zod";
import { arg, definePlugin } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { petNames } from "../../contract/pet_names_plugin.ts";
import { FakeMemory } from "../bot/fake_memory.ts";
import { openMemoryDatabase } from "../plugins/memory_database.ts";

/** A plugin as a newcomer would write it. */
const greeter = definePlugin({
  name: "greeter",
  summary: "Says hello to newcomers",
  settings: z.strictObject({ text: z.string().default("Welcome") }),
  setup(rosey, greeted: Set<string>) {
    rosey.on("user.joined", async ({ user }) => {
      if (greeted.has(user.name)) return;
      greeted.add(user.name);
      await rosey.say(`${rosey.settings.text}, ${user.name}`);
      await rosey.tell(user.name, "Type !help");
    });
    rosey.every("1h", () => rosey.say("Still here"));
    rosey.command({
      name: "greet",
      summary: "Greets somebody",
      args: { name: arg.user() },
      rank: "guest",
      examples: [["!greet alice", /^Welcome, alice$/], ["!greet bob", /^Goodbye, bob$/]],
      run: ({ args, reply }) => reply(`${rosey.settings.text}, ${args.name}`),
    });
  },
});

function start(settings: Record<string, unknown> = {}) {
  const memory = new FakeMemory();
  const repositories = new Set<string>();
  return TestKit.start({
    plugins: [greeter],
    repositories,
    memory,
    sink: memory,
    settings: { greeter: settings },
  });
}

Deno.test("kit: what a plugin says in the room and to somebody is caught", async () => {
  const kit = await start();
  await kit.joins("bob");
  assert.deepEqual(kit.said, [{ text: "Welcome, bob", to: undefined }, { text: "Type !help", to: "bob" }]);
  await kit.leaves("bob");
  await kit.joins("bob");
  assert.equal(kit.said.length, 2);
  await kit.stop();
});

Deno.test("kit: commands are answered in the room and by PM, with the plugin's settings", async () => {
  const kit = await start({ text: "Hi" });
  kit.room.put({ name: "alice" });
  assert.deepEqual(await kit.chat("alice", "!greet bob"), ["Hi, bob"]);
  assert.deepEqual(await kit.pm("alice", "greet bob"), ["Hi, bob"]);
  await kit.stop();
});

Deno.test("kit: time passes only when the test says so", async () => {
  const kit = await start();
  await kit.advance("59m");
  assert.deepEqual(kit.said, []);
  await kit.advance("2h");
  assert.equal(kit.said.length, 2);
  await kit.stop();
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("kit: an example that does not hold is found, with what was answered", async () => {
  const kit = await start();
  assert.deepEqual(await kit.failingExamples("greeter"), [
    "!greet bob\n  expected /^Goodbye, bob$/\n  answered Welcome, bob",
  ]);
  await kit.stop();
});

Deno.test("kit: two bots of different prefix that read each other's answers fall silent after 3 exchanges", async () => {
  const one = await start();
  const memory = new FakeMemory();
  const other = await TestKit.start({
    plugins: [greeter],
    repositories: new Set<string>(),
    memory,
    sink: memory,
    prefix: "?",
  });
  one.room.put({ name: "Other" });
  other.room.put({ name: "One" });
  let answers = await one.pm("Other", "hello");
  let exchanges = 0;
  while (answers.length > 0 && exchanges < 50) {
    exchanges += 1;
    const back = await other.pm("One", answers.join(" "));
    answers = back.length === 0 ? [] : await one.pm("Other", back.join(" "));
  }
  assert.equal(exchanges, 3);
  await one.stop();
  await other.stop();
});

Deno.test("kit: a plugin with tables of its own finds them in the memory that is opened with it", async () => {
  await using memory = await openMemoryDatabase([petNames]);
  const kit = await TestKit.start({ plugins: [petNames], ...memory, users: ["alice"] });
  assert.deepEqual(await kit.chat("alice", "my pet is Rex"), ["Hello Rex! I know 1 now"]);
  assert.deepEqual(await kit.chat("alice", "my pet is Tom"), ["Hello Tom! I know 2 now"]);
  assert.deepEqual(kit.complaints, []);
  await kit.stop();
});
