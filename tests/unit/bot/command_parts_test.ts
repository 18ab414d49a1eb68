import assert from "node:assert/strict";
import { CommandRegistry, makeCommand } from "../../../src/bot/command_registry.ts";
import { Cooldowns, COOLDOWNS_LIMIT } from "../../../src/bot/cooldowns.ts";
import { didYouMean } from "../../../src/plugin/did_you_mean.ts";
import {
  EXCHANGE_WINDOW_MS,
  EXCHANGES_LIMIT,
  LoopGuard,
  PROMPT_MS,
  SILENCE_MS,
} from "../../../src/bot/loop_guard.ts";
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

/** Somebody in a room with a guard: `ask` tells how a line of theirs fares, which is answered if it may be. */
function askedGuard() {
  const clock = new ManualClock();
  const guard = new LoopGuard(clock);
  const ask = (topic: string, text = "", user = "OtherBot") => {
    const asked = { topic, text, askedMs: clock.monotonic() };
    const verdict = guard.judge(user, asked);
    if (verdict === "answer") guard.answered(user.toLowerCase(), asked);
    return verdict;
  };
  return { clock, guard, ask };
}

Deno.test("commands: after 3 exchanges of the same kind Rosey falls silent for a minute, which no try renews", () => {
  const { clock, ask } = askedGuard();
  const exchange = () => {
    const verdict = ask("stats");
    clock.advance(1_000);
    return verdict;
  };
  const verdicts = Array.from({ length: EXCHANGES_LIMIT + 2 }, exchange);
  assert.deepEqual(verdicts, ["answer", "answer", "answer", "falls_silent", "silent"]);
  clock.advance(SILENCE_MS - 3_000);
  assert.equal(exchange(), "silent");
  assert.equal(exchange(), "answer");
});

Deno.test("commands: the silence is for what was asked in the loop, and for whoever asked it", () => {
  const { guard, ask } = askedGuard();
  for (const topic of ["a", "b", "a", "b"]) assert.equal(ask(topic), "answer", topic);
  assert.equal(ask("a"), "falls_silent");
  assert.deepEqual([ask("a"), ask("b"), ask("c"), ask("a", "", "alice")], [
    "silent",
    "silent",
    "answer",
    "answer",
  ]);
  assert.deepEqual(["a", "b", "c"].map((topic) => guard.silentMs("otherbot", topic)), [
    SILENCE_MS,
    SILENCE_MS,
    0,
  ]);
});

Deno.test("commands: a person who varies, or takes their time, is always answered", () => {
  const { clock, ask } = askedGuard();
  for (const topic of ["help", "stats", "top", "ping", "status"]) assert.equal(ask(topic), "answer");
  for (let video = 0; video < 25; video += 1) {
    assert.equal(ask("add", `https://video.test/${video}`), "answer");
  }
  for (let time = 0; time < 25; time += 1) {
    assert.equal(ask("roll", "d20"), "answer");
    clock.advance(PROMPT_MS + 1);
  }
  for (let time = 0; time < 50; time += 1) {
    clock.advance(EXCHANGE_WINDOW_MS + 1);
    assert.equal(ask("ping"), "answer");
  }
});

Deno.test("commands: two bots that are slow, or vary their words, end as well", () => {
  for (const [pauseMs, text] of [[EXCHANGE_WINDOW_MS, () => ""], [0, String]] as const) {
    const { clock, ask } = askedGuard();
    const verdicts = Array.from({ length: 40 }, (_, time) => {
      clock.advance(pauseMs);
      return ask("echo", text(time));
    });
    assert.ok(verdicts.includes("falls_silent"), `${pauseMs}`);
  }
});

Deno.test("commands: a bot that answers at once is known although the command took its time", () => {
  const { clock, guard } = askedGuard();
  const verdicts = Array.from({ length: EXCHANGES_LIMIT + 1 }, () => {
    const asked = { topic: "add", text: "", askedMs: clock.monotonic() };
    const verdict = guard.judge("bot", asked);
    clock.advance(PROMPT_MS * 2);
    if (verdict === "answer") guard.answered("bot", asked);
    return verdict;
  });
  assert.deepEqual(verdicts, ["answer", "answer", "answer", "falls_silent"]);
});

Deno.test("commands: two commands that answer each other in turn are a loop as well", () => {
  const { ask } = askedGuard();
  const answers = ["a", "b", "a", "b", "a", "b", "a"].map((topic) => ask(topic) === "answer");
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
