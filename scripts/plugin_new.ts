/**
 * `deno task plugin:new NAME [--storage]`: begins a plugin that works, with a test that passes.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { plugins } from "../plugins/mod.ts";
import { systemClock } from "../src/domain/clock.ts";
import { RoseyError } from "../src/domain/errors.ts";
import { declaredCommands } from "./docs/declared_commands.ts";
import { writePlugin } from "./plugin/new_plugin.ts";
import { pluginName, type TakenNames } from "./plugin/plugin_name.ts";

const USAGE = `usage: deno task plugin:new NAME [--storage]
  NAME       what the plugin is called, such as weather
  --storage  with a table of its own, and its first migration`;

const root = fileURLToPath(new URL("..", import.meta.url));
Deno.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  try {
    const plugin = pluginName(options.name, await takenNames());
    const files = await writePlugin({
      root,
      plugin,
      storage: options.storage,
      nowMs: systemClock.now(),
    });
    const code = files.filter((file) => file.endsWith(".ts")).map((file) => join(root, file));
    await deno("fmt", "--quiet", ...code);
    await deno("run", "-A", "scripts/generate_commands_doc.ts");
    for (const file of files) console.log(`wrote ${file}`);
    console.log("wrote docs/COMMANDS.md");
    console.log(`\nNow run its test: deno test -A ${files.at(-1)}\nHow to go on: docs/PLUGINS.md`);
    return 0;
  } catch (error) {
    if (!(error instanceof RoseyError)) throw error;
    console.error(`${error.message}.\n${error.hint ?? ""}`.trim());
    return 2;
  }
}

function readOptions(): { name: string; storage: boolean } | undefined {
  try {
    const { values, positionals: [name, ...more] } = parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: { storage: { type: "boolean", default: false } },
    });
    return name === undefined || more.length > 0 ? undefined : { name, storage: values.storage };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function takenNames(): Promise<TakenNames> {
  const commands = new Map<string, string>();
  for (const { plugin, facts } of await declaredCommands()) {
    for (const name of [facts.name, ...facts.aliases ?? []]) commands.set(name, plugin);
  }
  return { plugins: plugins.map(({ name }) => name), commands };
}

/** A program of its own, because the list of plugins that was read here is not the new one. */
async function deno(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
  if (!success) throw new Error(`deno ${args.join(" ")} failed:\n${new TextDecoder().decode(stderr)}`);
}
