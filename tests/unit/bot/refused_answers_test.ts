import assert from "node:assert/strict";
import { z } from "zod";
import { TOGETHER_LIMIT } from "../../../src/domain/lines_to_say.ts";
import { arg, definePlugin } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

/** A kit in which the site bans links to bad.test, and whose commands answer what the test types. */
async function startKit() {
  const memory = new FakeMemory();
  const finished: string[] = [];
  const plugin = definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      const command = { summary: "For tests", rank: "guest", examples: [] } as const;
      rosey.command({
        ...command,
        name: "echo",
        args: { text: arg.rest() },
        run: ({ args: { text }, reply }) => reply(text),
      });
      rosey.command({
        ...command,
        name: "count",
        args: { lines: arg.integer({ min: 0, max: 1_000 }), last: arg.rest().default("") },
        run: ({ args: { lines, last }, reply }) =>
          reply([...Array.from({ length: lines }, (_, line) => `line ${line + 1}`), last].join("\n")),
      });
      rosey.command({
        ...command,
        name: "note",
        args: { text: arg.rest() },
        changes: true,
        run: ({ args: { text }, reply }) => reply(text),
      });
      rosey.command({
        ...command,
        name: "drop",
        args: { text: arg.rest() },
        confirm: ({ text }) => `Drop ${text}?`,
        run: ({ reply }) => reply("dropped"),
      });
      rosey.on("command.finished", ({ command: name, outcome, detail = "" }) => {
        finished.push(`${name} ${outcome} ${detail}`.trim());
      });
    },
  });
  const kit = await TestKit.start({
    plugins: [plugin],
    repositories: {},
    sink: memory,
    memory,
    users: ["alice"],
    bannedLinks: ["bad.test"],
  });
  return { kit, finished };
}

Deno.test("answers: a long one is given in groups that the outbox takes, in order", async () => {
  const { kit, finished } = await startKit();
  const lines = await kit.pm("alice", `count ${TOGETHER_LIMIT * 2 + 5}`);
  assert.deepEqual(lines, Array.from({ length: TOGETHER_LIMIT * 2 + 5 }, (_, line) => `line ${line + 1}`));
  assert.deepEqual([finished, kit.complaints], [["count success"], []]);
  await kit.stop();
});

Deno.test("answers: who gets none is told why, without the link and the text, and the audit as well", async () => {
  const { kit, finished } = await startKit();
  assert.deepEqual(await kit.chat("alice", "!echo see https://bad.test/x"), [
    "I cannot give the answer: it has a link that this site bans.",
  ]);
  assert.deepEqual(await kit.pm("alice", `echo ${"x".repeat(3_000)}`), [
    "I cannot give the answer: it is too long.",
  ]);
  assert.deepEqual(await kit.pm("alice", `count 50 ${"y".repeat(3_000)}`), [
    "I cannot give the answer: it is too long.",
  ]);
  assert.deepEqual(await kit.pm("alice", "count 0"), ["I cannot give the answer: it is empty."]);
  assert.deepEqual(finished.map((text) => text.split(":", 1)[0]), [
    "echo error the answer could not be given",
    "echo error the answer could not be given",
    "count error the answer could not be given",
    "count error the answer could not be given",
  ]);
  assert.match(finished[0] ?? "", /a link to bad\.test/);
  assert.equal(kit.complaints.length, 4);
  await kit.stop();
});

Deno.test("answers: what a command has changed stays a success when that cannot be told", async () => {
  const { kit, finished } = await startKit();
  await kit.pm("alice", "note http://bad.test");
  assert.match(finished[0] ?? "", /^note success the answer could not be given: /);
  await kit.stop();
});

Deno.test("answers: what is refused with a text that cannot be said stays refused, and is told", async () => {
  const { kit, finished } = await startKit();
  assert.deepEqual(await kit.pm("alice", "help http://bad.test/"), [
    "I cannot give the answer: it has a link that this site bans.",
  ]);
  assert.match(finished[0] ?? "", /^help refused There is no command/);
  await kit.stop();
});

Deno.test("answers: a question that cannot be put is no question to say yes to", async () => {
  const { kit, finished } = await startKit();
  assert.deepEqual(await kit.pm("alice", "drop http://bad.test/x"), [
    "I cannot give the answer: it has a link that this site bans.",
  ]);
  assert.match(finished[0] ?? "", /^drop refused the question could not be put: /);
  assert.deepEqual(await kit.pm("alice", "confirm"), ["There is nothing to confirm."]);
  await kit.stop();
});
