/**
 * What a command sees of the machine: its streams, its environment, its folder. Tests hand in their own.
 *
 * @module
 */

import { type Environment, processEnvironment } from "../config/environment.ts";
import type { Secret } from "../domain/secret.ts";

/** A stream to write to. */
export interface Output {
  write(text: string): void;
  /** Whether a person reads it. */
  readonly isTerminal: boolean;
}

/** The machine. */
export interface Host {
  readonly out: Output;
  readonly err: Output;
  readonly environment: Environment;
  readonly windows: boolean;
  readonly workingDirectory: string;
  /** Passwords that have been read, by whom ever: no output shows them. */
  readonly secrets: Secret[];
}

/** The machine that this process runs on. */
export function processHost(): Host {
  return {
    out: output(Deno.stdout),
    err: output(Deno.stderr),
    environment: processEnvironment(),
    windows: Deno.build.os === "windows",
    workingDirectory: Deno.cwd(),
    secrets: [],
  };
}

interface Stream {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Synchronous, so that the last words of a process that ends are not lost. */
function output(stream: Stream): Output {
  const encoder = new TextEncoder();
  return {
    isTerminal: stream.isTerminal(),
    write(text) {
      let rest = encoder.encode(text);
      try {
        while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
      } catch (error) {
        // The reader of the pipe has gone (`rosey ... | head`): nobody is left to tell.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
    },
  };
}
