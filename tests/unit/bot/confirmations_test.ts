import assert from "node:assert/strict";
import { z } from "zod";
import { CONFIRM_LIMIT_MS } from "../../../src/bot/confirmations.ts";
import { arg, CommandRefusal, definePlugin } from "../../../src/plugin/mod.ts";
import type { EventOf } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

/** A kit with `erase`, which asks when there is something to lose, and `drop`, which always does. */
async function startKit() {
  const memory = new FakeMemory();
  const finished: EventOf<"command.finished">[] = [];
  const erased: string[] = [];
  const state = { title: "The Third Man", looking: Promise.resolve() };
  const plugin = definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      const command = { summary: "For tests", rank: "moderator", examples: [] } as const;
      rosey.on("command.finished", (event) => void finished.push(event));
      rosey.command({
        ...command,
        name: "erase",
        args: { what: arg.word() },
        cooldown: "10s",
        confirm({ what }) {
          if (what === "nothing") return undefined;
          if (what === "everything") throw new CommandRefusal("That is too much.");
          return `Erase ${what}, "${state.title}"`;
        },
        async run({ args: { what }, reply }) {
          erased.push(what);
          await reply(`${what} is gone`);
        },
      });
      rosey.command({
        ...command,
        name: "drop",
        confirm: () => "Drop all?",
        run: ({ reply }) => reply("dropped"),
      });
      rosey.command({
        ...command,
        name: "forget",
        args: { whose: arg.word() },
        async confirm({ whose }, _room, user) {
          await state.looking;
          if (whose !== user.name) throw new CommandRefusal(`That is ${whose}'s.`);
          return undefined;
        },
        run: ({ reply }) => reply("forgotten"),
      });
      rosey.command({ ...command, name: "echo", rank: "guest", run: ({ reply }) => reply("echo") });
    },
  });
  const kit = await TestKit.start({
    plugins: [plugin],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice", { name: "Mod", rank: 2 }, { name: "Other", rank: 2 }],
  });
  const outcomes = () =>
    finished.map(({ command, args, outcome, detail }) => ({ command, args, outcome, detail }));
  return { kit, outcomes, erased, state };
}

const QUESTION = 'Erase x, "The Third Man"? Say !confirm within 30 s.';

Deno.test("confirm: a command that asks runs at its user's word, and is told once, with its own end", async () => {
  const { kit, outcomes, erased } = await startKit();
  assert.deepEqual(await kit.chat("Mod", "!erase x"), [QUESTION]);
  assert.deepEqual([erased, outcomes()], [[], []]);
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ["x is gone"]);
  assert.deepEqual(outcomes(), [{ command: "erase", args: "x", outcome: "success", detail: undefined }]);
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ["There is nothing to confirm."]);
  await kit.stop();
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("confirm: by PM no prefix is needed, and the answer comes where the command was said", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.pm("Mod", "drop"), ["Drop all? Say confirm within 30 s."]);
  assert.deepEqual(await kit.pm("Mod", "confirm"), ["dropped"]);
  await kit.chat("Mod", "!drop");
  await kit.pm("Mod", "confirm");
  assert.deepEqual(kit.said.at(-1), { text: "dropped", to: undefined });
  await kit.stop();
});

Deno.test("confirm: what needs no asking runs at once, and what cannot be asked is refused", async () => {
  const { kit, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("Mod", "!erase nothing"), ["nothing is gone"]);
  assert.deepEqual(await kit.chat("Mod", "!erase everything"), ["That is too much."]);
  assert.deepEqual(outcomes().map(({ outcome }) => outcome), ["success", "refused"]);
  await kit.stop();
});

Deno.test("confirm: a question that takes a look knows who asks, and every check holds after it", async () => {
  const { kit, state, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("Other", "!forget Mod"), ["That is Mod's."]);
  assert.deepEqual(await kit.chat("Mod", "!forget Mod"), ["forgotten"]);
  let looked = () => {};
  state.looking = new Promise<void>((resolve) => looked = resolve);
  const asked = kit.chat("Mod", "!forget Mod");
  await kit.clock.advanceAsync(0);
  const left = kit.leaves("Mod");
  looked();
  await left;
  assert.deepEqual(await asked, []);
  assert.deepEqual(outcomes().map(({ outcome }) => outcome), ["refused", "success", "refused"]);
  assert.deepEqual(kit.complaints, []);
  await kit.stop();
});

Deno.test("confirm: the word of another user, or half a minute later, confirms nothing", async () => {
  const { kit, outcomes, erased } = await startKit();
  await kit.chat("Mod", "!erase x");
  assert.deepEqual(await kit.chat("Other", "!confirm"), ["There is nothing to confirm."]);
  await kit.clock.advanceAsync(CONFIRM_LIMIT_MS);
  await kit.idle();
  assert.deepEqual(outcomes().at(-1), {
    command: "erase",
    args: "x",
    outcome: "refused",
    detail: "not confirmed",
  });
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ["There is nothing to confirm."]);
  assert.deepEqual(erased, []);
  assert.equal(outcomes().filter(({ command }) => command === "erase").length, 1);
  await kit.stop();
});

Deno.test("confirm: one command waits for each user; another one takes its place", async () => {
  const { kit, outcomes, erased } = await startKit();
  await kit.chat("Mod", "!erase x");
  await kit.chat("Mod", "!drop");
  assert.deepEqual(outcomes().map(({ command, detail }) => `${command} ${detail}`), ["erase not confirmed"]);
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ["dropped"]);
  assert.deepEqual(erased, []);
  await kit.stop();
});

Deno.test("confirm: other commands in between do not disturb it", async () => {
  const { kit, erased } = await startKit();
  await kit.chat("Mod", "!erase x");
  assert.deepEqual(await kit.chat("Mod", "!echo"), ["echo"]);
  await kit.chat("Mod", "!confirm");
  assert.deepEqual(erased, ["x"]);
  await kit.stop();
});

Deno.test("confirm: cancel drops it, and is told as its end", async () => {
  const { kit, outcomes, erased } = await startKit();
  await kit.chat("Mod", "!erase x");
  assert.deepEqual(await kit.chat("Mod", "!cancel"), ["Cancelled."]);
  assert.deepEqual(await kit.chat("Mod", "!cancel"), ["There is nothing to cancel."]);
  assert.deepEqual(outcomes().map(({ command, detail }) => `${command}: ${detail}`), [
    "erase: cancelled",
    "cancel: There is nothing to cancel.",
  ]);
  assert.deepEqual(erased, []);
  await kit.stop();
});

Deno.test("confirm: every check is made again", async () => {
  const { kit, outcomes, erased } = await startKit();
  await kit.chat("Mod", "!erase x");
  await kit.changes({ name: "Mod", rank: 1 });
  assert.match((await kit.chat("Mod", "!confirm"))[0] ?? "", /^erase is for rank 2/);
  assert.deepEqual(outcomes().map(({ outcome }) => outcome), ["refused"]);
  assert.deepEqual(erased, []);
  await kit.stop();
});

Deno.test("confirm: what is confirmed is what was asked: when that has changed, it is asked again", async () => {
  const { kit, outcomes, erased, state } = await startKit();
  await kit.chat("Mod", "!erase x");
  state.title = "Another Film";
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ['Erase x, "Another Film"? Say !confirm within 30 s.']);
  assert.deepEqual([erased, outcomes()], [[], []]);
  assert.deepEqual(await kit.chat("Mod", "!confirm"), ["x is gone"]);
  assert.equal(outcomes().length, 1);
  await kit.stop();
});

Deno.test("confirm: asking costs no cool-down, running does", async () => {
  const { kit } = await startKit();
  await kit.joins({ name: "Admin", rank: 1 });
  await kit.changes({ name: "Admin", rank: 2 });
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await kit.chat("Admin", `!erase ${time}`)).length, 1);
  }
  assert.deepEqual(await kit.chat("Admin", "!confirm"), ["2 is gone"]);
  await kit.stop();
});

Deno.test("confirm: when Rosey stops, what waits is told as not confirmed", async () => {
  const { kit, outcomes } = await startKit();
  await kit.chat("Mod", "!erase x");
  await kit.stop();
  assert.deepEqual(outcomes().map(({ detail }) => detail), ["not confirmed"]);
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("confirm: ten commands confirmed in a row are no loop of two bots", async () => {
  const { kit, erased } = await startKit();
  for (let time = 0; time < 10; time += 1) {
    await kit.chat("Mod", `!erase ${time}`);
    await kit.chat("Mod", "!confirm");
  }
  assert.equal(erased.length, 10);
  await kit.stop();
});

Deno.test("confirm: a bot that confirms nothing again and again is left alone", async () => {
  const { kit } = await startKit();
  const rounds: number[] = [];
  for (let time = 0; time < 5; time += 1) rounds.push((await kit.pm("alice", "confirm")).length);
  assert.deepEqual(rounds, [1, 1, 1, 0, 0]);
  await kit.stop();
});

Deno.test("confirm: a question may take its time, and who has left meanwhile is not asked", async () => {
  let answer = (_question: string) => {};
  const asked: string[] = [];
  const ran: string[] = [];
  const plugin = definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      rosey.command({
        name: "erase",
        summary: "For tests",
        rank: "guest",
        examples: [],
        confirm: (_args, _room, { name, rank }) => {
          asked.push(`${name} ${rank}`);
          return new Promise((resolve) => answer = resolve);
        },
        run: ({ user }) => Promise.resolve(void ran.push(user.name)),
      });
    },
  });
  const memory = new FakeMemory();
  const users = ["alice", { name: "Mod", rank: 2 }];
  const kit = await TestKit.start({ plugins: [plugin], repositories: {}, sink: memory, memory, users });
  const first = kit.chat("Mod", "!erase");
  await kit.clock.advanceAsync(0);
  answer("Erase it?");
  assert.deepEqual(await first, ["Erase it? Say !confirm within 30 s."]);
  const left = kit.chat("alice", "!erase");
  await kit.clock.advanceAsync(0);
  kit.room.remove("alice");
  answer("Erase it?");
  assert.deepEqual(await left, []);
  assert.deepEqual([asked, ran], [["Mod 2", "alice 1"], []]);
  assert.deepEqual(kit.complaints, []);
  await kit.stop();
});
