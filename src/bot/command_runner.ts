/**
 * One use of a command, from the checks to its end.
 *
 * @module
 */

import { runLimited, TimeLimitError } from "../bus/run_limited.ts";
import type { Clock } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";
import type { EventPayloads } from "../domain/events.ts";
import type { RoomView } from "../domain/room.ts";
import { isBlank } from "../domain/text.ts";
import { ArgumentError } from "../plugin/arguments.ts";
import { CommandRefusal } from "../plugin/command.ts";
import type { CommandContext } from "../plugin/command.ts";
import { noTrace, type Trace } from "../domain/trace.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { CommandAnswers } from "./command_answers.ts";
import { type Obstacle, obstacleText } from "./command_checks.ts";
import type { CommandGate } from "./command_gate.ts";
import type { CommandLine } from "./command_line.ts";
import type { CommandRegistry, PreparedUse, RegisteredCommand } from "./command_registry.ts";
import { askingText } from "./confirmations.ts";
import { usage } from "./help.ts";
import type { Log } from "./ports.ts";

/** What is told where the server's own words show nothing. */
const UNEXPLAINED = "That was not done, and the server did not say why.";

/** How long a command may take. */
export const COMMAND_LIMIT_MS = 10_000;

/** How a use ended, and why when it was no success. */
export type Outcome = Pick<EventPayloads["command.finished"], "outcome" | "detail">;

/** The use has not ended: the user was asked this, and has to say that it is meant. */
interface Asked {
  readonly question: string;
}

/** What the runner needs. */
export interface CommandRunnerOptions {
  readonly registry: CommandRegistry;
  readonly gate: CommandGate;
  readonly answers: CommandAnswers;
  readonly room: RoomView;
  readonly speaker: Pick<Speaker, "act">;
  readonly clock: Clock;
  readonly log: Log;
  readonly trace?: Trace | undefined;
  /** Aborts what runs, when Rosey stops. */
  readonly stop: AbortSignal;
}

/** What the user is told of a fault: nothing of the inside. */
function failureText(error: unknown): string {
  if (error instanceof TimeLimitError) return "took too long and was given up";
  const away = error instanceof RoseyError && error.exit === "databaseUnavailable";
  return away ? "is not possible now: my memory is away" : "failed, sorry";
}

/** See the module. */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
  }

  /** Runs the command of this name. `confirmed` is the question that the user has said yes to. Never rejects. */
  async use(name: string, line: CommandLine, confirmed?: string): Promise<Outcome | Asked> {
    const command = this.#options.registry.find(name);
    if (command === undefined) return { outcome: "refused", detail: "the command is gone" };
    const { trace = noTrace } = this.#options;
    const facts = {
      "rosey.command": command.facts.name,
      "rosey.plugin": command.plugin,
      "rosey.via": line.via,
    };
    return await trace.span("command", facts, async (span) => {
      const ended = await this.#useFound(command, line, confirmed);
      span.note({ "rosey.outcome": "outcome" in ended ? ended.outcome : "asked" });
      return ended;
    });
  }

  async #useFound(
    command: RegisteredCommand,
    line: CommandLine,
    confirmed: string | undefined,
  ): Promise<Outcome | Asked> {
    try {
      return await this.#attempt(command, line, confirmed);
    } catch (error) {
      return await this.#failed(command, line, error);
    }
  }

  async #attempt(
    command: RegisteredCommand,
    line: CommandLine,
    confirmed?: string,
  ): Promise<Outcome | Asked> {
    const { gate, answers } = this.#options;
    // Who may not use a command is told that, and not what is wrong with its arguments.
    const barred = gate.obstacle(command, line);
    if (barred !== undefined) return await this.#refuse(command, line, barred);
    const prepared = command.prepare(line.typed.rest);
    const hindered = gate.obstacle(command, { ...line, target: prepared.target });
    if (hindered !== undefined) return await this.#refuse(command, line, hindered);
    if (prepared.question !== undefined) {
      const question = await this.#question(prepared.question, line);
      // Meanwhile the user may have left, or the plugin may have been switched off.
      const changed = gate.obstacle(command, { ...line, target: prepared.target });
      if (changed !== undefined) return await this.#refuse(command, line, changed);
      if (question !== undefined && question !== confirmed) {
        await answers.give(line, askingText(question, answers.shownPrefix(line)));
        if (line.unsaid === undefined) return { question };
        return { outcome: "refused", detail: `the question could not be put: ${line.unsaid}` };
      }
    }
    gate.enter(command, line.user);
    await this.#run(command, prepared, line);
    if (line.unsaid === undefined) return { outcome: "success", detail: undefined };
    // What it changes is done, whether or not that could be told; where there is nothing else, the answer is all.
    const outcome = command.facts.changes === true ? "success" : "error";
    return { outcome, detail: `the answer could not be given: ${line.unsaid}` };
  }

  /** Tells the user what stands in the way, unless they are not there to read it. */
  async #refuse(command: RegisteredCommand, line: CommandLine, obstacle: Obstacle): Promise<Outcome> {
    const { gate, room, answers } = this.#options;
    const { check, reason, fix } = obstacle;
    if (check === "cooldown") {
      if (gate.tellsWait(command, line.user)) await answers.give(line, fix ?? reason);
    } else if (room.user(line.user) !== undefined) {
      await answers.correct(line, obstacleText(obstacle), check === "muted" ? "pm" : undefined);
    }
    return { outcome: "refused", detail: reason };
  }

  async #question(
    ask: NonNullable<PreparedUse["question"]>,
    line: CommandLine,
  ): Promise<string | undefined> {
    const { clock, stop, room } = this.#options;
    const user = this.#userOf(line);
    return await runLimited({ clock, stop, limitMs: COMMAND_LIMIT_MS }, () => ask(room, user));
  }

  #userOf(line: CommandLine): CommandContext["user"] {
    const user = this.#options.room.user(line.user);
    if (user === undefined) throw new Error("the user was in the room a moment ago");
    return { name: user.name, rank: user.rank };
  }

  async #run(command: RegisteredCommand, prepared: PreparedUse, line: CommandLine): Promise<void> {
    const { clock, stop } = this.#options;
    const user = this.#userOf(line);
    const { via, atMs, serverTimeMs } = line;
    await runLimited({ clock, stop, limitMs: COMMAND_LIMIT_MS }, (signal) =>
      prepared.run({
        user,
        via,
        atMs,
        serverTimeMs,
        signal,
        ...this.#hands(command, line, signal),
      }));
  }

  /** What a command does its work with, until its signal aborts. */
  #hands(
    { plugin }: RegisteredCommand,
    line: CommandLine,
    signal: AbortSignal,
  ): Pick<CommandContext, "act" | "reply"> {
    const { speaker, answers, trace = noTrace } = this.#options;
    return {
      act: async (action) => {
        signal.throwIfAborted();
        const fate = await trace.span(
          "act",
          { "rosey.action": action.kind },
          () => speaker.act(action, { class: "action", producer: plugin }),
        );
        if (fate.outcome === "done") {
          return isBlank(fate.warning ?? "") ? { ...fate, warning: undefined } : fate;
        }
        throw new CommandRefusal(isBlank(fate.message) ? UNEXPLAINED : fate.message);
      },
      reply: async (text) => {
        signal.throwIfAborted();
        await answers.give(line, text);
      },
    };
  }

  async #failed({ plugin, facts }: RegisteredCommand, line: CommandLine, error: unknown): Promise<Outcome> {
    const { answers, stop, log } = this.#options;
    const shown = answers.shownPrefix(line);
    if (error instanceof ArgumentError) {
      const text = `${error.message}. Usage: ${usage(facts, shown)}`;
      await answers.correct(line, text);
      return { outcome: "refused", detail: text };
    }
    if (error instanceof CommandRefusal) {
      await answers.give(line, error.message);
      return { outcome: "refused", detail: error.message };
    }
    if (stop.aborted) return { outcome: "error", detail: "Rosey stopped" };
    log.error("a command failed", { plugin, command: facts.name, error: errorText(error) });
    await answers.give(line, `${shown}${facts.name} ${failureText(error)}.`);
    return { outcome: "error", detail: errorText(error) };
  }
}
