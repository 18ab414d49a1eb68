/**
 * Programs from packages of Debian and its relatives, unpacked beside the system and not installed into it.
 *
 * @module
 */
import { join } from "node:path";
import { keptFolder, runProgram } from "./programs.ts";

/** The folder with everything that is in these packages. It is kept for later runs. */
export function unpackedPackages(name: string, packages: () => Promise<string[]>): Promise<string> {
  return keptFolder(name, async (part) => {
    await download(part, packages);
    const archives = [...Deno.readDirSync(part)].map((entry) => join(part, entry.name));
    for (const archive of archives.filter((path) => path.endsWith(".deb"))) {
      await runProgram("dpkg-deb", ["--extract", archive, part]);
      await Deno.remove(archive);
    }
  });
}

/** The libraries that a package is linked to, but for the C library, which must be the system's own. */
export async function librariesOf(name: string): Promise<string[]> {
  const printed = await runProgram("apt-cache", ["depends", "--important", name]);
  return [...printed.matchAll(/^ *\|?Depends: (lib\S+)$/gm)].flatMap(([, library]) =>
    library === undefined || library === "libc6" ? [] : [library]
  );
}

/** These packages with everything they need that this machine does not have, but for the C library. */
export async function packagesWithNeeds(...names: string[]): Promise<string[]> {
  const planned = await runProgram("apt-get", ["--simulate", "--no-install-recommends", "install", ...names]);
  const needed = [...planned.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  return [...new Set([...names, ...needed])].filter((name) => name !== "libc6");
}

/** The folder where shared libraries are in what was unpacked. */
export function libraryFolder(folder: string): string {
  const machine = Deno.build.arch === "x86_64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  return join(folder, "usr/lib", machine);
}

async function download(folder: string, packages: () => Promise<string[]>): Promise<void> {
  const get = async () => {
    await runProgram("apt-get", ["download", ...await packages()], { cwd: folder });
  };
  try {
    await get();
  } catch {
    // A fresh machine has no lists of packages yet.
    await runProgram("apt-get", ["update"]);
    await get();
  }
}
