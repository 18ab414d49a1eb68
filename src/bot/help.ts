/**
 * The help, made of what the commands say of themselves.
 *
 * @module
 */

import { rankNumber } from "../domain/room.ts";
import { quoted } from "../domain/text.ts";
import { arg } from "../plugin/arguments.ts";
import { CommandRefusal } from "../plugin/command.ts";
import type { CommandDeclaration } from "../plugin/command.ts";
import type { CommandGate } from "./command_gate.ts";
import type { CommandFacts, CommandRegistry, RegisteredCommand } from "./command_registry.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";
import { packLines } from "../plugin/pack_lines.ts";
import { rankName } from "./rank_name.ts";

/** How a command is typed: `!top [count]`. */
export function usage(command: CommandFacts, prefix: string): string {
  const args = Object.entries(command.args ?? {}).map(([name, argument]) => argument.usage(name));
  return [prefix + command.name, ...args].join(" ");
}

/** One command, in a few lines. */
function describe(command: CommandFacts, prefix: string): string {
  const needed = rankNumber(command.rank);
  const notes = [
    ...(command.aliases?.length ? [`also ${command.aliases.map((alias) => prefix + alias).join(", ")}`] : []),
    ...(needed > 0 ? [`rank ${needed} (${rankName(needed)}) and up`] : []),
    ...(command.permission === undefined ? [] : [`needs the channel permission "${command.permission}"`]),
    ...(command.where === undefined ? [] : [command.where === "pm" ? "by PM only" : "in the room only"]),
    ...(command.cooldown === undefined ? [] : [`once in ${command.cooldown}`]),
    ...(command.confirm === undefined ? [] : ["asks before it acts"]),
  ];
  const example = command.examples[0]?.[0];
  return [
    `${usage(command, prefix)} - ${command.summary}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`,
    ...(example === undefined ? [] : [`Example: ${example}`]),
  ].join("\n");
}

/** By PM: how to type each command, those of one plugin together. */
function list(commands: readonly RegisteredCommand[]): string {
  const plugins = new Set(commands.map(({ plugin }) => plugin));
  const lines = [...plugins].toSorted().map((plugin) => {
    const own = commands.filter((command) => command.plugin === plugin);
    return packLines(`${plugin}:`, own.map(({ facts }) => usage(facts, "")));
  });
  return [...lines, 'Send me "help COMMAND" for what one does.'].join("\n");
}

/** What help is made of. */
export interface HelpOptions {
  readonly registry: CommandRegistry;
  readonly gate: CommandGate;
  readonly prefix: string;
}

/** The `help` command: short in the room, with how each is typed by PM, and only what its user may use. */
export function helpCommand({ registry, gate, prefix }: HelpOptions) {
  const args = { command: arg.word().optional() };
  const declaration: CommandDeclaration<typeof args> = {
    name: "help",
    aliases: ["commands"],
    summary: "Shows the commands, or how to use one",
    args,
    rank: "guest",
    cooldown: "2s",
    examples: [
      ["!help", /!help/],
      ["!help help", /!help \[command\] - /],
    ],
    async run({ args, user, via, reply }) {
      const shown = via === "pm" ? "" : prefix;
      if (args.command !== undefined) return await reply(one(args.command, registry, prefix, shown));
      const usable = registry.all.filter((command) => gate.lists(command, user.name));
      if (via === "pm") return await reply(list(usable));
      const names = usable.map(({ facts }) => prefix + facts.name).join(" ");
      await reply(`Commands: ${names} - ask ${prefix}help COMMAND, or send me "help" by PM.`);
    },
  };
  return declaration;
}

function one(typed: string, registry: CommandRegistry, prefix: string, shown: string): string {
  const name = (typed.startsWith(prefix) ? typed.slice(prefix.length) : typed).toLowerCase();
  const command = registry.find(name);
  if (command !== undefined) return describe(command.facts, shown);
  const near = didYouMean(name, registry.names);
  throw new CommandRefusal(
    `There is no command ${quoted(name)}.${near === undefined ? "" : ` Did you mean ${shown}${near}?`}`,
  );
}
