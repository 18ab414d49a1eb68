/**
 * Finding the programs of servers on this machine, or bringing them.
 *
 * @module
 */
import { delimiter, join } from "node:path";

/** The tests need a service that is not there; the message names the one command that brings it. */
export class ServiceMissing extends Error {
  override readonly name = "ServiceMissing";
}

/** The path of a program on `PATH` or in one of `folders`; `undefined` if there is none. */
export async function findProgram(
  name: string,
  folders: readonly string[] = [],
): Promise<string | undefined> {
  const path = (Deno.env.get("PATH") ?? "").split(delimiter);
  for (const folder of [...path, ...folders]) {
    const candidate = join(folder, name);
    try {
      if ((await Deno.stat(candidate)).isFile) return await Deno.realPath(candidate);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) && !(error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  return undefined;
}

/** Runs a program to its end and returns what it printed; a failure is thrown with what it said. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "uid" | "gid"> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { ...options, args: [...args] })
    .output();
  const [printed, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`${command} ${args.join(" ")} failed:\n${printed}${said}`);
  return printed ?? "";
}

/**
 * A folder that is filled once and then kept for later runs, outside of the project. It appears complete or not at
 * all, and other users may read it: servers do not run as root.
 */
export async function keptFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const parent = join(Deno.env.get("TMPDIR") ?? "/tmp", `rosey-test-services-${Deno.uid() ?? "all"}`);
  await Deno.mkdir(parent, { recursive: true });
  if ((await Deno.lstat(parent)).uid !== Deno.uid()) throw new Error(`${parent} belongs to another user`);
  const folder = join(parent, name);
  if (await exists(folder)) return folder;
  const part = await Deno.makeTempDir({ dir: parent });
  try {
    await fill(part);
    await Deno.chmod(part, 0o755);
    await Deno.rename(part, folder);
  } catch (error) {
    await Deno.remove(part, { recursive: true });
    // Another run was quicker.
    if (!await exists(folder)) throw error;
  }
  return folder;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
