import assert from "node:assert/strict";
import { z } from "zod";
import { plugins } from "../../../../plugins/mod.ts";
import outbound from "../../../../plugins/outbound/plugin.ts";
import type { Repositories } from "../../../../db/repositories/mod.ts";
import { definePlugin, type Plugin, type Rosey } from "../../../../src/plugin/mod.ts";
import { TestKit } from "../../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "../memory_database.ts";
import { FakeLine } from "./fake_line.ts";

/** A kit with a plugin whose hands the test has, with the outbox or without it. */
async function kitWith(plugins: readonly Plugin<Repositories>[], line: FakeLine) {
  const memory = await openMemoryDatabase();
  const got: { rosey: Rosey<unknown> | undefined } = { rosey: undefined };
  const speaking = definePlugin({
    name: "speaking",
    summary: "Says what the test wants",
    settings: z.strictObject({}),
    setup(rosey) {
      got.rosey = rosey;
      rosey.record("user.joined", ({ user }) => rosey.queued(`welcome, ${user.name}`, { to: user.name }));
    },
  });
  const kit = await TestKit.start({
    plugins: [...plugins, speaking],
    ...memory,
    roomLine: line,
    users: ["alice"],
    close: () => memory[Symbol.asyncDispose](),
  });
  line.enter();
  assert.ok(got.rosey);
  return { kit, rosey: got.rosey, memory };
}

async function settle(kit: TestKit): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) {
    await kit.clock.advanceAsync(0);
    await kit.idle();
  }
}

Deno.test("outbound: answers, plugins and Rosey's presence speak through it, and each change is an event", async () => {
  const line = new FakeLine();
  const { kit, rosey, memory } = await kitWith([outbound], line);
  await using _ = kit;
  const states: string[] = [];
  rosey.on("outbox.changed", ({ outboxId, state }) => void states.push(`${outboxId} ${state}`));
  await kit.chat("alice", "!help");
  await settle(kit);
  assert.deepEqual(kit.said, []);
  assert.equal(line.room.texts.length, 1);
  assert.deepEqual(states, ["1 queued", "1 sending", "1 sent"]);
  const [row] = await memory.repositories.outbox.list();
  assert.deepEqual([row?.class, row?.producer], ["reply", "commands"]);
  const fate = await rosey.act({ kind: "shuffle" });
  assert.equal(fate.outcome, "done");
  assert.deepEqual(line.room.acts, [{ kind: "shuffle" }]);
});

Deno.test("outbound: a text is said if and only if the rows are kept that it was committed with", async () => {
  const line = new FakeLine();
  const { kit, rosey, memory } = await kitWith([outbound], line);
  await using _ = kit;
  const action = { atMs: 0, user: "alice", kind: "x", details: undefined };
  await rosey.write([...memory.repositories.actions.logged(action), ...rosey.queued("kept")]);
  await settle(kit);
  assert.deepEqual(line.room.texts, ["kept"]);
  await assert.rejects(
    rosey.write([{ statement: "unheard of", parameters: [] }, ...rosey.queued("not kept")]),
  );
  await settle(kit);
  assert.deepEqual(line.room.texts, ["kept"]);
});

Deno.test("outbound: what a recording handler queues is said when the event is recorded", async () => {
  const line = new FakeLine();
  const { kit } = await kitWith([outbound], line);
  await using _ = kit;
  await kit.joins("bob");
  await settle(kit);
  assert.deepEqual(line.room.pms.map(({ to, text }) => `${to}: ${text}`), ["bob: welcome, bob"]);
});

Deno.test("outbound: without it the bot speaks as well, from memory", async () => {
  const line = new FakeLine();
  const { kit, rosey } = await kitWith([], line);
  await using _ = kit;
  await kit.joins("bob");
  await rosey.say("hello");
  await settle(kit);
  assert.deepEqual(kit.said, [{ text: "welcome, bob", to: "bob" }, { text: "hello", to: undefined }]);
  assert.deepEqual(line.sent, []);
});

Deno.test("outbound: it has no switch, and goes on with other settings", async () => {
  const line = new FakeLine();
  const { kit, rosey } = await kitWith([outbound], line);
  await using _ = kit;
  await assert.rejects(kit.bot.switchPlugin("outbound", false, "test"), /cannot be switched off/);
  await kit.bot.configurePlugin("outbound", { banned_links: ["example.org"] }, "test");
  await rosey.say("from the outbox");
  await settle(kit);
  assert.deepEqual([kit.said, line.room.texts], [[], ["from the outbox"]]);
});

Deno.test("outbound: an owner who asks for help by PM gets all of it, with every plugin", async () => {
  const line = new FakeLine();
  const memory = await openMemoryDatabase(plugins);
  await using kit = await TestKit.start({
    plugins,
    ...memory,
    roomLine: line,
    users: [{ name: "boss", rank: 5 }],
    close: () => memory[Symbol.asyncDispose](),
  });
  line.enter();
  await kit.pm("boss", "help");
  await settle(kit);
  const told = line.room.pms.filter(({ to }) => to === "boss").map(({ text }) => text);
  for (const { facts: { name } } of kit.bot.commands) {
    assert.ok(told.some((text) => new RegExp(`[:,] ${name}[ ,]|[:,] ${name}$`).test(text)), name);
  }
  assert.ok(told.length < 20, `${told.length} lines`);
  assert.deepEqual(kit.complaints, []);
});
