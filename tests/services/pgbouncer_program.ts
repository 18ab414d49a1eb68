/**
 * `pgbouncer`: the one of the machine, else the one in Debian's package.
 *
 * @module
 */
import { join } from "node:path";
import { librariesOf, libraryFolder, unpackedPackages } from "./debian_packages.ts";
import { findProgram, ServiceMissing } from "./programs.ts";

/** How `pgbouncer` is called: a program, and what stands before its own arguments. */
export async function pgbouncerProgram(): Promise<{ command: string; args: string[] }> {
  const found = await findProgram("pgbouncer", ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]);
  if (found !== undefined) return { command: found, args: [] };
  const folder = await packagedPgbouncer();
  const libraries = `LD_LIBRARY_PATH=${libraryFolder(folder)}`;
  return { command: "env", args: [libraries, join(folder, "usr/sbin/pgbouncer")] };
}

async function packagedPgbouncer(): Promise<string> {
  try {
    return await unpackedPackages(
      "pgbouncer",
      async () => ["pgbouncer", ...await librariesOf("pgbouncer")],
    );
  } catch (error) {
    throw new ServiceMissing(
      "The tests need PgBouncer: it is not installed, and Debian's package cannot be had. " +
        "Install it (Debian, Ubuntu: sudo apt-get install pgbouncer) and run the tests again.",
      { cause: error },
    );
  }
}
