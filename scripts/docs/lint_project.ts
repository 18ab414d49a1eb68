/**
 * The programs of the Deno project beside ours that writes and checks schemas: each runs as a process.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";

const folder = fileURLToPath(new URL("../lint/", import.meta.url));

/** The JSON Schema of an exported type of ours. */
export async function schemaOfType(file: string, type: string): Promise<unknown> {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const schema: unknown = JSON.parse(await run("event_schema.ts", [path, type], ""));
  return schema;
}

const Faults = z.array(z.array(z.string()));

/** What is wrong with each document by a schema: a file, or `asyncapi`. */
export async function faultsOf(schema: string, documents: readonly unknown[]): Promise<string[][]> {
  return Faults.parse(JSON.parse(await run("validate.ts", [schema], JSON.stringify(documents))));
}

async function run(program: string, args: readonly string[], input: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", `${folder}deno.json`, `${folder}${program}`, ...args],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close());
  const { success, stdout, stderr } = await child.output();
  // A program that failed has hung up: what it said is more to the point.
  if (!success) throw new Error(`${program} failed:\n${new TextDecoder().decode(stderr)}`);
  await written;
  return new TextDecoder().decode(stdout);
}
