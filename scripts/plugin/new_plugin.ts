/**
 * Writing a new plugin into the project.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RoseyError } from "../../src/domain/errors.ts";
import { plainPlugin, plainTest } from "./plain_sources.ts";
import { withPlugin } from "./plugin_list.ts";
import type { PluginName } from "./plugin_name.ts";
import { firstMigration, firstStorage, storingPlugin, storingTest } from "./storing_sources.ts";

/** The list of plugins. */
const LIST = "plugins/mod.ts";

/** What is written, and where. */
export interface NewPlugin {
  /** The project's root. */
  readonly root: string;
  readonly plugin: PluginName;
  /** With a table of its own. */
  readonly storage: boolean;
  readonly nowMs: number;
}

/** Writes the files and the line in the list; gives the paths, the test last. Throws rather than write over a file. */
export async function writePlugin({ root, plugin, storage, nowMs }: NewPlugin): Promise<string[]> {
  const folder = `plugins/${plugin.path}`;
  const test = `tests/unit/plugins/${plugin.path}_test.ts`;
  const migrations = Object.entries(storage ? firstMigration(plugin, migrationId(nowMs)) : {});
  const files = {
    [`${folder}/plugin.ts`]: storage ? storingPlugin(plugin) : plainPlugin(plugin),
    ...Object.fromEntries(migrations.map(([file, source]) => [`${folder}/migrations/${file}`, source])),
    ...(storage ? { [`${folder}/storage.ts`]: firstStorage(plugin) } : {}),
    [test]: storage ? storingTest(plugin) : plainTest(plugin),
  };
  const there = [folder, test].find((path) => existsSync(join(root, path)));
  if (there !== undefined) {
    throw new RoseyError(`${there} is there already, and nothing was written`, {
      code: "plugin.files",
      exit: "usage",
      hint: "Move it away, or choose another name.",
    });
  }
  const list = withPlugin(await readFile(join(root, LIST), "utf8"), plugin);
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), source, { flag: "wx" });
  }
  await writeFile(join(root, LIST), list);
  return [...Object.keys(files), LIST].toSorted((left, right) =>
    Number(left === test) - Number(right === test)
  );
}

/** 14 digits: the time in UTC, to the second. */
function migrationId(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/\D/g, "").slice(0, 14);
}
