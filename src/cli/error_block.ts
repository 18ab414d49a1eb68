/**
 * How a failure is told: one block on stderr, and an exit code.
 *
 * @module
 */

import { EXIT_CODES, RoseyError } from "../domain/errors.ts";
import type { Redact } from "../telemetry/redact.ts";
import { version } from "./version.ts";

/** The exit code for anything thrown: that of a {@link RoseyError}, 1 for a bug. */
export function exitCodeOf(thrown: unknown): number {
  return EXIT_CODES[thrown instanceof RoseyError ? thrown.exit : "bug"].code;
}

/**
 * The text for anything thrown, with its line end: what, what to do, the exit code; the stack for a bug alone. Our own
 * words are not asked of `redact`: somebody's password may be one of them.
 */
export function errorBlock(thrown: unknown, redact: Redact = (text) => text): string {
  const lines = thrown instanceof RoseyError && thrown.exit !== "bug"
    ? refusal(thrown, redact)
    : bug(thrown, redact);
  return `${lines.join("\n")}\n`;
}

function refusal(error: RoseyError, redact: Redact): string[] {
  const hint = error.hint === undefined ? [] : [`  ${redact(error.hint)}`];
  return [`rosey: ${redact(error.message)}`, ...hint, `  (${error.code}, exit code ${exitCodeOf(error)})`];
}

function bug(thrown: unknown, redact: Redact): string[] {
  return [
    `rosey: this is a bug in Rosey ${version} (exit code ${EXIT_CODES.bug.code})`,
    "  Please report it with these lines and with what you did.",
    ...causes(thrown).map((error, depth) =>
      indent(redact(`${depth === 0 ? "" : "because of "}${stackOf(error)}`))
    ),
  ];
}

/** Causes that are followed. */
const CAUSE_LIMIT = 5;

function causes(thrown: unknown): unknown[] {
  const found = [thrown];
  for (let last = thrown; last instanceof Error && last.cause !== undefined && found.length < CAUSE_LIMIT;) {
    last = last.cause;
    found.push(last);
  }
  return found;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.stack ?? `${thrown.name}: ${thrown.message}` : String(thrown);
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line.trimEnd()}`).join("\n");
}
