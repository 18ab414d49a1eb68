import assert from "node:assert/strict";
import { z } from "zod";
import { RoseyError } from "../../../src/domain/errors.ts";
import { arg, definePlugin } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

async function startKit() {
  const memory = new FakeMemory();
  const plugin = definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      const command = { summary: "For tests", examples: [], run: () => Promise.resolve() } as const;
      rosey.command({
        ...command,
        name: "kick",
        aliases: ["boot"],
        args: { name: arg.user() },
        rank: "moderator",
        permission: "kick",
        outranks: "name",
      });
      rosey.command({ ...command, name: "roll", rank: "guest", cooldown: "1m" });
      rosey.command({ ...command, name: "quietly", rank: "guest", where: "pm" });
    },
  });
  return await TestKit.start({
    plugins: [plugin],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice", { name: "Mod", rank: 2 }, { name: "Owner", rank: 4 }],
  });
}

Deno.test("why: everybody may ask about themselves, where they ask", async () => {
  const kit = await startKit();
  assert.deepEqual(await kit.pm("alice", "why quietly"), [
    "Nothing stands in the way: alice may use quietly.",
  ]);
  await kit.advance("1m");
  assert.deepEqual(await kit.chat("alice", "!why !quietly"), [
    "alice cannot use quietly now. quietly works by PM only. Send it to me as a private message.",
  ]);
  await kit.advance("1m");
  assert.match(
    (await kit.chat("alice", "!why boot"))[0] ?? "",
    /^alice cannot use kick now\. kick is for rank 2/,
  );
  await kit.stop();
});

Deno.test("why: moderators may ask about others, and about a target", async () => {
  const kit = await startKit();
  assert.deepEqual(await kit.pm("alice", "why roll Mod"), [
    "You may ask about yourself; moderators may ask about others.",
  ]);
  assert.match(
    (await kit.pm("Mod", "why kick alice Mod"))[0] ?? "",
    /alice has 1\. Ask somebody of that rank/,
  );
  assert.match((await kit.pm("Mod", "why kick Mod Owner"))[0] ?? "", /Owner has rank 4 and Mod 2/);
  assert.match((await kit.pm("Mod", "why kick Mod alice"))[0] ?? "", /Mod may use kick/);
  assert.match((await kit.pm("Mod", "why roll Ghost"))[0] ?? "", /Ghost is not in the room/);
  await kit.stop();
});

Deno.test("why: one name behind a command that is done to somebody is whom it is done to", async () => {
  const kit = await startKit();
  assert.deepEqual(await kit.pm("Mod", "why kick alice"), [
    "Nothing stands in the way: Mod may use kick on alice.",
  ]);
  assert.match(
    (await kit.pm("Mod", "why !boot Owner"))[0] ?? "",
    /^Mod cannot use kick on Owner now\. Owner has/,
  );
  assert.deepEqual(await kit.pm("Mod", "why kick alise"), [
    "Mod cannot use kick on alise now. alise is not here. Did you mean alice?",
  ]);
  assert.match(
    (await kit.pm("alice", "why kick Mod"))[0] ?? "",
    /^alice cannot use kick on Mod now\. kick is for/,
  );
  assert.match((await kit.pm("Mod", "why roll alice"))[0] ?? "", /: alice may use roll\.$/);
  await kit.stop();
});

Deno.test("why: a cool-down is told and not begun", async () => {
  const kit = await startKit();
  assert.match((await kit.pm("alice", "why roll"))[0] ?? "", /Nothing stands in the way/);
  await kit.pm("alice", "roll");
  await kit.advance("10s");
  assert.match((await kit.pm("alice", "why roll"))[0] ?? "", /once in 1m\. Please wait 50s, alice/);
  await kit.stop();
});

Deno.test("why: an unknown command is told with what was meant", async () => {
  const kit = await startKit();
  assert.deepEqual(await kit.pm("alice", "why rool"), ['There is no command "rool". Did you mean roll?']);
  await kit.stop();
});

Deno.test("why: programs get the answer in parts", async () => {
  const kit = await startKit();
  assert.deepEqual(kit.bot.why({ command: "boot", user: "alice", via: "chat" }), {
    command: "kick",
    user: "alice",
    allowed: false,
    check: "rank",
    reason: "kick is for rank 2 (moderator) and up, alice has 1.",
    fix: "Ask somebody of that rank to do it.",
  });
  assert.equal(kit.bot.why({ command: "!kick", user: "Mod", via: "chat", target: "alice" }).allowed, true);
  assert.deepEqual(kit.bot.why({ command: "kick", user: "Mod", via: "chat", target: "gone" }), {
    command: "kick",
    user: "Mod",
    allowed: false,
    check: "target_present",
    reason: "gone is not here.",
    fix: undefined,
  });
  assert.throws(
    () => kit.bot.why({ command: "!kcik", user: "alice", via: "pm" }),
    (error: unknown) =>
      error instanceof RoseyError && error.code === "command.unknown" && error.hint === "Did you mean kick?",
  );
  await kit.lose();
  assert.equal(kit.bot.why({ command: "kick", user: "Mod", via: "pm" }).check, "room");
  await kit.stop();
});
