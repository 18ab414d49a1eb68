import assert from "node:assert/strict";
import { z } from "zod";
import { STOP_LIMIT_MS } from "../../../src/bot/bot.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { definePlugin } from "../../../src/plugin/mod.ts";
import type { Rosey } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

function pluginWith(setup: (rosey: Rosey<Record<never, never>>) => void) {
  return definePlugin({ name: "test", summary: "For tests", settings: z.strictObject({}), setup });
}

async function startKit(setup: (rosey: Rosey<Record<never, never>>) => void = () => {}) {
  const memory = new FakeMemory();
  const kit = await TestKit.start({
    plugins: [pluginWith(setup)],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice"],
  });
  return { kit, memory };
}

Deno.test("bot: a line is recorded with the watermark before handlers see it", async () => {
  const order: string[] = [];
  const { kit, memory } = await startKit((rosey) => {
    rosey.record("chat", ({ text }) => [{ statement: "line", parameters: [text] }]);
    rosey.on("chat", ({ text }) => void order.push(`handled ${text}`));
  });
  memory.commitGate = ({ writes }) => {
    order.push(`recorded ${writes[0]?.parameters[0]}`);
    return Promise.resolve();
  };
  await kit.chat("alice", "hello");
  assert.deepEqual(order, ["recorded hello", "handled hello"]);
  assert.deepEqual(memory.written("watermark"), [[kit.clock.now()]]);
  await kit.stop();
});

Deno.test("bot: over a reconnect each line is recorded once, and a gap with both ends", async () => {
  const { kit, memory } = await startKit((rosey) => {
    rosey.record("chat", ({ text }) => [{ statement: "line", parameters: [text] }]);
  });
  const saidMs = kit.clock.now();
  await kit.chat("alice", "seen");
  await kit.lose();
  await kit.enter(["alice"], [
    { user: "alice", text: "seen", serverTimeMs: saidMs },
    { user: "alice", text: "missed", serverTimeMs: saidMs + 1 },
  ]);
  assert.deepEqual(memory.written("line"), [["seen"], ["missed"]]);
  await kit.lose();
  await kit.advance("1h");
  const nowMs = kit.clock.now();
  await kit.enter(
    ["alice"],
    Array.from({ length: 15 }, (_, line) => ({ text: `${line}`, serverTimeMs: nowMs + line })),
  );
  assert.deepEqual(memory.written("gap"), [[saidMs + 1, nowMs, nowMs]]);
  assert.equal(memory.written("line").length, 17);
  await kit.stop();
});

Deno.test("bot: plugins see since when Rosey is in the room, and how often it came back", async () => {
  let rosey: Rosey<Record<never, never>> | undefined;
  const { kit } = await startKit((given) => void (rosey = given));
  const enteredMs = kit.clock.now();
  assert.equal(rosey?.bot.inRoomSinceMs, enteredMs);
  assert.equal(rosey?.bot.reconnects, 0);
  await kit.lose();
  assert.equal(rosey?.bot.inRoomSinceMs, undefined);
  await kit.enter([]);
  assert.equal(rosey?.bot.reconnects, 1);
  assert.equal(rosey?.bot.server, "https://cytube.test");
  await kit.stop();
});

Deno.test("bot: it comes back from AFK by itself, and goes there when a plugin wants it", async () => {
  let rosey: Rosey<Record<never, never>> | undefined;
  const { kit } = await startKit((given) => void (rosey = given));
  await kit.changes({ name: "Rosey", afk: true });
  assert.deepEqual(kit.acts, [{ kind: "afk", away: false }]);
  await kit.changes({ name: "Rosey", afk: false });
  assert.equal((await rosey?.setAway(true))?.outcome, "done");
  assert.deepEqual(kit.acts.at(-1), { kind: "afk", away: true });
  await kit.stop();
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("bot: wrong settings of a plugin are named by their place, an unknown one with what was meant", async () => {
  const memory = new FakeMemory();
  const plugin = definePlugin({
    name: "greeter",
    summary: "",
    settings: z.strictObject({ times: z.number().default(1) }),
    setup() {},
  });
  const options = { plugins: [plugin], repositories: {}, sink: memory, memory };
  const cases = [
    [{ times: "often" }, /^the setting plugins\.greeter\.times is wrong: .*expected number/, /Correct it/],
    [{ tims: 2 }, /^plugins\.greeter\.tims is not a setting$/, /Did you mean "times"\?/],
    [{ colour: 2 }, /^plugins\.greeter\.colour is not a setting$/, /Known here: times\./],
    ["often", /^the setting plugins\.greeter is wrong/, /Correct it/],
  ] as const;
  for (const [greeter, message, hint] of cases) {
    await assert.rejects(TestKit.start({ ...options, settings: { greeter } }), (error: unknown) => {
      assert.ok(error instanceof RoseyError && error.exit === "usage");
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
      return true;
    });
  }
});

Deno.test("bot: a plugin that cannot start is named", async () => {
  const memory = new FakeMemory();
  const plugin = pluginWith(() => {
    throw new Error("no such table");
  });
  const options = { plugins: [plugin], repositories: {}, sink: memory, memory };
  await assert.rejects(TestKit.start(options), /The plugin "test" could not start: no such table/);
});

Deno.test("bot: stopping lets commands finish, adds the plugins' last writes, and leaves no timer", async () => {
  let worked = 0;
  let finish = () => {};
  const { kit, memory } = await startKit((rosey) => {
    rosey.every("5m", () => {});
    rosey.onStop(() => [{ statement: "last", parameters: ["words"] }]);
    rosey.onStop(() => Promise.reject(new Error("none")));
    rosey.command({
      name: "work",
      summary: "",
      rank: "guest",
      examples: [],
      run: async ({ reply }) => {
        worked += 1;
        await new Promise<void>((resolve) => finish = resolve);
        await reply("worked");
      },
    });
  });
  await kit.joins("bob");
  const answered = kit.chat("alice", "!work");
  await kit.clock.advanceAsync(0);
  const stopped = kit.stop();
  const refused = kit.chat("bob", "!work");
  finish();
  assert.deepEqual(await answered, ["worked"]);
  await refused;
  assert.equal(worked, 1);
  await stopped;
  assert.deepEqual(memory.written("last"), [["words"]]);
  assert.deepEqual(kit.complaints, ["a plugin could not say what to keep at its end | test | none"]);
  assert.equal(kit.clock.pendingTimers, 0);
  assert.deepEqual(await kit.chat("alice", "!work"), []);
});

Deno.test("bot: a command that does not end in time is aborted at the stop, and told once as an error", async () => {
  const ended: string[] = [];
  const { kit } = await startKit((rosey) => {
    rosey.record("command.finished", ({ outcome, detail }) => {
      ended.push(`${outcome}: ${detail}`);
      return [];
    });
    rosey.command({
      name: "hang",
      summary: "",
      rank: "guest",
      examples: [],
      run: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    });
  });
  const answered = kit.chat("alice", "!hang");
  await kit.clock.advanceAsync(0);
  const stopped = kit.stop();
  await kit.clock.advanceAsync(STOP_LIMIT_MS);
  await stopped;
  assert.deepEqual(await answered, []);
  assert.deepEqual(ended, ["error: Rosey stopped"]);
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("bot: a handler that hangs does not keep Rosey from stopping", async () => {
  const { kit } = await startKit((rosey) => rosey.on("chat", () => new Promise(() => {})));
  kit.chat("alice", "hello").catch(() => {});
  await kit.clock.advanceAsync(0);
  const stopped = kit.stop();
  await kit.clock.advanceAsync(STOP_LIMIT_MS);
  await kit.clock.advanceAsync(STOP_LIMIT_MS);
  await stopped;
  assert.equal(kit.clock.pendingTimers, 0);
});
