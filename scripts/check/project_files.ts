/**
 * Which files the checks look at.
 *
 * @module
 */
import { join, relative } from "node:path";

/** Folders that hold no code of ours, wherever they stand. */
const SKIPPED_FOLDERS = new Set([".git", "dist", "coverage", "node_modules", "backups"]);

/** Where the tests keep files that break the rules on purpose. */
export const FIXTURES = "tests/fixtures/";

/** All files below `root`, as paths relative to it, sorted. */
export async function listFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isDirectory && !SKIPPED_FOLDERS.has(entry.name)) folders.push(join(folder, entry.name));
      if (entry.isFile) found.push(relative(root, join(folder, entry.name)));
    }
  }
  return found.sort();
}

/** The TypeScript files that must obey the rules: all but the fixtures. */
export async function listSources(root: string): Promise<string[]> {
  const files = await listFiles(root);
  return files.filter((file) => file.endsWith(".ts") && !file.startsWith(FIXTURES));
}
