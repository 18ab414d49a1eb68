/**
 * How a command is written down: in v0.5.0's form.
 *
 * @module
 */

/** A command that has ended. */
export interface FinishedCommand {
  readonly command: string;
  readonly args: string;
  readonly outcome: string;
  /** Why it ended so; `undefined` when there is nothing to say. */
  readonly detail: string | undefined;
}

/** `cmd=kick, args: bob, result: success`, with an `error` where there is a reason. */
export function commandDetails({ command, args, outcome, detail }: FinishedCommand): string {
  return [
    `cmd=${command}`,
    `args: ${args}`,
    `result: ${outcome}`,
    ...(detail === undefined ? [] : [`error: ${detail}`]),
  ].join(", ");
}
