/**
 * From a line to a command: who said it, whether they may, what it does, how it ended.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import type { EventOf } from "../domain/events.ts";
import { isServerName } from "../domain/names.ts";
import type { RoomView } from "../domain/room.ts";
import { quoted } from "../domain/text.ts";
import type { Trace } from "../domain/trace.ts";
import type { Speaker } from "../plugin/speaker.ts";
import { CommandAnswers } from "./command_answers.ts";
import type { CommandGate } from "./command_gate.ts";
import type { CommandLine, SaidLine } from "./command_line.ts";
import type { CommandRegistry } from "./command_registry.ts";
import { CommandRunner } from "./command_runner.ts";
import type { Outcome } from "./command_runner.ts";
import { cancelCommand, Confirmations, confirmCommand } from "./confirmations.ts";
import type { PendingCommand } from "./confirmations.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";
import type { Asked, LoopGuard } from "./loop_guard.ts";
import { parseCommand } from "./parse_command.ts";
import type { Log } from "./ports.ts";

/** What the loop guard is told of everything that is no command: another bot may say it in ever other words. */
const UNKNOWN = { topic: "(unknown)", text: "" } as const satisfies Partial<Asked>;

/** How a command ended, before it is told as an event; the secrets are not masked yet. */
export type FinishedCommand = Omit<EventOf<"command.finished">, "kind" | "id" | "seq" | "atMs">;

/** What the router needs. */
export interface CommandRouterOptions {
  readonly registry: CommandRegistry;
  readonly gate: CommandGate;
  /** The gate's own. */
  readonly loops: LoopGuard;
  readonly room: RoomView;
  readonly speaker: Pick<Speaker, "say" | "tell" | "act">;
  readonly clock: Clock;
  readonly log: Log;
  readonly trace?: Trace | undefined;
  readonly prefix: string;
  /** Aborts what runs, when Rosey stops. */
  readonly stop: AbortSignal;
  /**
   * Told once for every line that was understood as a command. A `confirm` that finds what it confirms is the end of
   * that command's line and none of its own, and so is a `cancel`.
   */
  readonly finished: (command: FinishedCommand) => void;
}

/** See the module. One for each room. */
export class CommandRouter {
  readonly #options: CommandRouterOptions;
  readonly #answers: CommandAnswers;
  readonly #runner: CommandRunner;
  readonly #confirmations: Confirmations;
  #closed = false;

  constructor(options: CommandRouterOptions) {
    this.#options = options;
    this.#answers = new CommandAnswers(options);
    this.#runner = new CommandRunner({ ...options, answers: this.#answers });
    this.#confirmations = new Confirmations(
      options.clock,
      (pending) => this.#finish(pending, { outcome: "refused", detail: "not confirmed" }, 0),
    );
  }

  /**
   * Runs the command in a line of chat, if there is one. Never for Rosey's own lines, replayed ones, those of
   * shadow-muted users, and lines in a style: the server makes those, or people quote with them.
   */
  async chat(event: EventOf<"chat">): Promise<void> {
    if (event.own || event.replayed || event.shadow || event.style !== "plain") return;
    await this.#take({ ...event, via: "chat" });
  }

  /** Runs the command in a private message: every one that is not Rosey's own is read as a command. */
  async pm(event: EventOf<"pm">): Promise<void> {
    if (!event.own) await this.#take({ ...event, user: event.from, via: "pm" });
  }

  /** Takes no more commands; those that run go on, those that wait for a `confirm` do not. */
  close(): void {
    this.#closed = true;
    this.#confirmations.close();
  }

  async #take(said: SaidLine): Promise<void> {
    const { prefix, registry, clock } = this.#options;
    const typed = parseCommand(said.text, prefix, said.via);
    if (typed === undefined || isServerName(said.user) || this.#closed) return;
    const command = registry.find(typed.name)?.facts.name;
    const asked = {
      ...(command === undefined ? UNKNOWN : { topic: command, text: typed.rest }),
      askedMs: clock.monotonic(),
    };
    const line: CommandLine = { ...said, typed, asked, answered: false, unsaid: undefined };
    if (command !== undefined && await this.#decides(command, line)) return;
    const mayAnswer = this.#mayAnswer(line);
    if (command !== undefined) {
      if (mayAnswer) await this.#use({ command, line });
      else this.#finish({ command, line }, { outcome: "refused", detail: "the two answer each other" }, 0);
    } else if (mayAnswer) await this.#suggest(line);
  }

  #mayAnswer({ user, asked }: CommandLine): boolean {
    const { loops, log } = this.#options;
    const verdict = loops.judge(user, asked);
    if (verdict === "falls_silent") {
      log.warn("a user is not answered on something for a while: they and Rosey answer each other", {
        user,
        topic: asked.topic,
      });
    }
    return verdict === "answer";
  }

  /**
   * Takes a `confirm` or `cancel` to the command that waits for it. The loop guard is not asked: it has judged the line
   * that began it, and without another such line there is nothing to confirm.
   */
  async #decides(command: string, line: CommandLine): Promise<boolean> {
    const confirms = command === confirmCommand.name;
    if ((!confirms && command !== cancelCommand.name) || line.typed.rest !== "") return false;
    const pending = this.#confirmations.take(line.user);
    if (pending === undefined) return false;
    if (confirms) await this.#use(pending);
    else {
      await this.#answers.give(line, "Cancelled.");
      this.#finish(pending, { outcome: "refused", detail: "cancelled" }, 0);
    }
    return true;
  }

  async #use(use: Pick<PendingCommand, "command" | "line"> & Partial<PendingCommand>): Promise<void> {
    const { clock } = this.#options;
    const startedMs = clock.monotonic();
    const ended = await this.#runner.use(use.command, use.line, use.question);
    if ("question" in ended) this.#confirmations.wait({ ...use, question: ended.question });
    else this.#finish(use, ended, Math.round(clock.monotonic() - startedMs));
  }

  #finish(
    { command, line }: Pick<PendingCommand, "command" | "line">,
    outcome: Outcome,
    durationMs: number,
  ): void {
    const { user, typed, via } = line;
    this.#options.finished({ user, command, args: typed.rest, via, ...outcome, durationMs });
  }

  /** In the room, `!word` is often meant for another bot: only what looks like a mistyped command is answered. */
  async #suggest(line: CommandLine): Promise<void> {
    const { registry, room } = this.#options;
    const shown = this.#answers.shownPrefix(line);
    const near = didYouMean(line.typed.name, registry.names);
    if (line.via === "chat") {
      if (near === undefined || room.user(line.user) === undefined) return;
      return await this.#answers.correct(line, `Did you mean ${shown}${near}?`);
    }
    const hint = near === undefined ? 'Send me "help" for the commands.' : `Did you mean ${shown}${near}?`;
    await this.#answers.give(line, `I do not know the command ${quoted(line.typed.name)}. ${hint}`);
  }
}
