/**
 * One file that only grows, whose every growth is on the disk before it counts.
 *
 * @module
 */

import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/** Only Rosey's user may read what people wrote. */
const MODE = 0o600;

/** See the top of this file. */
export class SpillFile {
  readonly path: string;
  readonly #file: Deno.FsFile;
  #sizeBytes = 0;
  #isBroken = false;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /** Makes a file that is not there yet, so that it is there after a power failure too. */
  static async create(path: string): Promise<SpillFile> {
    const file = await Deno.open(path, { createNew: true, append: true, mode: MODE });
    try {
      syncFolder(dirname(path));
      return new SpillFile(path, file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether nothing more may be added: nobody knows what of its last growth is on the disk. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Resolves when the text is on the disk. When it throws, none of it counts. */
  async append(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let written = 0; written < bytes.length;) {
        written += await this.#file.write(bytes.subarray(written));
      }
    } catch (error) {
      await this.#takeBack();
      throw error;
    }
    try {
      await this.#file.syncData();
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
    this.#sizeBytes += bytes.length;
  }

  /** Closes it; it stays where it is. */
  close(): void {
    this.#file.close();
  }

  /** After half of a text was written, on a full disk. */
  async #takeBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#sizeBytes);
    } catch {
      this.#isBroken = true;
    }
  }
}

/** Makes what was created in a folder, or removed from it, last. Windows has no such thing. */
export function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
