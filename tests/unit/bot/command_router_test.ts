import assert from "node:assert/strict";
import { COMMAND_LIMIT_MS } from "../../../src/bot/command_runner.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { arg, CommandRefusal, definePlugin } from "../../../src/plugin/mod.ts";
import type { CommandContext, EventOf } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { z } from "zod";
import { FakeMemory } from "./fake_memory.ts";

/** A plugin with a command for everything that can happen to one, and a record of how commands ended. */
function makePlugin(finished: EventOf<"command.finished">[], ran: string[] = []) {
  return definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      const command = { summary: "For tests", rank: "guest", examples: [] } as const;
      const echo = async ({ reply, args }: CommandContext<{ text: ReturnType<typeof arg.rest> }>) => {
        ran.push(args.text);
        await reply(args.text);
      };
      rosey.on("command.finished", (event) => void finished.push(event));
      rosey.command({ ...command, name: "echo", aliases: ["repeat"], args: { text: arg.rest() }, run: echo });
      rosey.command({ ...command, name: "kick", rank: "moderator", run: ({ reply }) => reply("kicked") });
      rosey.command({ ...command, name: "slow", cooldown: "10s", run: ({ reply }) => reply("done") });
      rosey.command({ ...command, name: "secretive", where: "pm", run: ({ reply }) => reply("psst") });
      rosey.command({
        ...command,
        name: "throws",
        run: () => Promise.reject(new Error("SELECT secret FROM internals")),
      });
      const away = new RoseyError("no database", { code: "memory.away", exit: "databaseUnavailable" });
      rosey.command({ ...command, name: "forgets", run: () => Promise.reject(away) });
      rosey.command({
        ...command,
        name: "refuses",
        run: () => Promise.reject(new CommandRefusal("Not on Mondays.")),
      });
      rosey.command({
        ...command,
        name: "hangs",
        run: ({ signal, reply }) =>
          new Promise<void>((_resolve, reject) =>
            signal.addEventListener("abort", () => void reply("too late").catch(reject))
          ),
      });
    },
  });
}

async function startKit(options: { prefix?: string; secrets?: Secret[] } = {}) {
  const memory = new FakeMemory();
  const finished: EventOf<"command.finished">[] = [];
  const ran: string[] = [];
  const kit = await TestKit.start({
    plugins: [makePlugin(finished, ran)],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice", { name: "Mod", rank: 2 }],
    ...options,
  });
  const outcomes = () => finished.map(({ command, outcome }) => `${command} ${outcome}`);
  return { kit, memory, finished, outcomes, ran };
}

Deno.test("router: a command is answered where it came from, whatever the case of its name, by alias too", async () => {
  const { kit, finished } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!echo Hi there"), ["Hi there"]);
  assert.deepEqual(await kit.chat("alice", "!REPEAT Hi"), ["Hi"]);
  assert.deepEqual(await kit.pm("alice", "echo psst"), ["psst"]);
  assert.deepEqual(await kit.pm("alice", "!echo psst"), ["psst"]);
  assert.deepEqual(
    finished.map(({ user, via, command, args, outcome, durationMs }) => ({
      user,
      via,
      command,
      args,
      outcome,
      durationMs,
    }))[1],
    { user: "alice", via: "chat", command: "echo", args: "Hi", outcome: "success", durationMs: 0 },
  );
  assert.equal(finished.length, 4);
  await kit.stop();
});

Deno.test("router: the prefix can be another one, and talk is left alone", async () => {
  const { kit, finished } = await startKit({ prefix: "?" });
  assert.deepEqual(await kit.chat("alice", "!echo hi"), []);
  assert.deepEqual(await kit.chat("alice", "echo hi"), []);
  assert.deepEqual(await kit.chat("alice", "?echo hi"), ["hi"]);
  assert.equal(finished.length, 1);
  await kit.stop();
});

Deno.test("router: never answered are Rosey, the server, shadow-muted users, replayed lines and styled ones", async () => {
  const { kit, ran, finished } = await startKit();
  await kit.chat("Rosey", "!echo own", { own: true });
  await kit.chat("[server]", "!echo server");
  await kit.chat("alice", "!echo shadow", { shadow: true });
  await kit.chat("alice", "!echo action", { style: "action" });
  await kit.lose();
  await kit.enter(["alice"], [{ user: "alice", text: "!echo replayed" }]);
  await kit.emit({
    kind: "pm",
    from: "Rosey",
    to: "alice",
    text: "echo pm",
    html: "",
    serverTimeMs: 0,
    own: true,
  });
  assert.deepEqual(ran, []);
  assert.deepEqual(finished, []);
  assert.deepEqual(kit.said, []);
  await kit.stop();
});

Deno.test("router: a text that a user wrote never becomes a command of the server", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!echo /kick bob"), [" /kick bob"]);
  assert.deepEqual(await kit.pm("alice", "echo /clear"), [" /clear"]);
  await kit.stop();
});

Deno.test("router: rank is what the room says now, and a stranger to the room is refused without an answer", async () => {
  const { kit, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!kick"), [
    "kick is for rank 2 (moderator) and up, alice has 1. Ask somebody of that rank to do it.",
  ]);
  await kit.changes({ name: "alice", rank: 2 });
  assert.deepEqual(await kit.chat("alice", "!kick"), ["kicked"]);
  assert.deepEqual(await kit.pm("ghost", "kick"), []);
  assert.deepEqual(outcomes(), ["kick refused", "kick success", "kick refused"]);
  await kit.stop();
});

Deno.test("router: a cool-down is answered politely once, then not; moderators have none", async () => {
  const { kit, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!slow"), ["done"]);
  assert.deepEqual(await kit.chat("alice", "!slow"), ["Please wait 10s, alice."]);
  assert.deepEqual(await kit.chat("alice", "!slow"), []);
  assert.deepEqual(await kit.chat("Mod", "!slow"), ["done"]);
  assert.deepEqual(await kit.chat("Mod", "!slow"), ["done"]);
  await kit.advance("11s");
  assert.deepEqual(await kit.chat("alice", "!slow"), ["done"]);
  assert.equal(outcomes().filter((outcome) => outcome === "slow refused").length, 2);
  await kit.stop();
});

Deno.test("router: a muted Rosey says by PM that she is, and works there", async () => {
  const { kit, outcomes } = await startKit();
  await kit.changes({ name: "Rosey", rank: 2, muted: true });
  assert.deepEqual(await kit.chat("alice", "!echo hi"), []);
  assert.deepEqual(kit.said, [{
    text: "I am muted in the room. A moderator can unmute me, or send me the command by PM.",
    to: "alice",
  }]);
  assert.deepEqual(await kit.chat("alice", "!echo hi"), []);
  assert.equal(kit.said.length, 1);
  assert.deepEqual(await kit.pm("alice", "echo hi"), ["hi"]);
  assert.deepEqual(outcomes(), ["echo refused", "echo refused", "echo success"]);
  await kit.stop();
});

Deno.test("router: wrong arguments are answered with the usage, and not for every try in the room", async () => {
  const { kit, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!echo"), ["text is missing. Usage: !echo <text...>"]);
  assert.deepEqual(await kit.chat("alice", "!echo "), []);
  assert.deepEqual(await kit.pm("alice", "echo"), ["text is missing. Usage: echo <text...>"]);
  assert.deepEqual(outcomes(), ["echo refused", "echo refused", "echo refused"]);
  await kit.stop();
});

Deno.test("router: an answer repeats the beginning of what was typed, and no more", async () => {
  const { kit } = await startKit();
  const long = "x".repeat(300);
  for (const typed of [long, `help ${long}`, `kick ${long}`]) {
    for (const answer of await kit.pm("Mod", typed)) assert.ok(answer.length < 120, answer);
  }
  await kit.stop();
});

Deno.test("router: in the room only a mistyped command is answered, by PM every unknown one", async () => {
  const { kit, finished } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!ehco hi"), ["Did you mean !echo?"]);
  assert.deepEqual(await kit.chat("Mod", "!roll 2d6"), []);
  assert.deepEqual(await kit.pm("alice", "ehco hi"), [
    'I do not know the command "ehco". Did you mean echo?',
  ]);
  assert.deepEqual(await kit.pm("alice", "hello rosey"), [
    'I do not know the command "hello". Send me "help" for the commands.',
  ]);
  assert.deepEqual(finished, []);
  await kit.stop();
});

Deno.test("router: a mistake costs no cool-down, and its correction does not silence the next answer", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!slwo"), ["Did you mean !slow?"]);
  assert.deepEqual(await kit.chat("alice", "!slow please"), [
    '"please" is more than this command takes. Usage: !slow',
  ]);
  assert.deepEqual(await kit.chat("alice", "!slow"), ["done"]);
  assert.deepEqual(await kit.chat("alice", "!refuses"), ["Not on Mondays."]);
  await kit.stop();
});

Deno.test("router: a memory that is away is told as that", async () => {
  const { kit, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!forgets"), ["!forgets is not possible now: my memory is away."]);
  assert.deepEqual(outcomes(), ["forgets error"]);
  await kit.stop();
});

Deno.test("router: what a command refuses is told; what it breaks with is not", async () => {
  const { kit, finished, outcomes } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!refuses"), ["Not on Mondays."]);
  assert.deepEqual(await kit.chat("alice", "!throws"), ["!throws failed, sorry."]);
  assert.deepEqual(outcomes(), ["refuses refused", "throws error"]);
  assert.equal(finished[1]?.detail, "SELECT secret FROM internals");
  assert.equal(kit.complaints.length, 1);
  await kit.stop();
});

Deno.test("router: a command that hangs is given up, and says nothing any more", async () => {
  const { kit, finished } = await startKit();
  const answered = kit.chat("alice", "!hangs");
  await kit.clock.advanceAsync(COMMAND_LIMIT_MS);
  assert.deepEqual(await answered, ["!hangs took too long and was given up."]);
  assert.deepEqual(await kit.chat("alice", "!echo next"), ["next"]);
  assert.equal(finished[0]?.durationMs, COMMAND_LIMIT_MS);
  await kit.stop();
});

Deno.test("router: secrets that somebody types are masked in what is told of the command", async () => {
  const { kit, finished } = await startKit({ secrets: [new Secret("hunter2")] });
  await kit.pm("alice", "echo my pass is hunter2 and token=abc");
  assert.equal(finished[0]?.args, "my pass is ******** and token=********");
  await kit.stop();
});

Deno.test("router: two bots that answer each other fall silent after 3 exchanges", async () => {
  const { kit, outcomes } = await startKit();
  const rounds: string[][] = [];
  // The other bot answers every private message with what Rosey reads as an unknown command.
  for (let round = 0; round < 6; round += 1) {
    rounds.push(await kit.pm("alice", "Unknown command: I"));
    await kit.advance("1s");
  }
  assert.deepEqual(rounds.map((answers) => answers.length), [1, 1, 1, 0, 0, 0]);
  assert.deepEqual(outcomes(), []);
  await kit.advance("2m");
  assert.deepEqual(await kit.pm("alice", "echo back"), ["back"]);
  await kit.stop();
});

Deno.test("router: a loop through a known command is silent as well, and told as refused", async () => {
  const { kit, outcomes } = await startKit();
  for (let round = 0; round < 5; round += 1) await kit.chat("alice", "!echo ?echo");
  assert.deepEqual(outcomes(), [
    "echo success",
    "echo success",
    "echo success",
    "echo refused",
    "echo refused",
  ]);
  await kit.stop();
});

Deno.test("router: a person is answered however often they say the same, or similar things in a row", async () => {
  const { kit } = await startKit();
  for (let time = 0; time < 12; time += 1) {
    assert.deepEqual(await kit.chat("alice", "!echo d20"), ["d20"]);
    await kit.advance("3s");
  }
  for (let link = 0; link < 13; link += 1) {
    assert.deepEqual(await kit.pm("Mod", `echo link ${link}`), [`link ${link}`]);
  }
  assert.deepEqual(await kit.pm("Mod", "help repeat"), ["echo <text...> - For tests (also repeat)"]);
  await kit.stop();
});

Deno.test("router: the silence is for one command, why tells of it, and no try renews it", async () => {
  const { kit } = await startKit();
  for (let round = 0; round < 5; round += 1) await kit.chat("alice", "!echo ?echo");
  assert.deepEqual(await kit.pm("alice", "help repeat"), ["echo <text...> - For tests (also repeat)"]);
  await kit.advance("20s");
  assert.deepEqual(await kit.chat("alice", "!echo ?echo"), []);
  assert.match((await kit.pm("alice", "why echo"))[0] ?? "", /alice's echo unanswered for 40s: .* by itself/);
  assert.equal(kit.bot.why({ command: "repeat", user: "alice", via: "chat" }).check, "silence");
  await kit.advance("40s");
  assert.match((await kit.pm("alice", "why echo"))[0] ?? "", /^Nothing stands in the way/);
  assert.deepEqual(await kit.chat("alice", "!echo ?echo"), ["?echo"]);
  await kit.stop();
});

Deno.test("help: short in the room, how each command is typed by PM, only what one may use", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!help"), [
    'Commands: !cancel !confirm !echo !forgets !hangs !help !refuses !secretive !slow !throws !why - ask !help COMMAND, or send me "help" by PM.',
  ]);
  await kit.advance("2s");
  const listed = (await kit.pm("alice", "help")).join("\n");
  assert.match(
    listed,
    /^core: cancel, confirm, help \[command\], why .*\ntest: echo <text...>, .*\nSend me "help/,
  );
  assert.doesNotMatch(listed, /kick/);
  assert.match((await kit.pm("Mod", "help")).join("\n"), /\ntest: .*, kick, /);
  await kit.stop();
});

Deno.test("help: of one command its usage, aliases, limits; of an unknown one what was meant", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.chat("Mod", "!help !kick"), ["!kick - For tests (rank 2 (moderator) and up)"]);
  assert.deepEqual(await kit.chat("Mod", "!help repeat"), ["!echo <text...> - For tests (also !repeat)"]);
  assert.deepEqual(await kit.pm("Mod", "help slow"), ["slow - For tests (once in 10s)"]);
  assert.deepEqual(await kit.pm("alice", "help kcik"), ['There is no command "kcik". Did you mean kick?']);
  await kit.stop();
});

Deno.test("help: its own examples hold", async () => {
  const { kit } = await startKit();
  assert.deepEqual(await kit.failingExamples("core"), []);
  await kit.stop();
});
