import assert from "node:assert/strict";
import { CommandRegistry, makeCommand } from "../../../src/bot/command_registry.ts";
import { Cooldowns, COOLDOWNS_LIMIT } from "../../../src/bot/cooldowns.ts";
import { didYouMean } from "../../../src/plugin/did_you_mean.ts";
import { EXCHANGE_WINDOW_MS, EXCHANGES_LIMIT, LoopGuard, SILENCE_MS } from "../../../src/bot/loop_guard.ts";
import { maskSecrets } from "../../../src/bot/mask_secrets.ts";
import { parseArguments, parseCommand } from "../../../src/bot/parse_command.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { arg, ArgumentError } from "../../../src/plugin/arguments.ts";
import type { Duration } from "../../../src/plugin/duration.ts";

Deno.test("commands: in the room a command needs its prefix, by PM it does not", () => {
  assert.deepEqual(parseCommand("!Stats  bob ", "!", "chat"), { name: "stats", rest: "bob" });
  assert.deepEqual(parseCommand("stats", "!", "pm"), { name: "stats", rest: "" });
  assert.deepEqual(parseCommand("!stats", "!", "pm"), { name: "stats", rest: "" });
  assert.deepEqual(parseCommand("?say hi  there", "?", "chat"), { name: "say", rest: "hi  there" });
  for (const talk of ["stats", "!", "!!!", "! no", "", "so !stats", "!?"]) {
    assert.equal(parseCommand(talk, "!", "chat"), undefined, talk);
  }
});

Deno.test("commands: arguments are read in order, the last may take the rest of the line", () => {
  const args = {
    who: arg.user(),
    times: arg.integer({ min: 1, max: 9 }).default(2),
    text: arg.rest().optional(),
  };
  assert.deepEqual(parseArguments(args, "@bob 3  a  b "), { who: "bob", times: 3, text: "a  b" });
  assert.deepEqual(parseArguments(args, "bob"), { who: "bob", times: 2, text: undefined });
  assert.throws(() => parseArguments(args, ""), ArgumentError);
  assert.throws(() => parseArguments(args, "bob ten"), /times must be a whole number from 1 to 9, not "ten"/);
  assert.throws(() => parseArguments(undefined, "more"), /"more" is more than this command takes/);
});

Deno.test("commands: what stands in quotes is one argument", () => {
  const args = { title: arg.phrase(), count: arg.integer({ min: 1, max: 9 }).optional() };
  assert.deepEqual(parseArguments(args, '"The Third Man" 3'), { title: "The Third Man", count: 3 });
  assert.deepEqual(parseArguments(args, "Vertigo 3"), { title: "Vertigo", count: 3 });
  assert.deepEqual(parseArguments(args, '"Vertigo"'), { title: "Vertigo", count: undefined });
  assert.throws(() => parseArguments(args, '"The Third Man'), /^ArgumentError: title begins with "/);
  assert.throws(() => parseArguments(args, '"" 3'), /title is missing/);
});

Deno.test("commands: a declaration that cannot be typed, or whose name is taken, is refused at the start", () => {
  const registry = new CommandRegistry();
  const made = (plugin: string, facts: { name: string; aliases?: string[]; cooldown?: Duration }) =>
    makeCommand(plugin, { summary: "", rank: 0, examples: [], run: () => Promise.resolve(), ...facts });
  registry.replace("one", [made("one", { name: "roll", aliases: ["r"] })]);
  assert.throws(
    () => registry.replace("two", [made("two", { name: "new" }), made("two", { name: "r" })]),
    /plugin two: .*taken by the plugin one/,
  );
  assert.equal(registry.find("new"), undefined);
  assert.throws(() => made("two", { name: "Roll!" }), /cannot be typed/);
  assert.throws(() => made("two", { name: "x", cooldown: "0s" }), /no duration/);
  assert.equal(registry.find("R")?.facts.name, "roll");
});

Deno.test("commands: a typing mistake is told from another bot's command", () => {
  const names = ["help", "ping", "stats", "top", "playlist"];
  assert.equal(didYouMean("stast", names), "stats");
  assert.equal(didYouMean("satts", names), "stats");
  assert.equal(didYouMean("plalist", names), "playlist");
  assert.equal(didYouMean("pong", names), "ping");
  for (const other of ["roll", "quote", "8ball", "tip!", "to", "weather", "x".repeat(500)]) {
    assert.equal(didYouMean(other, names), undefined, other);
  }
});

Deno.test("commands: a cool-down is told once, is each user's own, and ends", () => {
  const clock = new ManualClock();
  const cooldowns = new Cooldowns(clock);
  assert.equal(cooldowns.take("alice", "stats", 10_000).kind, "free");
  clock.advance(4_000);
  assert.deepEqual(cooldowns.take("ALICE", "stats", 10_000), { kind: "told", waitMs: 6_000 });
  assert.equal(cooldowns.take("alice", "stats", 10_000).kind, "silent");
  assert.equal(cooldowns.take("alice", "top", 10_000).kind, "free");
  assert.equal(cooldowns.take("bob", "stats", 10_000).kind, "free");
  clock.advance(6_000);
  assert.equal(cooldowns.take("alice", "stats", 10_000).kind, "free");
});

Deno.test("commands: cool-downs are bounded: beyond the limit the oldest is forgotten", () => {
  const cooldowns = new Cooldowns(new ManualClock());
  for (let user = 0; user <= COOLDOWNS_LIMIT; user += 1) cooldowns.take(`user${user}`, "stats", 10_000);
  assert.equal(cooldowns.take(`user${COOLDOWNS_LIMIT}`, "stats", 10_000).kind, "told");
  assert.equal(cooldowns.take("user0", "stats", 10_000).kind, "free");
});

Deno.test("commands: after 3 exchanges of the same kind Rosey falls silent, and talks again after a quiet minute", () => {
  const clock = new ManualClock();
  const guard = new LoopGuard(clock);
  const exchange = () => {
    const verdict = guard.judge("OtherBot", { topic: "stats", text: "" });
    if (verdict === "answer") guard.answered("otherbot", { topic: "stats", text: "" });
    clock.advance(1_000);
    return verdict;
  };
  const verdicts = Array.from({ length: EXCHANGES_LIMIT + 2 }, exchange);
  assert.deepEqual(verdicts, ["answer", "answer", "answer", "falls_silent", "silent"]);
  clock.advance(SILENCE_MS - 2_000);
  assert.equal(exchange(), "silent");
  clock.advance(SILENCE_MS);
  assert.equal(exchange(), "answer");
});

Deno.test("commands: a person who varies, or takes their time, is always answered", () => {
  const clock = new ManualClock();
  const guard = new LoopGuard(clock);
  const ask = (topic: string, text = "") => {
    assert.equal(guard.judge("alice", { topic, text }), "answer");
    guard.answered("alice", { topic, text });
  };
  for (const topic of ["help", "stats", "top", "ping", "status"]) ask(topic);
  for (let video = 0; video < 10; video += 1) ask("add", `https://video.test/${video}`);
  for (let time = 0; time < 10; time += 1) {
    clock.advance(EXCHANGE_WINDOW_MS + 1);
    ask("ping");
  }
});

Deno.test("commands: two commands that answer each other in turn are a loop as well", () => {
  const guard = new LoopGuard(new ManualClock());
  const answers = ["a", "b", "a", "b", "a", "b", "a"].map((topic) => {
    const answered = guard.judge("bot", { topic, text: "" }) === "answer";
    if (answered) guard.answered("bot", { topic, text: "" });
    return answered;
  });
  assert.equal(answers.filter(Boolean).length, 2 + EXCHANGES_LIMIT - 1);
});

Deno.test("commands: secrets are masked by value, and by what stands before them", () => {
  const secrets = [new Secret("hunter2"), new Secret("")];
  const mask = (text: string) => maskSecrets(text, secrets);
  assert.equal(mask("say hunter2!"), "say ********!");
  assert.equal(mask("password=abc next"), "password=******** next");
  assert.equal(mask("--api-key abc more"), "--api-key ******** more");
  assert.equal(mask('{"token": "a b"}'), '{"token": ********}');
  assert.equal(mask("bot_password: x"), "bot_password: ********");
  assert.equal(mask("Authorization: Bearer abc.def"), "Authorization: Bearer ********");
  assert.equal(mask("postgres://me:secret@host/db"), "postgres://me:********@host/db");
  for (const plain of ["what is my password", "kick bob spam", "top 10", "https://a.b/c?d=e"]) {
    assert.equal(mask(plain), plain);
  }
  // Time with the square of these lengths would not end.
  for (const sign of ["-", "_", "a"]) assert.equal(mask(sign.repeat(500_000)), sign.repeat(500_000));
});
