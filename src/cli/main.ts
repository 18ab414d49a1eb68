/**
 * The command line: what was typed goes in, an exit code comes out.
 *
 * @module
 */

import { ExitCode, run, type StricliProcess } from "@stricli/core";
import { EXIT_CODES, RoseyError } from "../domain/errors.ts";
import { redactor } from "../telemetry/redact.ts";
import { application } from "./application.ts";
import { errorBlock, exitCodeOf } from "./error_block.ts";
import { type Host, processHost } from "./host.ts";

/** Runs the command line of this process, and tells of anything that nobody caught. */
export async function main(args: readonly string[]): Promise<number> {
  const host = processHost();
  const end = (event: Event, thrown: unknown) => {
    event.preventDefault();
    host.err.write(errorBlock(thrown, redactor(host.secrets)));
    Deno.exit(exitCodeOf(thrown));
  };
  globalThis.addEventListener("unhandledrejection", (event) => end(event, event.reason));
  globalThis.addEventListener("error", (event) => end(event, event.error));
  return await runCommandLine(args, host);
}

/** Runs a command line on a machine, and returns the exit code. Tells failures on its stderr. */
export async function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  if (args.some(isPasswordFlag)) {
    host.err.write(errorBlock(passwordRefusal));
    return exitCodeOf(passwordRefusal);
  }
  const process: StricliProcess = {
    stdout: { write: (text) => host.out.write(text) },
    stderr: { write: (text) => host.err.write(text) },
  };
  const redact = (text: string) => redactor(host.secrets)(text);
  await run(application(redact), commandWords(args), { process, host });
  return exitCode(Number(process.exitCode ?? EXIT_CODES.bug.code));
}

/** `rosey help run` is `rosey run --help`, and `rosey --version` is `rosey version`. */
function commandWords(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === "help") return [...rest, "--help"];
  if (first === "--version" || first === "-v") return ["version", ...rest];
  return args;
}

/** The parser's own codes are negative: what it could not read is a wrong usage, what it could not load a bug. */
function exitCode(code: number): number {
  if (code >= 0) return code;
  const isUsage = code === ExitCode.InvalidArgument || code === ExitCode.UnknownCommand;
  return EXIT_CODES[isUsage ? "usage" : "bug"].code;
}

/** Looked for before anything else, so that no other message repeats the password. */
function isPasswordFlag(arg: string): boolean {
  return /^--?(channel[-_]?)?(password|passwd|pass|pw)(=|$)/i.test(arg);
}

const passwordRefusal = new RoseyError("passwords are not taken from the command line", {
  code: "cli.password_flag",
  hint: "Other users of this machine can read it there, and the shell keeps it. Set ROSEY_PASSWORD or " +
    "ROSEY_CHANNEL_PASSWORD, or write it in the file given by --config.",
  exit: "usage",
});
