/**
 * What a new plugin begins as: one command, one setting, an example, and tests that hold.
 *
 * @module
 */
import type { PluginName } from "./plugin_name.ts";

/** `plugin.ts`. */
export function plainPlugin({ name }: PluginName): string {
  return `/**
 * Says hello.
 *
 * @module
 */

import { z } from "zod";
import { arg, definePlugin } from "../../src/plugin/mod.ts";

/** See the top of this file. */
export default definePlugin({
  name: "${name}",
  summary: "Says hello",
  settings: z.strictObject({
    /** What stands before the name. */
    greeting: z.string().min(1).default("Hello"),
  }),
  setup(rosey) {
    rosey.command({
      name: "${name}",
      summary: "Says hello to somebody",
      args: { name: arg.user() },
      rank: "guest",
      cooldown: "3s",
      examples: [["!${name} alice", /^Hello, alice!$/]],
      run: ({ args: { name }, reply }) => reply(\`\${rosey.settings.greeting}, \${name}!\`),
    });
  },
});
`;
}

/** The test of {@link plainPlugin}. */
export function plainTest(plugin: PluginName): string {
  const { name, identifier } = plugin;
  return `${testImports(plugin)}
Deno.test("${name}: the examples of its command hold", async () => {
  await using room = await testRoom(${identifier});
  assert.deepEqual(await room.failingExamples("${name}"), []);
});

Deno.test("${name}: what it says is a setting", async () => {
  const settings = { "${name}": { greeting: "Welcome" } };
  await using room = await testRoom(${identifier}, { users: ["alice"], settings });
  assert.deepEqual(await room.chat("alice", "!${name} bob"), ["Welcome, bob!"]);
});

${refusesName(plugin)}`;
}

/** What every test of a plugin imports. */
export function testImports({ path, identifier }: PluginName): string {
  return `import assert from "node:assert/strict";
import ${identifier} from "../../../plugins/${path}/plugin.ts";
import { testRoom } from "./test_room.ts";
`;
}

/** The test of a bad argument. */
export function refusesName({ name, identifier }: PluginName): string {
  return `Deno.test("${name}: what is no name is refused with the usage", async () => {
  await using room = await testRoom(${identifier}, { users: ["alice"] });
  const [answer = ""] = await room.chat("alice", "!${name} a!b");
  assert.match(answer, /name must be a user's name .* Usage: !${name} <name>/);
});
`;
}
