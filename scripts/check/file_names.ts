/**
 * Names and sizes of files.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Finding } from "./finding.ts";

/** Words that say that nobody knew what a file is about. */
const EMPTY_WORDS = /(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)/;

/** Longer files hold more than one job. Generated files have none. */
const MAX_LINES = 500;

/** Files that a tool looks for in the tree, which would change how Deno works. */
const UNWANTED = new Set(["package.json", "tsconfig.json", "deno.jsonc"]);

/** Every file with a name or a size that is not wanted; `files` are relative to `root`. */
export async function checkFileNames(root: string, files: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    const name = basename(file);
    if (UNWANTED.has(name)) {
      findings.push({ file, line: 0, message: `${name} has no place here: deno.json is all.` });
    }
    if (!name.endsWith(".ts")) continue;
    const words = name.slice(0, -".ts".length);
    if (!/^[a-z0-9]+(_[a-z0-9]+)*(\.d)?$/.test(words)) {
      findings.push({ file, line: 0, message: "Source files are named in snake_case." });
    }
    if (EMPTY_WORDS.test(words)) {
      findings.push({
        file,
        line: 0,
        message: `"${words}" says nothing: name the file after what is in it.`,
      });
    }
    const lines = (await Deno.readTextFile(join(root, file))).split("\n").length - 1;
    if (lines > MAX_LINES) {
      findings.push({ file, line: 0, message: `${lines} lines are more than one job (limit ${MAX_LINES}).` });
    }
  }
  return findings;
}
