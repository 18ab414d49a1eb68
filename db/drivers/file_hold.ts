/**
 * Who uses an SQLite file, and for what. SQLite's own locks tell of a moment; whether a bot is at work with a file only
 * a lock tells that it holds all the time, in a file beside it.
 *
 * @module
 */

import { readFileSync, rmSync, statSync } from "node:fs";
import { type Clock, sleep } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { IN_MEMORY } from "./sqlite_path.ts";

const RETRY_MS = 20;

/** What the file beside the database says of whoever wrote it last. */
interface Note {
  readonly use: "run" | "migrate";
  /** For people. */
  readonly text: string;
}

/** What a hold needs to know. */
export interface FileHoldOptions {
  /** Of the database. */
  readonly path: string;
  readonly clock: Clock;
  /** What this machine calls itself. */
  readonly host: string;
}

/** One process's claim to a file. The system gives it up with the process, however that ends. */
export class FileHold {
  readonly #options: FileHoldOptions;
  readonly #lockPath: string;
  #file: Deno.FsFile | undefined;

  constructor(options: FileHoldOptions) {
    this.#options = options;
    this.#lockPath = `${options.path}.lock`;
  }

  /**
   * From now on this process alone uses the file. Throws a {@link RoseyError} at once when a bot does, and after
   * `waitMs` when another migration is not done by then.
   */
  alone(waitMs: number): Promise<void> {
    return this.#patiently("migrate", waitMs);
  }

  /** This process is one of those that use the file. Waits up to `waitMs` for a migration, then throws as `alone`. */
  share(waitMs: number): Promise<void> {
    this.release();
    return this.#patiently("run", waitMs);
  }

  /** As {@link share}, for a moment: whoever runs stays the one that others are told of. */
  visit(waitMs: number): Promise<void> {
    this.release();
    return this.#patiently("look", waitMs);
  }

  async #patiently(use: Note["use"] | "look", waitMs: number): Promise<void> {
    const { clock, path } = this.#options;
    const giveUpAt = clock.monotonic() + waitMs;
    while (!this.#take(use)) {
      const note = this.#read();
      const isBot = use === "migrate" && note?.use === "run";
      if (isBot || clock.monotonic() >= giveUpAt) {
        throw new RoseyError(
          `Cannot use the database ${path} for this: another process uses it${
            note === undefined ? "" : `, ${note.text}`
          }`,
          {
            code: "database.in_use",
            hint: isBot ? "Stop the bot, then run this again." : "Wait for it, then run this again.",
            exit: "databaseLocked",
          },
        );
      }
      await sleep(clock, RETRY_MS);
    }
  }

  /** Who changes the file right now, in words. */
  holder(): string | undefined {
    const mine = this.#file !== undefined;
    if (!mine && this.#take("look")) {
      this.release();
      return undefined;
    }
    return mine ? undefined : this.#read()?.text;
  }

  /** The file is free again as far as this process goes. */
  release(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    file.unlockSync();
    // The last one takes the file away; whoever opened it meanwhile sees that it is not the one at the path.
    if (file.tryLockSync(true)) rmSync(this.#lockPath, { force: true });
    file.close();
  }

  /** False: somebody else stands in the way. Where no file can be made, there is nothing to hold. */
  #take(use: Note["use"] | "look"): boolean {
    if (this.#file !== undefined || this.#options.path === IN_MEMORY) return true;
    for (;;) {
      const file = openOrNothing(this.#lockPath);
      if (file === undefined) return true;
      if (!file.tryLockSync(use === "migrate")) {
        file.close();
        return false;
      }
      if (statSync(this.#lockPath, { throwIfNoEntry: false })?.ino === file.statSync().ino) {
        this.#file = file;
        if (use !== "look") this.#write(file, use);
        return true;
      }
      file.close();
    }
  }

  #write(file: Deno.FsFile, use: Note["use"]): void {
    const { clock, host } = this.#options;
    const since = new Date(clock.now()).toISOString();
    const text = `process ${Deno.pid} on ${host}, since ${since}`;
    file.truncateSync();
    file.writeSync(new TextEncoder().encode(`${use} ${text}`));
  }

  #read(): Note | undefined {
    try {
      const [, use, text = ""] = /^(run|migrate) (.*)$/.exec(readFileSync(this.#lockPath, "utf8")) ?? [];
      return use === "run" || use === "migrate" ? { use, text } : undefined;
    } catch {
      // It has just been given up.
      return undefined;
    }
  }
}

function openOrNothing(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path, { read: true, write: true, create: true });
  } catch {
    // A folder in which nothing can be made: the database in it cannot be changed either, and says so itself.
    return undefined;
  }
}
