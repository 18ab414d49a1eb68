import assert from "node:assert/strict";
import { z } from "zod";
import { RoseyError } from "../../../src/domain/errors.ts";
import { definePlugin } from "../../../src/plugin/mod.ts";
import type { Plugin, Rosey } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

const settingsShape = z.strictObject({
  text: z.string().default("Welcome"),
  times: z.int().min(1).max(3).default(1),
});

interface Greeter {
  readonly greeter: Plugin<unknown>;
  /** Every set-up so far. */
  readonly setUps: Rosey<z.infer<typeof settingsShape>>[];
  readonly ticks: number[];
}

/** A plugin with one of everything that can be registered, which says when its set-ups live. */
function makeGreeter(setup: () => Promise<void> | void = () => {}): Greeter {
  const setUps: Rosey<z.infer<typeof settingsShape>>[] = [];
  const ticks: number[] = [];
  const greeter = definePlugin<z.infer<typeof settingsShape>, unknown>({
    name: "greeter",
    summary: "Says hello",
    settings: settingsShape,
    async setup(rosey) {
      const id = setUps.push(rosey);
      await setup();
      rosey.record("chat", ({ text }) => [{ statement: "line", parameters: [`${id} ${text}`] }]);
      rosey.on("user.joined", ({ user }) => rosey.say(`${rosey.settings.text}, ${user.name}`));
      rosey.every("1m", () => void ticks.push(id));
      rosey.onStop(() => [{ statement: "last", parameters: [id] }]);
      rosey.command({
        name: "greet",
        summary: "Greets",
        rank: "guest",
        examples: [],
        run: ({ reply }) =>
          reply(Array.from({ length: rosey.settings.times }, () => rosey.settings.text).join(" ")),
      });
    },
  });
  return { greeter, setUps, ticks };
}

async function startKit(
  { greeter }: Greeter,
  options: { memory?: FakeMemory; settings?: Record<string, unknown>; plugins?: Plugin<unknown>[] } = {},
) {
  const { memory = new FakeMemory(), plugins = [], settings } = options;
  const kit = await TestKit.start<unknown>({
    plugins: [greeter, ...plugins],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice", { name: "Admin", rank: 3 }],
    settings: settings === undefined ? {} : { greeter: settings },
  });
  return { kit, memory };
}

function rejectsWith(promise: Promise<unknown>, code: string, text: RegExp): Promise<void> {
  return assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof RoseyError);
    assert.equal(error.code, code);
    assert.match(`${error.message} ${error.hint ?? ""}`, text);
    return true;
  });
}

Deno.test("plugins: off means off, for every part, and its last writes are kept", async () => {
  const made = makeGreeter();
  const { kit, memory } = await startKit(made);
  assert.deepEqual(await kit.chat("Admin", "!plugin off greeter"), ["greeter is off."]);
  await kit.joins("bob");
  await kit.advance("5m");
  await kit.chat("alice", "hello");
  assert.deepEqual(memory.written("line"), [["1 !plugin off greeter"]]);
  assert.deepEqual(memory.written("last"), [[1]]);
  assert.deepEqual(made.ticks, []);
  assert.equal(made.setUps[0]?.signal.aborted, true);
  assert.deepEqual(await kit.chat("alice", "!greet"), [
    'The plugin "greeter" is switched off. An admin can switch it on: !plugin on greeter.',
  ]);
  assert.ok(!(await kit.pm("alice", "help")).some((line) => line.includes("greet")));
  assert.equal(kit.bot.why({ command: "greet", user: "alice", via: "chat" }).check, "plugin");
  await kit.stop();
  assert.deepEqual(memory.written("last"), [[1]]);
  assert.equal(kit.clock.pendingTimers, 0);
});

Deno.test("plugins: on again is a set-up from the start, and who is there is told to it", async () => {
  const made = makeGreeter();
  const listed: number[] = [];
  const other = definePlugin({
    name: "other",
    summary: "",
    settings: z.strictObject({}),
    setup: (rosey: Rosey<unknown>) => rosey.on("users.listed", ({ users }) => void listed.push(users.length)),
  });
  const { kit, memory } = await startKit(made, { plugins: [other] });
  await kit.chat("Admin", "!plugin off greeter");
  assert.deepEqual(await kit.chat("Admin", "!plugin on greeter"), ["greeter is on."]);
  assert.deepEqual(await kit.chat("Admin", "!plugin on greeter"), ["greeter is already on."]);
  assert.deepEqual(listed, [3, 3]);
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Welcome"]);
  assert.deepEqual(memory.written("line").slice(-2), [["2 !greet"], ["2 Welcome"]]);
  await kit.advance("1m");
  assert.deepEqual(made.ticks, [2]);
  await kit.stop();
});

Deno.test("plugins: a switch is stored, and another start finds it", async () => {
  const memory = new FakeMemory();
  const { kit } = await startKit(makeGreeter(), { memory });
  await kit.bot.switchPlugin("greeter", false, "web");
  assert.deepEqual(memory.written("plugin"), [["greeter", "false", "null"]]);
  await kit.stop();
  memory.plugins.push({ plugin: "greeter", enabled: false, settings: undefined });
  const again = await startKit(makeGreeter(), { memory });
  assert.match((await again.kit.chat("alice", "!greet"))[0] ?? "", /is switched off/);
  await again.kit.joins("bob");
  assert.equal(again.kit.said.length, 1);
  await again.kit.bot.switchPlugin("greeter", true, "web");
  assert.deepEqual(await again.kit.chat("Admin", "!greet"), ["Welcome"]);
  await again.kit.stop();
});

Deno.test("plugins: settings can be changed at run time; those in the memory win, the file's others stay", async () => {
  const memory = new FakeMemory();
  const made = makeGreeter();
  const { kit } = await startKit(made, { memory, settings: { text: "Hi", times: 2 } });
  assert.deepEqual(await kit.chat("Admin", "!plugin set greeter text Good day"), [
    'greeter is on. text = "Good day", times = 2',
  ]);
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Good day Good day"]);
  assert.deepEqual(memory.written("plugin").at(-1), ["greeter", "null", '{"text":"Good day"}']);
  assert.deepEqual(memory.written("last"), [[1]]);
  assert.equal(made.setUps[0]?.signal.aborted, true);
  await kit.chat("Admin", "!plugin set greeter text 5");
  assert.deepEqual(await kit.chat("Admin", "!plugin show greeter"), ['greeter is on. text = "5", times = 2']);
  await kit.chat("Admin", "!plugin set greeter text");
  assert.deepEqual(await kit.chat("Admin", "!greet"), ["Hi Hi"]);
  await kit.stop();

  memory.plugins.push({ plugin: "greeter", enabled: undefined, settings: { times: 3 } });
  const again = await startKit(makeGreeter(), { memory, settings: { text: "Hi", times: 2 } });
  assert.deepEqual(await again.kit.chat("alice", "!greet"), ["Hi Hi Hi"]);
  await again.kit.stop();
});

Deno.test("plugins: a wrong setting is refused by name, and the old ones stay", async () => {
  const made = makeGreeter();
  const { kit, memory } = await startKit(made);
  assert.match(
    (await kit.chat("Admin", "!plugin set greeter times 7"))[0] ?? "",
    /^the setting plugins\.greeter\.times is wrong: .*<=3\. Correct it, or leave it out\.$/,
  );
  assert.match(
    (await kit.chat("Admin", "!plugin set greeter tims 2"))[0] ?? "",
    /^plugins\.greeter\.tims is not a setting\. Did you mean "times"\?$/,
  );
  await rejectsWith(
    kit.bot.configurePlugin("greeter", { times: "x" }, "web"),
    "config.plugin_settings",
    /times/,
  );
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Welcome"]);
  assert.deepEqual(memory.written("plugin"), []);
  assert.equal(made.setUps[0]?.signal.aborted, false);
  assert.equal(made.setUps.length, 1);
  await kit.stop();
});

Deno.test("plugins: a set-up that fails leaves the one before at work", async () => {
  let broken = false;
  const made = makeGreeter(() => {
    if (broken) throw new Error("no such table");
  });
  const { kit, memory } = await startKit(made);
  broken = true;
  const changed = kit.bot.configurePlugin("greeter", { times: 2 }, "web");
  await rejectsWith(changed, "plugin.start", /"greeter" could not start: no such table/);
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Welcome"]);
  await kit.bot.switchPlugin("greeter", false, "web");
  await rejectsWith(kit.bot.switchPlugin("greeter", true, "web"), "plugin.start", /no such table/);
  assert.match((await kit.chat("Admin", "!greet"))[0] ?? "", /is switched off/);
  assert.deepEqual(memory.written("plugin"), [["greeter", "false", "null"]]);
  await kit.stop();
});

Deno.test("plugins: a change that cannot be stored is not made", async () => {
  const { kit, memory } = await startKit(makeGreeter());
  memory.commitGate = ({ writes }) =>
    writes[0]?.statement === "plugin" ? Promise.reject(new Error("disk full")) : Promise.resolve();
  await assert.rejects(kit.bot.switchPlugin("greeter", false, "web"), /disk full/);
  await assert.rejects(kit.bot.configurePlugin("greeter", { times: 3 }, "web"), /disk full/);
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Welcome"]);
  assert.equal(kit.bot.plugins[0]?.enabled, true);
  await kit.stop();
});

Deno.test("plugins: no line is lost or recorded twice while a plugin is set up anew", async () => {
  let goOn = () => {};
  let waits = false;
  const made = makeGreeter(() => waits ? new Promise<void>((resolve) => goOn = resolve) : undefined);
  const { kit, memory } = await startKit(made);
  waits = true;
  const changed = kit.bot.configurePlugin("greeter", { times: 2 }, "web");
  await kit.chat("alice", "meanwhile");
  goOn();
  await changed;
  await kit.chat("alice", "afterwards");
  assert.deepEqual(memory.written("line"), [["1 meanwhile"], ["2 afterwards"]]);
  await kit.stop();
});

Deno.test("plugins: the order in which plugins record stays when one is set up anew", async () => {
  const second = definePlugin({
    name: "second",
    summary: "",
    settings: z.strictObject({}),
    setup: (rosey: Rosey<unknown>) => rosey.record("chat", () => [{ statement: "second", parameters: [] }]),
  });
  const { kit, memory } = await startKit(makeGreeter(), { plugins: [second] });
  await kit.bot.configurePlugin("greeter", { times: 2 }, "web");
  await kit.chat("alice", "hello");
  const unit = memory.units.find(({ writes }) => writes.some(({ statement }) => statement === "line"));
  assert.deepEqual(unit?.writes.map(({ statement }) => statement).slice(0, 2), ["line", "second"]);
  await kit.stop();
});

Deno.test("plugins: an essential one cannot be switched off, by nobody and by no stored row", async () => {
  const memory = new FakeMemory();
  memory.plugins.push({ plugin: "voice", enabled: false, settings: undefined });
  const voice = definePlugin({
    name: "voice",
    summary: "",
    essential: true,
    settings: z.strictObject({}),
    setup() {},
  });
  const { kit } = await startKit(makeGreeter(), { memory, plugins: [voice] });
  assert.deepEqual(await kit.chat("Admin", "!plugin off voice"), [
    'The plugin "voice" cannot be switched off: Rosey needs it.',
  ]);
  assert.equal(kit.bot.plugins.find(({ name }) => name === "voice")?.enabled, true);
  assert.match(kit.complaints[0] ?? "", /stored as switched off, and is on all the same \| voice/);
  await kit.stop();
});

Deno.test("plugins: stored settings that do not fit any more are left out and said; the file's must fit", async () => {
  const memory = new FakeMemory();
  memory.plugins.push({ plugin: "greeter", enabled: undefined, settings: { colour: "red" } });
  const { kit } = await startKit(makeGreeter(), { memory, settings: { text: "Hi" } });
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Hi"]);
  assert.match(kit.complaints[0] ?? "", /stored settings of a plugin are left out \| greeter \| .*colour/);
  await kit.stop();
  await assert.rejects(
    startKit(makeGreeter(), { memory, settings: { colour: "red" } }),
    /colour is not a setting/,
  );
});

Deno.test("plugins: one that is off and cannot be set up keeps nobody from starting", async () => {
  const memory = new FakeMemory();
  memory.plugins.push({ plugin: "greeter", enabled: false, settings: undefined });
  const broken = makeGreeter(() => Promise.reject(new Error("no such table")));
  const { kit } = await startKit(broken, { memory });
  assert.deepEqual(await kit.chat("alice", "!greet"), []);
  assert.match(kit.complaints[0] ?? "", /switched off could not be set up \| greeter/);
  await kit.stop();
});

Deno.test("plugins: the list says what there is, and each change is an event", async () => {
  const changes: string[] = [];
  const watcher = definePlugin({
    name: "watcher",
    summary: "Watches",
    settings: z.strictObject({}),
    setup(rosey: Rosey<unknown>) {
      rosey.on(
        "plugin.changed",
        ({ plugin, enabled, by }) => void changes.push(`${plugin} ${enabled} ${by}`),
      );
    },
  });
  const { kit } = await startKit(makeGreeter(), { plugins: [watcher] });
  assert.deepEqual(kit.bot.plugins, [
    {
      name: "greeter",
      summary: "Says hello",
      essential: false,
      enabled: true,
      settings: { text: "Welcome", times: 1 },
      commands: ["greet"],
    },
    { name: "watcher", summary: "Watches", essential: false, enabled: true, settings: {}, commands: [] },
  ]);
  await kit.chat("Admin", "!plugin off greeter");
  await kit.chat("Admin", "!plugin set greeter times 2");
  await kit.chat("Admin", "!plugin on greeter");
  assert.deepEqual(changes, ["greeter false Admin", "greeter false Admin", "greeter true Admin"]);
  assert.deepEqual(await kit.chat("Admin", "!plugin"), ["On: greeter, watcher."]);
  assert.deepEqual(await kit.chat("Admin", "!greet"), ["Welcome Welcome"]);
  await kit.stop();
});

Deno.test("plugins: a mistyped name is told with what was meant; switching is for admins", async () => {
  const { kit } = await startKit(makeGreeter());
  await rejectsWith(kit.bot.switchPlugin("greter", false, "web"), "plugin.unknown", /Did you mean greeter/);
  assert.match((await kit.chat("Admin", "!plugin on"))[0] ?? "", /^Which plugin\? On: greeter\.$/);
  assert.match(
    (await kit.chat("Admin", "!plugin set greeter"))[0] ?? "",
    /^Which setting\? .*text = "Welcome"/,
  );
  assert.match((await kit.chat("alice", "!plugin off greeter"))[0] ?? "", /for rank 3 \(admin\) and up/);
  await kit.stop();
});

Deno.test("plugins: changes that come at once are made one after the other", async () => {
  const { kit } = await startKit(makeGreeter());
  const results = await Promise.all([
    kit.bot.switchPlugin("greeter", false, "a"),
    kit.bot.switchPlugin("greeter", false, "b"),
    kit.bot.switchPlugin("greeter", true, "c"),
    kit.bot.configurePlugin("greeter", { times: 2 }, "d"),
  ]);
  assert.deepEqual(results, [true, false, true, undefined]);
  assert.deepEqual(await kit.chat("alice", "!greet"), ["Welcome Welcome"]);
  await kit.stop();
});

Deno.test("plugins: each hears at its end whether Rosey goes on", async () => {
  const memory = new FakeMemory();
  const last = definePlugin<unknown, unknown>({
    name: "last",
    summary: "Has last words",
    settings: z.strictObject({}),
    setup: (rosey) => rosey.onStop((why) => [{ statement: "why", parameters: [why] }]),
  });
  const { kit } = await startKit(makeGreeter(), { memory, plugins: [last] });
  await kit.bot.switchPlugin("last", false, "web");
  await kit.bot.switchPlugin("last", true, "web");
  await kit.bot.configurePlugin("last", {}, "web");
  await kit.stop();
  assert.deepEqual(memory.written("why"), [["switched"], ["switched"], ["rosey_stops"]]);
});
