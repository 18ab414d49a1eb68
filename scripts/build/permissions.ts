/**
 * What the built program may do: exactly what `deno task rosey` may.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";

const DenoConfig = z.object({ tasks: z.object({ rosey: z.object({ command: z.string() }) }) });

/** The permission flags of the `rosey` task in deno.json, the one place where they are written. */
export async function programPermissions(root: string): Promise<string[]> {
  const { tasks } = DenoConfig.parse(JSON.parse(await Deno.readTextFile(join(root, "deno.json"))));
  const words = tasks.rosey.command.split(" ");
  return words.filter((word) => word === "--no-prompt" || word.startsWith("--allow-"));
}
