/**
 * NATS's `nats-server`: the one of the machine, else the one in Debian's package.
 *
 * @module
 */
import { join } from "node:path";
import { findProgram, keptFolder, runProgram, ServiceMissing } from "./programs.ts";

/** The path of `nats-server`. */
export async function natsProgram(): Promise<string> {
  return await findProgram("nats-server", ["/usr/sbin", "/usr/local/sbin"]) ?? await packagedNats();
}

/** Debian's package, unpacked beside the system and not installed into it. */
async function packagedNats(): Promise<string> {
  try {
    const folder = await keptFolder("nats-server", async (part) => {
      await download(part);
      const archive = [...Deno.readDirSync(part)].map(({ name }) => name).find((name) =>
        name.endsWith(".deb")
      );
      await runProgram("dpkg-deb", ["--extract", join(part, archive ?? ""), part]);
    });
    return join(folder, "usr/sbin/nats-server");
  } catch (error) {
    throw new ServiceMissing(
      "The tests need NATS: nats-server is not installed, TEST_NATS_URL is not set, and Debian's package cannot be " +
        "had. Install it (Debian, Ubuntu: sudo apt-get install nats-server) and run the tests again.",
      { cause: error },
    );
  }
}

async function download(folder: string): Promise<void> {
  try {
    await runProgram("apt-get", ["download", "nats-server"], { cwd: folder });
  } catch {
    // A fresh machine has no lists of packages yet.
    await runProgram("apt-get", ["update"]);
    await runProgram("apt-get", ["download", "nats-server"], { cwd: folder });
  }
}
