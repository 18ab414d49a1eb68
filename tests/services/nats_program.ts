/**
 * NATS's `nats-server`: the one of the machine, else the one in Debian's package.
 *
 * @module
 */
import { join } from "node:path";
import { unpackedPackages } from "./debian_packages.ts";
import { findProgram, ServiceMissing } from "./programs.ts";

/** The path of `nats-server`. */
export async function natsProgram(): Promise<string> {
  return await findProgram("nats-server", ["/usr/sbin", "/usr/local/sbin"]) ?? await packagedNats();
}

/** Debian's package. */
async function packagedNats(): Promise<string> {
  try {
    const folder = await unpackedPackages("nats-server", () => Promise.resolve(["nats-server"]));
    return join(folder, "usr/sbin/nats-server");
  } catch (error) {
    throw new ServiceMissing(
      "The tests need NATS: nats-server is not installed, TEST_NATS_URL is not set, and Debian's package cannot be " +
        "had. Install it (Debian, Ubuntu: sudo apt-get install nats-server) and run the tests again.",
      { cause: error },
    );
  }
}
