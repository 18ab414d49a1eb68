/**
 * From a line to a command: who said it, whether they may, what it does, how it ended.
 *
 * @module
 */

import { runLimited, TimeLimitError } from "../bus/run_limited.ts";
import type { Clock } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";
import type { EventOf } from "../domain/events.ts";
import { isServerName } from "../domain/names.ts";
import { RANKS } from "../domain/room.ts";
import type { RoomUser, RoomView } from "../domain/room.ts";
import { quoted } from "../domain/text.ts";
import { ArgumentError } from "../plugin/arguments.ts";
import { CommandRefusal } from "../plugin/command.ts";
import { durationMs, durationText } from "../plugin/duration.ts";
import type { CommandFacts, CommandRegistry, RegisteredCommand } from "./command_registry.ts";
import { Cooldowns } from "./cooldowns.ts";
import { didYouMean } from "./did_you_mean.ts";
import { usage } from "./help.ts";
import { LoopGuard } from "./loop_guard.ts";
import type { Asked } from "./loop_guard.ts";
import { parseCommand } from "./parse_command.ts";
import type { TypedCommand } from "./parse_command.ts";
import { refusal } from "./permissions.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { Log } from "./ports.ts";
import { spokenLines } from "./spoken_lines.ts";

/** How long a command may take. */
export const COMMAND_LIMIT_MS = 10_000;

/** What is wrong with a command is told one user in the room at most once in this time. */
const CORRECTION_COOLDOWN_MS = 5_000;

/** Answers of all commands share one turn, whichever plugin gives them. */
const ANSWER = { class: "reply", producer: "commands" } as const;

/** What the loop guard is told of everything that is no command. */
const UNKNOWN: Asked = { topic: "(unknown)", text: "" };

/** How a command ended, before it is told as an event; the secrets are not masked yet. */
export type FinishedCommand = Omit<EventOf<"command.finished">, "kind" | "id" | "seq" | "atMs">;

type Outcome = Pick<FinishedCommand, "outcome" | "detail">;

/** What the router needs. */
export interface CommandRouterOptions {
  readonly registry: CommandRegistry;
  readonly room: RoomView;
  readonly speaker: Pick<Speaker, "say" | "tell" | "act">;
  readonly clock: Clock;
  readonly log: Log;
  readonly prefix: string;
  /** Aborts what runs, when Rosey stops. */
  readonly stop: AbortSignal;
  /** Told once for every line that was understood as a command. */
  readonly finished: (command: FinishedCommand) => void;
}

type CommandUser = Readonly<Pick<RoomUser, "name" | "rank">>;

/** A line as it was said. */
interface SaidLine {
  readonly user: string;
  readonly text: string;
  readonly via: "chat" | "pm";
  readonly atMs: number;
  readonly serverTimeMs: number;
}

/** A line that was written as a command, known or not. */
interface Line extends SaidLine {
  readonly typed: TypedCommand;
  readonly asked: Asked;
  /** Several answers to one line are one exchange. */
  answered: boolean;
}

/** What the user is told of a fault: nothing of the inside. */
function failureText(error: unknown): string {
  if (error instanceof TimeLimitError) return "took too long and was given up";
  const away = error instanceof RoseyError && error.exit === "databaseUnavailable";
  return away ? "is not possible now: my memory is away" : "failed, sorry";
}

/** See the module. One for each room. */
export class CommandRouter {
  readonly #options: CommandRouterOptions;
  readonly #cooldowns: Cooldowns;
  readonly #loops: LoopGuard;
  #closed = false;

  constructor(options: CommandRouterOptions) {
    this.#options = options;
    this.#cooldowns = new Cooldowns(options.clock);
    this.#loops = new LoopGuard(options.clock);
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

  /** Takes no more commands; those that run go on. */
  close(): void {
    this.#closed = true;
  }

  async #take(said: SaidLine): Promise<void> {
    const { prefix, registry, log, clock } = this.#options;
    const typed = parseCommand(said.text, prefix, said.via);
    if (typed === undefined || isServerName(said.user) || this.#closed) return;
    const command = registry.find(typed.name);
    const asked = command === undefined ? UNKNOWN : { topic: command.facts.name, text: typed.rest };
    const line: Line = { ...said, typed, asked, answered: false };
    const verdict = this.#loops.judge(line.user, asked);
    const mayAnswer = verdict === "answer";
    if (verdict === "falls_silent") {
      log.warn("a user is not answered for a while: they and Rosey answer each other", { user: line.user });
    }
    if (command === undefined) {
      if (mayAnswer) await this.#suggest(line);
      return;
    }
    const startedMs = clock.monotonic();
    const outcome: Outcome = mayAnswer
      ? await this.#use(command, line)
      : { outcome: "refused", detail: "the two answer each other" };
    this.#options.finished({
      user: line.user,
      command: command.facts.name,
      args: typed.rest,
      via: line.via,
      ...outcome,
      durationMs: Math.round(clock.monotonic() - startedMs),
    });
  }

  async #use(command: RegisteredCommand, line: Line): Promise<Outcome> {
    const { facts } = command;
    const user = this.#options.room.user(line.user);
    if (user === undefined) return { outcome: "refused", detail: "the user has left the room" };
    const refused = refusal(facts, user, line.via, this.#options.room);
    if (refused !== undefined) return await this.#correct(line, refused);
    try {
      const run = command.prepare(line.typed.rest);
      return await this.#coolDown(facts, line, user) ?? await this.#run(command, run, line, user);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      return await this.#correct(line, `${error.message}. Usage: ${usage(facts, this.#shown(line))}`);
    }
  }

  /** Refuses a use that comes too soon after the last one. */
  async #coolDown(facts: CommandFacts, line: Line, user: CommandUser): Promise<Outcome | undefined> {
    if (facts.cooldown === undefined || user.rank >= RANKS.moderator) return undefined;
    const state = this.#cooldowns.take(line.user, facts.name, durationMs(facts.cooldown));
    if (state.kind === "free") return undefined;
    const wait = durationText(Math.ceil(state.waitMs / 1_000) * 1_000);
    if (state.kind === "told") await this.#answer(line, `Please wait ${wait}, ${line.user}.`);
    return { outcome: "refused", detail: `cooling down for ${wait}` };
  }

  async #run(
    command: RegisteredCommand,
    run: ReturnType<RegisteredCommand["prepare"]>,
    line: Line,
    user: CommandUser,
  ): Promise<Outcome> {
    const { clock, stop, log } = this.#options;
    const { name } = command.facts;
    try {
      await runLimited({ clock, stop, limitMs: COMMAND_LIMIT_MS }, (signal) =>
        run({
          user: { name: user.name, rank: user.rank },
          via: line.via,
          atMs: line.atMs,
          serverTimeMs: line.serverTimeMs,
          signal,
          act: async (action) => {
            signal.throwIfAborted();
            const fate = await this.#options.speaker.act(action, {
              class: "action",
              producer: command.plugin,
            });
            if (fate.outcome === "done") return fate;
            throw new CommandRefusal(fate.message);
          },
          reply: async (text) => {
            signal.throwIfAborted();
            await this.#answer(line, text);
          },
        }));
      return { outcome: "success", detail: undefined };
    } catch (error) {
      if (error instanceof ArgumentError) throw error;
      if (error instanceof CommandRefusal) {
        await this.#answer(line, error.message);
        return { outcome: "refused", detail: error.message };
      }
      if (stop.aborted) return { outcome: "error", detail: "Rosey stopped" };
      log.error("a command failed", { plugin: command.plugin, command: name, error: errorText(error) });
      await this.#answer(line, `${this.#shown(line)}${name} ${failureText(error)}.`);
      return { outcome: "error", detail: errorText(error) };
    }
  }

  /** Tells what is wrong with a use of a command; in the room, not more often than is bearable for the others. */
  async #correct(line: Line, text: string): Promise<Outcome> {
    if (this.#mayCorrect(line)) await this.#answer(line, text);
    return { outcome: "refused", detail: text };
  }

  /** In the room, `!word` is often meant for another bot: only what looks like a mistyped command is answered. */
  async #suggest(line: Line): Promise<void> {
    const shown = this.#shown(line);
    const near = didYouMean(line.typed.name, this.#options.registry.names);
    if (line.via === "chat") {
      if (near === undefined || this.#options.room.user(line.user) === undefined) return;
      if (this.#mayCorrect(line)) await this.#answer(line, `Did you mean ${shown}${near}?`);
      return;
    }
    const hint = near === undefined ? 'Send me "help" for the commands.' : `Did you mean ${shown}${near}?`;
    await this.#answer(line, `I do not know the command ${quoted(line.typed.name)}. ${hint}`);
  }

  #mayCorrect(line: Line): boolean {
    return line.via === "pm" ||
      this.#cooldowns.take(line.user, `(correction) ${line.asked.topic}`, CORRECTION_COOLDOWN_MS).kind ===
        "free";
  }

  /** The prefix as it is shown where the line came from: by PM none is needed. */
  #shown(line: Line): string {
    return line.via === "pm" ? "" : this.#options.prefix;
  }

  /** Answers where the line came from. An answer that cannot be given is logged: the command has had its effect. */
  async #answer(line: Line, text: string): Promise<void> {
    const { speaker, log } = this.#options;
    if (!line.answered) this.#loops.answered(line.user, line.asked);
    line.answered = true;
    try {
      const lines = spokenLines(text);
      if (line.via === "chat") await speaker.say(lines, ANSWER);
      else await speaker.tell(line.user, lines, ANSWER);
    } catch (error) {
      log.warn("an answer could not be given", { user: line.user, via: line.via, error: errorText(error) });
    }
  }
}
