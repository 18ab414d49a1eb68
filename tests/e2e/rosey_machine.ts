/**
 * A machine with nothing on it but Rosey: an empty home, an empty folder, no Deno on the path. The program is the
 * built file; where it was not built, the source is run instead.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { programPermissions } from "../../scripts/build/permissions.ts";
import { roseyBinary } from "./binary.ts";
import { RoseyProcess } from "./rosey_process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A user with no rights of its own. */
const NOBODY = 65_534;

/** A command that should end and does not. */
const RUN_LIMIT_MS = 30_000;

/** How a command ended, and what it printed. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** See the module. Everything in it is gone when it is disposed of. */
export class RoseyMachine implements AsyncDisposable {
  readonly #processes: RoseyProcess[] = [];
  #user: { readonly uid: number; readonly gid: number } | undefined;

  private constructor(readonly folder: string) {}

  /** An empty one. */
  static async set(): Promise<RoseyMachine> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "rosey-e2e-" }));
    await Promise.all(["home", "work"].map((name) => Deno.mkdir(join(folder, name))));
    return new RoseyMachine(folder);
  }

  /** The path of a file in the folder in which Rosey runs. */
  file(name: string): string {
    return join(this.folder, "work", name);
  }

  /** The path of a file in the home. */
  homeFile(...names: string[]): string {
    return join(this.folder, "home", ...names);
  }

  /** Starts Rosey. */
  async spawn(args: readonly string[], environment: Record<string, string> = {}): Promise<RoseyProcess> {
    const { program, arguments: before, variables } = await this.#command();
    const child = new Deno.Command(program, {
      args: [...before, ...args],
      cwd: join(this.folder, "work"),
      ...this.#user,
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", HOME: join(this.folder, "home"), ...variables, ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const process = new RoseyProcess(child);
    this.#processes.push(process);
    return process;
  }

  /** Runs Rosey to its end. One that stays is killed, with the code 137. */
  async run(args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
    const process = await this.spawn(args, environment);
    const limit = setTimeout(() => process.signal("SIGKILL"), RUN_LIMIT_MS);
    const code = await process.ended;
    clearTimeout(limit);
    return { code, out: process.out.text, err: process.err.text };
  }

  /** For tests of file modes, which hold everybody but root: from now on Rosey runs as somebody else, if this is root. */
  async useAnotherUser(): Promise<void> {
    if (Deno.uid() !== 0) return;
    this.#user = { uid: NOBODY, gid: NOBODY };
    await Deno.chmod(this.folder, 0o755);
    await Deno.chown(this.homeFile(), NOBODY, NOBODY);
  }

  async #command(): Promise<Command> {
    const resolved = await command();
    if (this.#user === undefined || resolved.arguments.length > 0) return resolved;
    // A copy, because the checkout and the unpacked program are root's.
    const program = join(this.folder, "rosey");
    await Deno.copyFile(resolved.program, program);
    return { program, arguments: [], variables: {} };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes) await process.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}

interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly variables: Record<string, string>;
}

let resolved: Promise<Command> | undefined;

function command(): Promise<Command> {
  return resolved ??= resolve();
}

async function resolve(): Promise<Command> {
  const program = roseyBinary();
  if (!existsSync(program)) {
    const permissions = await programPermissions(root);
    const run = ["run", "--quiet", "--no-check", "--config", join(root, "deno.json"), ...permissions];
    const cache = Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache/deno");
    return {
      program: Deno.execPath(),
      arguments: [...run, join(root, "main.ts")],
      variables: { DENO_DIR: cache },
    };
  }
  // One unpacked copy for all tests of this file; a home of one's own would cost 140 MB a test.
  const cache = await Deno.makeTempDir({ prefix: "rosey-e2e-cache-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(cache, { recursive: true }));
  return { program, arguments: [], variables: { XDG_CACHE_HOME: cache } };
}
