/**
 * A machine for the command line, whose streams are kept.
 *
 * @module
 */

import type { Environment } from "../../../src/config/environment.ts";
import { runCommandLine } from "../../../src/cli/main.ts";
import type { Host } from "../../../src/cli/host.ts";

/** How a command line ended, and what it printed. */
export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, on a machine without a terminal. */
export async function rosey(args: readonly string[], environment: Environment = {}): Promise<Result> {
  const printed = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({
    isTerminal: false,
    write: (text: string) => void (printed[name] += text),
  });
  const host: Host = {
    out: stream("out"),
    err: stream("err"),
    environment,
    windows: false,
    workingDirectory: Deno.cwd(),
    secrets: [],
  };
  const code = await runCommandLine(args, host);
  return { code, ...printed };
}
