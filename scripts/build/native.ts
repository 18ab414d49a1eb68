/**
 * The native executable, by `deno compile`.
 *
 * @module
 */
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DenoFailed, runDeno } from "./run_deno.ts";

/** The executable cannot be made here; the message says what would help. */
export class CompileRefused extends Error {
  override readonly name = "CompileRefused";
}

const CacheFolders = z.object({ denoDir: z.string(), npmCache: z.string() });

/** What `deno compile` says when its base runtime cannot be fetched. */
const NO_BASE_RUNTIME = /denort-([\w-]+)\.zip/;

/** What to compile. */
export interface NativeOptions {
  /** The folder with deno.json and main.ts. */
  readonly root: string;
  /** Flags that say what the program may do. */
  readonly permissions: readonly string[];
  /** Where the executable is put. */
  readonly folder: string;
  /** The platform, in Deno's words; this machine's when left out. */
  readonly target?: string | undefined;
  readonly env?: Record<string, string>;
}

/** Compiles the project and returns the path of the executable. */
export async function compileNative(options: NativeOptions): Promise<string> {
  const { root, permissions, folder, target, env = {} } = options;
  const extension = (target ?? Deno.build.os).includes("windows") ? ".exe" : "";
  const name = `rosey${target === undefined ? "" : `-${target}`}${extension}`;
  const platform = target === undefined ? [] : ["--target", target];
  await Deno.mkdir(folder, { recursive: true });
  // Made beside and renamed: `deno compile` overwrites nothing, and a failure leaves the last one in place.
  const part = await Deno.makeTempDir({ dir: folder, prefix: ".compile-" });
  try {
    const made = join(part, name);
    // Without the packages that only tests and scripts import: a quarter of the file.
    const excluded = [
      "--exclude-unused-npm",
      ...(await unreadable(root)).flatMap((path) => ["--exclude", path]),
    ];
    await runDeno(["compile", ...permissions, ...platform, ...excluded, "--output", made, "main.ts"], {
      cwd: root,
      env,
    });
    await Deno.rename(made, join(folder, name));
  } catch (error) {
    if (!(error instanceof DenoFailed)) throw error;
    throw new CompileRefused(await explain(root, error.output));
  } finally {
    await Deno.remove(part, { recursive: true });
  }
  return join(folder, name);
}

/**
 * Test data of `bintrees`, which `prom-client` brings along: 100,000 numbers without a file extension, which Deno 2.9.6
 * takes for one sum and overflows its stack on.
 */
async function unreadable(root: string): Promise<string[]> {
  await runDeno(["cache", "main.ts"], { cwd: root });
  const { npmCache } = await cacheFolders(root);
  return await Array.fromAsync(glob(join(npmCache, "*", "bintrees", "*", "test")));
}

async function cacheFolders(root: string) {
  return CacheFolders.parse(JSON.parse(await runDeno(["info", "--json"], { cwd: root })));
}

async function explain(root: string, output: string): Promise<string> {
  const [, platform] = NO_BASE_RUNTIME.exec(output) ?? [];
  if (platform === undefined || !output.includes("base binary")) return output;
  const { denoDir } = await cacheFolders(root);
  const place = join(denoDir, "dl/release", `v${Deno.version.deno}`, `denort-${platform}.zip`);
  return [
    `cannot compile for ${platform}: Deno's base runtime could not be downloaded.`,
    `Either put the file denort-${platform}.zip of the Deno ${Deno.version.deno} release at`,
    `  ${place}`,
    "and run this again; or run: deno task compile --portable",
    "(a single file for machines like this one, made without any download).",
  ].join("\n");
}
