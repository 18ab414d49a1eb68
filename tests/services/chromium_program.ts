/**
 * Chromium: the one of the machine, or one of its relatives, else the one in Debian's packages.
 *
 * @module
 */
import { join } from "node:path";
import { libraryFolder, packagesWithNeeds, unpackedPackages } from "./debian_packages.ts";
import { findProgram, ServiceMissing } from "./programs.ts";

/** Names under which it, or what is built on it, is installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The program, and where the libraries and fonts are that it came with. */
export interface ChromiumProgram {
  readonly command: string;
  /** As `LD_LIBRARY_PATH` has it. */
  readonly libraries?: string;
  readonly fonts?: string;
}

/** See the module. */
export async function chromiumProgram(): Promise<ChromiumProgram> {
  for (const name of NAMES) {
    const command = await findProgram(name);
    if (command !== undefined) return { command };
  }
  return await packagedChromium();
}

/** Debian's packages, with the libraries that a machine without a screen does not have, and a font. */
async function packagedChromium(): Promise<ChromiumProgram> {
  try {
    const folder = await unpackedPackages(
      "chromium",
      () => packagesWithNeeds("chromium", "fonts-liberation"),
    );
    const libraries = libraryFolder(folder);
    return {
      command: join(folder, "usr/lib/chromium/chromium"),
      // PulseAudio's library finds its other half in a folder of its own.
      libraries: `${libraries}:${join(libraries, "pulseaudio")}`,
      fonts: join(folder, "usr/share/fonts"),
    };
  } catch (error) {
    throw new ServiceMissing(
      "The tests of the page need Chromium: it is not installed, and Debian's package cannot be had. Install it " +
        "(Debian: sudo apt-get install chromium; Google Chrome does as well) and run the tests again.",
      { cause: error },
    );
  }
}
