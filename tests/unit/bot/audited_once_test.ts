import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { STOP_LIMIT_MS } from "../../../src/bot/bot.ts";
import { COMMAND_LIMIT_MS } from "../../../src/bot/command_runner.ts";
import { arg, CommandRefusal, definePlugin } from "../../../src/plugin/mod.ts";
import type { EventOf } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { FakeMemory } from "./fake_memory.ts";

type Finished = EventOf<"command.finished">;

/** A plugin with a command for each way in which one can end; each use carries a text of its own. */
function makePlugin(finished: Finished[]) {
  return definePlugin({
    name: "test",
    summary: "For tests",
    settings: z.strictObject({}),
    setup(rosey) {
      const command = {
        summary: "For tests",
        rank: "guest",
        args: { mark: arg.rest() },
        examples: [],
      } as const;
      rosey.record("command.finished", (event) => {
        finished.push(event);
        return [];
      });
      rosey.command({ ...command, name: "works", run: ({ reply }) => reply("done") });
      rosey.command({ ...command, name: "silent", run: () => Promise.resolve() });
      rosey.command({ ...command, name: "ranked", rank: "moderator", run: ({ reply }) => reply("done") });
      rosey.command({ ...command, name: "cooled", cooldown: "1m", run: ({ reply }) => reply("done") });
      rosey.command({ ...command, name: "secret", where: "pm", run: ({ reply }) => reply("done") });
      rosey.command({ ...command, name: "refuses", run: () => Promise.reject(new CommandRefusal("No.")) });
      rosey.command({ ...command, name: "breaks", run: () => Promise.reject(new Error("oops")) });
      rosey.command({
        ...command,
        name: "numbers",
        args: { mark: arg.integer({ min: 0, max: 0 }) },
        run: () => Promise.resolve(),
      });
      rosey.command({ ...command, name: "hangs", run: () => new Promise<void>(() => {}) });
      rosey.command({ ...command, name: "asks", confirm: () => "Sure?", run: ({ reply }) => reply("done") });
      rosey.command({
        ...command,
        name: "wavers",
        confirm: () => `Sure, at ${rosey.clock.now()}?`,
        run: () => Promise.reject(new Error("oops")),
      });
      rosey.command({
        ...command,
        name: "stumbles",
        confirm: () => {
          throw new Error("no question");
        },
        run: () => Promise.resolve(),
      });
    },
  });
}

const NAMES = [
  "works",
  "silent",
  "ranked",
  "cooled",
  "secret",
  "refuses",
  "breaks",
  "numbers",
  "hangs",
  "asks",
  "wavers",
  "stumbles",
] as const;

const user = fc.constantFrom("alice", "Mod");
const via = fc.constantFrom("chat", "pm");
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("use"), name: fc.constantFrom(...NAMES), user, via }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("confirm", "cancel"), user, via }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("talk"), user, via }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("wait", "leave", "switch") }) },
);

Deno.test("audit: whatever happens, each command is told once, with how it ended", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, hangsAtTheEnd) => {
      const finished: Finished[] = [];
      const memory = new FakeMemory();
      const kit = await TestKit.start({
        plugins: [makePlugin(finished)],
        repositories: {},
        sink: memory,
        memory,
        users: ["alice", { name: "Mod", rank: 2 }],
      });
      const say = async (who: string, where: "chat" | "pm", text: string) => {
        const said = where === "chat" ? kit.chat(who, `!${text}`) : kit.pm(who, text);
        if (text.startsWith("hangs")) await kit.clock.advanceAsync(COMMAND_LIMIT_MS);
        await said;
      };
      const marks: string[] = [];
      let words = 0;
      for (const [index, done] of steps.entries()) {
        if (done.kind === "use") {
          marks.push(`${done.name} mark${index}`);
          await say(done.user, done.via, `${done.name} mark${index}`);
        } else if (done.kind === "confirm" || done.kind === "cancel") {
          words += 1;
          await say(done.user, done.via, done.kind);
        } else if (done.kind === "talk") {
          await say(done.user, done.via, "what a nice film");
        } else if (done.kind === "wait") {
          await kit.advance("15s");
        } else if (done.kind === "leave") {
          await kit.leaves("alice");
        } else {
          await kit.bot.switchPlugin("test", true, "test");
          await kit.bot.configurePlugin("test", {}, "test");
        }
      }
      const hanging = hangsAtTheEnd ? kit.chat("Mod", "!hangs at-the-end") : undefined;
      await kit.clock.advanceAsync(0);
      const stopped = kit.stop();
      await kit.clock.advanceAsync(STOP_LIMIT_MS * 2);
      await stopped;
      await hanging;
      const told = finished.filter(({ args }) => args.startsWith("mark")).map((event) =>
        `${event.command} ${event.args}`
      );
      assert.deepEqual(told.toSorted(), marks.toSorted());
      assert.ok(finished.every(({ outcome, detail }) => (outcome === "success") === (detail === undefined)));
      // A word that found nothing to confirm is a command of its own; one that did is the end of another.
      const own = finished.filter(({ command }) => command === "confirm" || command === "cancel");
      assert.ok(own.every(({ outcome }) => outcome === "refused") && own.length <= words);
      assert.equal(kit.clock.pendingTimers, 0);
    }),
    { numRuns: 60 },
  );
});
