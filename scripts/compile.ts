/**
 * `deno task compile`: makes `dist/rosey`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileNative, CompileRefused } from "./build/native.ts";
import { programPermissions } from "./build/permissions.ts";
import { buildPortable } from "./build/portable.ts";

const USAGE = "usage: deno task compile [--portable | --target TARGET]";

const root = fileURLToPath(new URL("..", import.meta.url));
Deno.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const permissions = await programPermissions(root);
  try {
    const output = options.portable
      ? join(root, "dist/rosey")
      : await compileNative({ root, permissions, folder: join(root, "dist"), target: options.target });
    if (options.portable) await buildPortable({ root, entry: "main.ts", output, permissions });
    const sizeMb = ((await Deno.stat(output)).size / 1e6).toFixed(1);
    console.log(`${output}: ${sizeMb} MB`);
    return 0;
  } catch (error) {
    if (!(error instanceof CompileRefused)) throw error;
    console.error(error.message);
    return 1;
  }
}

function readOptions(): { portable: boolean; target: string | undefined } | undefined {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: { portable: { type: "boolean", default: false }, target: { type: "string" } },
    });
    return values.portable && values.target !== undefined
      ? undefined
      : { portable: values.portable, target: values.target };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
