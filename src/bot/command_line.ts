/**
 * A line that was written as a command.
 *
 * @module
 */

import type { Asked } from "./loop_guard.ts";
import type { TypedCommand } from "./parse_command.ts";

/** A line as it was said. */
export interface SaidLine {
  readonly user: string;
  readonly text: string;
  readonly via: "chat" | "pm";
  readonly atMs: number;
  readonly serverTimeMs: number;
}

/** A line that was written as a command, known or not. */
export interface CommandLine extends SaidLine {
  readonly typed: TypedCommand;
  readonly asked: Asked;
  /** Several answers to one line are one exchange. */
  answered: boolean;
  /** Why an answer to it could not be given. */
  unsaid: string | undefined;
}
