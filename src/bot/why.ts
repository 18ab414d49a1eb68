/**
 * Why a command can be used or not: the first check that fails, and what would mend it.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import { sameName } from "../domain/names.ts";
import { RANKS } from "../domain/room.ts";
import { quoted } from "../domain/text.ts";
import { arg } from "../plugin/arguments.ts";
import { CommandRefusal } from "../plugin/command.ts";
import type { CommandDeclaration } from "../plugin/command.ts";
import type { CheckId } from "./command_checks.ts";
import type { Attempt, CommandGate } from "./command_gate.ts";
import type { CommandRegistry } from "./command_registry.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";

/** What is asked: may this user use this command there, on this target? */
export interface WhyQuestion extends Attempt {
  /** A command's name or alias, with or without the prefix. */
  readonly command: string;
}

/** The answer. */
export interface WhyAnswer {
  readonly command: string;
  readonly user: string;
  readonly allowed: boolean;
  /** The first check that fails; `undefined` when nothing stands in the way. */
  readonly check: CheckId | undefined;
  /** What is wrong, as a sentence. */
  readonly reason: string | undefined;
  /** What would mend it, as a sentence. */
  readonly fix: string | undefined;
}

/** What knows the answers. */
export interface WhyOptions {
  readonly registry: CommandRegistry;
  readonly gate: CommandGate;
  readonly prefix: string;
}

/**
 * Says what stands in the way of a use, without making it.
 *
 * @throws {RoseyError} `command.unknown`, with what was probably meant.
 */
export function explain(
  { registry, gate, prefix }: WhyOptions,
  { command: typed, ...attempt }: WhyQuestion,
): WhyAnswer {
  const name = withoutPrefix(typed, prefix);
  const command = registry.find(name);
  if (command === undefined) {
    const near = didYouMean(name, registry.names);
    throw new RoseyError(`There is no command ${quoted(name)}.`, {
      code: "command.unknown",
      exit: "usage",
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    });
  }
  const obstacle = gate.obstacleAhead(command, attempt);
  return {
    command: command.facts.name,
    user: attempt.user,
    allowed: obstacle === undefined,
    check: obstacle?.check,
    reason: obstacle?.reason,
    fix: obstacle?.fix,
  };
}

/**
 * The `why` command. Everybody may ask about themselves. One name behind a command that is done to somebody is whom it is
 * done to, as when the command itself is typed: `why kick bob` asks about `kick bob`.
 */
export function whyCommand(options: WhyOptions) {
  const args = { command: arg.word(), name: arg.user().optional(), target: arg.user().optional() };
  const declaration: CommandDeclaration<typeof args> = {
    name: "why",
    summary:
      "Says what stands in the way of a command: of yours (why kick bob), or of somebody else's (why kick alice bob)",
    args,
    rank: "guest",
    cooldown: "2s",
    examples: [
      ["!why help", /Nothing stands in the way/],
      ["!why confirm Rosey", /Nothing stands in the way: Rosey may use confirm/],
    ],
    async run({ args, user: asker, via, reply }) {
      const { command } = args;
      const isDoneToIt = args.target === undefined && isDoneToSomebody(command, options);
      const user = isDoneToIt ? asker.name : args.name ?? asker.name;
      const target = isDoneToIt ? args.name : args.target;
      if (!sameName(user, asker.name) && asker.rank < RANKS.moderator) {
        throw new CommandRefusal("You may ask about yourself; moderators may ask about others.");
      }
      await reply(answerText(explainTyped(options, { command, user, via, target }), target));
    },
  };
  return declaration;
}

function isDoneToSomebody(typed: string, { registry, prefix }: WhyOptions): boolean {
  return registry.find(withoutPrefix(typed, prefix))?.facts.outranks !== undefined;
}

function withoutPrefix(typed: string, prefix: string): string {
  return typed.startsWith(prefix) ? typed.slice(prefix.length) : typed;
}

/** As {@link explain}, with a refusal for whoever asked for a command that there is not. */
function explainTyped(options: WhyOptions, question: WhyQuestion): WhyAnswer {
  try {
    return explain(options, question);
  } catch (error) {
    if (!(error instanceof RoseyError)) throw error;
    throw new CommandRefusal([error.message, error.hint].filter((text) => text !== undefined).join(" "));
  }
}

function answerText({ command, user, reason, fix }: WhyAnswer, target: string | undefined): string {
  const on = target === undefined ? "" : ` on ${target}`;
  if (reason === undefined) return `Nothing stands in the way: ${user} may use ${command}${on}.`;
  return [`${user} cannot use ${command}${on} now.`, reason, fix].filter((text) => text !== undefined).join(
    " ",
  );
}
