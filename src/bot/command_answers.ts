/**
 * Answering a command: where it came from, and not more often than is bearable for the others.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";
import { groupsToSay, linesOf } from "../domain/lines_to_say.ts";
import type { SayRefusal } from "../domain/lines_to_say.ts";
import { plainText } from "../domain/text.ts";
import type { PlainText } from "../domain/text.ts";
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

/** What the user is told instead of an answer that is refused. A queue that is full takes no word more. */
const REFUSED_TEXT: Readonly<Record<Exclude<SayRefusal, "say.queue_full" | "say.key_reused">, string>> = {
  "say.banned_link": "I cannot give the answer: it has a link that this site bans.",
  "say.blank": "I cannot give the answer: it is empty.",
  "say.too_long": "I cannot give the answer: it is too long.",
};

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
   * Answers where the line came from, or by PM if `via` says so. A long answer is given in groups, each said together.
   * One that cannot be given is logged, noted in the line and told: the command has had its effect.
   */
  async give(line: CommandLine, text: string, via: "chat" | "pm" = line.via): Promise<void> {
    const { log, loops, trace = noTrace } = this.#options;
    if (!line.answered) loops.answered(line.user, line.asked);
    line.answered = true;
    try {
      const lines = spokenLines(text);
      await trace.span("answer", { "rosey.lines": lines.length, "rosey.via": via }, async () => {
        // All of it or nothing, as far as this is known before.
        linesOf(lines);
        for (const group of groupsToSay(lines)) await this.#speak(line.user, group, via);
      });
    } catch (error) {
      line.unsaid = errorText(error);
      log.warn("an answer could not be given", { user: line.user, via, error: line.unsaid });
      await this.#tellRefusal(line.user, error, via);
    }
  }

  #speak(user: string, lines: readonly PlainText[], via: "chat" | "pm"): Promise<void> {
    const { speaker } = this.#options;
    return via === "chat" ? speaker.say(lines, ANSWER) : speaker.tell(user, lines, ANSWER);
  }

  async #tellRefusal(user: string, error: unknown, via: "chat" | "pm"): Promise<void> {
    const texts: Readonly<Record<string, string>> = REFUSED_TEXT;
    const text = error instanceof RoseyError ? texts[error.code] : undefined;
    if (text === undefined) return;
    try {
      await this.#speak(user, [plainText(text)], via);
    } catch (failure) {
      this.#options.log.warn("a refused answer could not be told", { user, via, error: errorText(failure) });
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
