/**
 * Commands that wait for their user's word: one for each user, for half a minute.
 *
 * ```
 * asked -> confirmed     run, with every check made again
 *   |----> cancelled
 *   '----> unconfirmed   the time is over, another one is asked instead, or Rosey stops
 * ```
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import { nameKey } from "../domain/names.ts";
import { CommandRefusal } from "../plugin/command.ts";
import type { CommandDeclaration } from "../plugin/command.ts";
import type { CommandLine } from "./command_line.ts";

/** How long a command waits for its `!confirm`. */
export const CONFIRM_LIMIT_MS = 30_000;

/** A command that waits. */
export interface PendingCommand {
  /** By name: the plugin may be set up anew meanwhile. */
  readonly command: string;
  readonly line: CommandLine;
  /** What was asked: what is confirmed is this and nothing else. */
  readonly question: string;
}

/** See the module. */
export class Confirmations {
  readonly #clock: Clock;
  readonly #unconfirmed: (pending: PendingCommand) => void;
  readonly #pending = new Map<string, { readonly pending: PendingCommand; readonly timer: Timer }>();
  #closed = false;

  /** `unconfirmed` is told of each command that found no end by its user. */
  constructor(clock: Clock, unconfirmed: (pending: PendingCommand) => void) {
    this.#clock = clock;
    this.#unconfirmed = unconfirmed;
  }

  /** Waits for the user's word; what waited for it before does not any more. */
  wait(pending: PendingCommand): void {
    const { user } = pending.line;
    this.#giveUp(user);
    if (this.#closed) return this.#unconfirmed(pending);
    const timer = this.#clock.after(CONFIRM_LIMIT_MS, () => this.#giveUp(user));
    this.#pending.set(nameKey(user), { pending, timer });
  }

  /** What waits for this user's word, which is given now. */
  take(user: string): PendingCommand | undefined {
    const found = this.#pending.get(nameKey(user));
    this.#pending.delete(nameKey(user));
    found?.timer.stop();
    return found?.pending;
  }

  /** Gives up everything that waits, and all that will. */
  close(): void {
    this.#closed = true;
    for (const user of [...this.#pending.keys()]) this.#giveUp(user);
  }

  #giveUp(user: string): void {
    const pending = this.take(user);
    if (pending !== undefined) this.#unconfirmed(pending);
  }
}

/** How a question is put. */
export function askingText(question: string, shownPrefix: string): string {
  const asked = question.endsWith("?") ? question : `${question}?`;
  return `${asked} Say ${shownPrefix}confirm within ${CONFIRM_LIMIT_MS / 1_000} s.`;
}

/** What an answer asks the user to say; `undefined` when it asks for nothing. */
export function wordAskedFor(answer: string): string | undefined {
  return /\? Say (\S*confirm) within \d+ s\.$/.exec(answer)?.[1];
}

/** The user's word. The router takes these two to the command that waits: they run only when none does. */
export const confirmCommand = word("confirm", "Does what I have asked about");

/** See {@link confirmCommand}. */
export const cancelCommand = word("cancel", "Drops what I have asked about");

function word(name: "confirm" | "cancel", summary: string): CommandDeclaration<Record<never, never>> {
  return {
    name,
    summary,
    rank: "guest",
    examples: [[`!${name}`, /nothing to/]],
    run: () => Promise.reject(new CommandRefusal(`There is nothing to ${name}.`)),
  };
}
