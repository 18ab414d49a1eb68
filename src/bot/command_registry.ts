/**
 * The commands that the plugins and the core offer.
 *
 * @module
 */

import type { RoomView } from "../domain/room.ts";
import type { Arguments } from "../plugin/arguments.ts";
import type { CommandContext, CommandDeclaration } from "../plugin/command.ts";
import { durationMs } from "../plugin/duration.ts";
import { parseArguments } from "./parse_command.ts";

/** What a command says of itself: what help, checks and the generated docs are made of. */
export type CommandFacts = Omit<CommandDeclaration, "run">;

/** A use of a command whose arguments were read. */
export interface PreparedUse {
  /** Whom it is done to, if the command declares `outranks` and the argument was given. */
  readonly target: string | undefined;
  /** What the user is to confirm first; left out where the command never asks. */
  readonly question:
    | ((room: RoomView, user: CommandContext["user"]) => Promise<string | undefined> | string | undefined)
    | undefined;
  run(context: Omit<CommandContext, "args">): Promise<void>;
}

/** A command, ready to be used. */
export interface RegisteredCommand {
  readonly plugin: string;
  readonly facts: CommandFacts;
  /** Reads the arguments. Throws an ArgumentError. */
  prepare(typed: string): PreparedUse;
}

/** Names are what people type, so they are short and plain. */
const NAME = /^[a-z0-9][a-z0-9-]{0,29}$/;

/**
 * A command of a plugin, made of its declaration.
 *
 * @throws {Error} when the declaration is wrong: a mistake of an author, met at the start and not when somebody uses it.
 */
export function makeCommand<Args extends Arguments>(
  plugin: string,
  declaration: CommandDeclaration<Args>,
): RegisteredCommand {
  if (declaration.cooldown !== undefined) durationMs(declaration.cooldown);
  const { args, ...facts } = declaration;
  for (const name of namesOf(facts)) {
    if (!NAME.test(name)) {
      throw new Error(`plugin ${plugin}: "${name}" cannot be typed as a command: use a-z, 0-9 and -`);
    }
  }
  return {
    plugin,
    facts: { ...facts, ...(args === undefined ? {} : { args }) },
    prepare: (typed) => {
      const values = parseArguments(args, typed);
      const target = facts.outranks === undefined ? undefined : values[facts.outranks];
      return {
        target: typeof target === "string" ? target : undefined,
        question: declaration.confirm && ((room, user) => declaration.confirm?.(values, room, user)),
        run: (context) => declaration.run({ ...context, args: values }),
      };
    },
  };
}

function namesOf({ name, aliases }: Pick<CommandFacts, "name" | "aliases">): readonly string[] {
  return [name, ...aliases ?? []];
}

/** Finds commands by name and alias, without case. */
export class CommandRegistry {
  #byName: ReadonlyMap<string, RegisteredCommand> = new Map();

  /** The commands of a plugin are these from now on. Throws, and changes nothing, when a name is taken. */
  replace(plugin: string, commands: readonly RegisteredCommand[]): void {
    const byName = new Map([...this.#byName].filter(([, command]) => command.plugin !== plugin));
    for (const command of commands) {
      for (const name of namesOf(command.facts)) {
        const taken = byName.get(name);
        if (taken !== undefined) {
          throw new Error(`plugin ${plugin}: the command "${name}" is taken by the plugin ${taken.plugin}`);
        }
        byName.set(name, command);
      }
    }
    this.#byName = byName;
  }

  /** The command of this name or alias. */
  find(name: string): RegisteredCommand | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** All commands, by name. */
  get all(): readonly RegisteredCommand[] {
    const commands = [...new Set(this.#byName.values())];
    return commands.toSorted((left, right) => left.facts.name < right.facts.name ? -1 : 1);
  }

  /** Every name and alias. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}
