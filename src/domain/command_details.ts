/**
 * How a command is written down in the audit, and read there: in v0.5.0's form, `cmd=kick, args: bob, result: refused,
 * error: Not you.`
 *
 * What people typed stands in it as it is, in the arguments and in reasons that quote it. So that it cannot pass for a
 * field, the comma before a field's name is a semicolon there.
 *
 * @module
 */

import type { EventOf } from "./events.ts";

/** How a command may end. */
export const OUTCOMES = ["success", "refused", "error"] as const satisfies readonly Outcome[];

/** See {@link OUTCOMES}. */
export type Outcome = EventOf<"command.finished">["outcome"];

/** A command that has ended. */
export interface FinishedCommand {
  readonly command: string;
  readonly args: string;
  /** One of {@link OUTCOMES}; other programs, which write down their own commands, may say anything. */
  readonly outcome: string;
  /** Why it ended so; `undefined` when there is nothing to say. */
  readonly detail: string | undefined;
}

/** A command, as its details tell it. */
export interface AuditedCommand {
  readonly command: string;
  readonly args: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
}

/** What would begin a field, if the text around it were one of ours; SQLite looks for it in whatever case. */
const FIELD = /,(?= (?:args|result|error): )/gi;

const COMMAND = /^cmd=(?<command>.*?), args: /s;

const RESULT = /, result: /g;

const END = /^(?<outcome>success|refused|error)(?:, error: (?<reason>.*))?$/s;

/** `cmd=kick, args: bob, result: success`, with an `error` where there is a reason. */
export function commandDetails({ command, args, outcome, detail }: FinishedCommand): string {
  return [
    `cmd=${asValue(command)}`,
    `args: ${asValue(args)}`,
    `result: ${asValue(outcome)}`,
    ...(detail === undefined ? [] : [`error: ${asValue(detail)}`]),
  ].join(", ");
}

/**
 * The command that details tell of; `undefined` where they tell of none, or can be read in more ways than one, as those
 * that older versions wrote of a command with such words in it.
 */
export function commandIn(details: string | undefined): AuditedCommand | undefined {
  const [head, command] = COMMAND.exec(details ?? "") ?? [];
  if (details === undefined || head === undefined || command === undefined) return undefined;
  const readings = [...details.matchAll(RESULT)].flatMap(({ index, 0: mark }) => {
    const { outcome: word, reason } = END.exec(details.slice(index + mark.length))?.groups ?? {};
    const outcome = OUTCOMES.find((known) => known === word);
    if (index < head.length || outcome === undefined) return [];
    return [{ command, args: details.slice(head.length, index), outcome, reason: reason ?? null }];
  });
  return readings.length === 1 ? readings[0] : undefined;
}

function asValue(text: string): string {
  return text.replace(FIELD, ";");
}
