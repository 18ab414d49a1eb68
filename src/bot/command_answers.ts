/**
 * Answering a command: where it came from, and not more often than is bearable for the others.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import { noTrace, type Trace } from "../domain/trace.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { CommandLine } from "./command_line.ts";
import { Cooldowns } from "./cooldowns.ts";
import type { LoopGuard } from "./loop_guard.ts";
import type { Log } from "./ports.ts";
import { spokenLines } from "./spoken_lines.ts";

/** What is wrong with a command is told one user in the room at most once in this time. */
const CORRECTION_COOLDOWN_MS = 5_000;

/** Answers of all commands share one turn, whichever plugin gives them. */
const ANSWER = { class: "reply", producer: "commands" } as const;

/** What answers are given with. */
export interface CommandAnswersOptions {
  readonly speaker: Pick<Speaker, "say" | "tell">;
  readonly clock: Clock;
  readonly log: Log;
  readonly trace?: Trace | undefined;
  readonly loops: LoopGuard;
  /** What commands in the room start with. */
  readonly prefix: string;
}

/** See the module. */
export class CommandAnswers {
  readonly #options: CommandAnswersOptions;
  readonly #corrections: Cooldowns;

  constructor(options: CommandAnswersOptions) {
    this.#options = options;
    this.#corrections = new Cooldowns(options.clock);
  }

  /** The prefix as it is shown where the line came from: by PM none is needed. */
  shownPrefix(line: CommandLine): string {
    return line.via === "pm" ? "" : this.#options.prefix;
  }

  /**
   * Answers where the line came from, or by PM if `via` says so. An answer that cannot be given is logged: the command
   * has had its effect.
   */
  async give(line: CommandLine, text: string, via: "chat" | "pm" = line.via): Promise<void> {
    const { speaker, log, loops, trace = noTrace } = this.#options;
    if (!line.answered) loops.answered(line.user, line.asked);
    line.answered = true;
    try {
      const lines = spokenLines(text);
      await trace.span("answer", { "rosey.lines": lines.length, "rosey.via": via }, () => {
        return via === "chat" ? speaker.say(lines, ANSWER) : speaker.tell(line.user, lines, ANSWER);
      });
    } catch (error) {
      log.warn("an answer could not be given", { user: line.user, via, error: errorText(error) });
    }
  }

  /** Tells what is wrong with a use of a command: in the room, everybody has to read it, so not for every try. */
  async correct(line: CommandLine, text: string, via?: "pm"): Promise<void> {
    if (line.via === "pm" || this.#mayCorrect(line)) await this.give(line, text, via);
  }

  #mayCorrect({ user, asked }: CommandLine): boolean {
    return this.#corrections.take(user, asked.topic, CORRECTION_COOLDOWN_MS).kind === "free";
  }
}
