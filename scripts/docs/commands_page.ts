/**
 * The page of all commands, made of what they declare.
 *
 * @module
 */
import type { CommandFacts } from "../../src/bot/command_registry.ts";
import { usage } from "../../src/bot/help.ts";
import { rankName } from "../../src/bot/rank_name.ts";
import { rankNumber } from "../../src/domain/room.ts";

/** A command and where it comes from. */
export interface DocumentedCommand {
  readonly plugin: string;
  readonly facts: CommandFacts;
}

const INTRODUCTION = `# Commands

What one can say to Rosey. In the room a command starts with the prefix (\`!\` unless configured otherwise); by private
message the prefix may be left out. \`<this>\` must be given, \`[this]\` may be left out, \`...\` takes the rest of the line.
\`!help\` lists what you may use, \`!help COMMAND\` explains one, \`!why COMMAND\` says what stands in its way.

Where a command needs a channel permission, both you and Rosey need it. One that asks before it acts waits 30 seconds for
your \`!confirm\`; every check is made again then.

Who says the very same command again and again, each time at once after Rosey's answer, is taken for another bot: after three
times that command is not answered for a minute, and all others are. \`!why COMMAND\` tells of it.

This page is generated from the commands' declarations: \`deno task docs:commands\` writes it, a test keeps it current.`;

/** The whole page. Commands of one plugin stand together, the core's first. */
export function commandsPage(commands: readonly DocumentedCommand[]): string {
  const plugins = [...new Set(commands.map(({ plugin }) => plugin))].toSorted(coreFirst);
  const sections = plugins.map((plugin) => {
    const own = commands.filter((command) => command.plugin === plugin);
    return [`## ${plugin}`, ...own.map(({ facts }) => section(facts))].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

function coreFirst(left: string, right: string): number {
  if (left === right) return 0;
  return left === "core" || (right !== "core" && left < right) ? -1 : 1;
}

function section(facts: CommandFacts): string {
  const needed = rankNumber(facts.rank);
  const limits = [
    needed > 0 ? `rank ${needed} (${rankName(needed)}) and up` : "everybody",
    ...(facts.permission === undefined ? [] : [`with the channel permission \`${facts.permission}\``]),
    facts.where === undefined
      ? "in the room and by PM"
      : facts.where === "pm"
      ? "by PM only"
      : "in the room only",
    ...(facts.cooldown === undefined ? [] : [`once in ${facts.cooldown} for each user below rank 2`]),
  ];
  const { permission, botPermission = permission } = facts;
  const ofRosey = [
    ...(botPermission === undefined || botPermission === false || botPermission === permission
      ? []
      : [`the channel permission \`${botPermission}\``]),
    ...(facts.speaks === true ? ["not to be muted, wherever it was asked"] : []),
  ];
  const aliases = facts.aliases?.map((alias) => `\`!${alias}\``).join(", ");
  return [
    `### \`${usage(facts, "!")}\``,
    "",
    `${facts.summary}.${facts.changes === true ? " Changes something." : ""}`,
    "",
    `- For ${limits.join(", ")}`,
    ...(facts.outranks === undefined ? [] : [`- You and Rosey must outrank \`<${facts.outranks}>\``]),
    ...(ofRosey.length === 0 ? [] : [`- Rosey needs ${ofRosey.join(", and ")}`]),
    ...(facts.confirm === undefined
      ? []
      : ["- Asks before it acts, where there is something to lose: say `!confirm`"]),
    ...(aliases === undefined ? [] : [`- Also ${aliases}`]),
    `- For example ${facts.examples.map(([typed]) => `\`${typed}\``).join(", ")}`,
  ].join("\n");
}
