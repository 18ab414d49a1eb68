/**
 * What a new plugin may be called, and what its name becomes in files and in code.
 *
 * @module
 */
import { RoseyError } from "../../src/domain/errors.ts";

/** The name of a plugin in all its forms. */
export interface PluginName {
  /** As in the configuration: `pet-names`. Its first command has this name too. */
  readonly name: string;
  /** As in paths and tables: `pet_names`. */
  readonly path: string;
  /** As in code: `petNames`. */
  readonly identifier: string;
}

/** What is there already. */
export interface TakenNames {
  readonly plugins: readonly string[];
  /** Commands and their aliases, each with the plugin that offers it. */
  readonly commands: ReadonlyMap<string, string>;
}

/** The longest name: it is typed as a command, and begins the names of tables. */
const MAX_LENGTH = 20;

/** Names of what is not a plugin, though it looks like one somewhere. */
const NOT_PLUGINS = ["core", "commands", "mod", "plugins", "test"];

/** What TypeScript keeps for itself: no import can be named so. */
const RESERVED = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof var void while with yield").split(
      " ",
    ),
);

/** The forms of a name. Throws a RoseyError that says what is wrong with it, and what would do. */
export function pluginName(typed: string, taken: TakenNames): PluginName {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(typed) || typed.length > MAX_LENGTH) throw badName(typed);
  if (NOT_PLUGINS.includes(typed)) {
    throw refused(`"${typed}" is a name of Rosey's own`, "Choose another name.");
  }
  if (taken.plugins.includes(typed)) {
    throw refused(
      `There is a plugin "${typed}" already`,
      `Choose another name, or work on plugins/${typed.replaceAll("-", "_")}/.`,
    );
  }
  const owner = taken.commands.get(typed);
  if (owner !== undefined) {
    throw refused(
      `The command "${typed}" belongs to the plugin "${owner}", and a new plugin begins with a command of its own name`,
      "Choose another name.",
    );
  }
  const identifier = typed.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return {
    name: typed,
    path: typed.replaceAll("-", "_"),
    identifier: RESERVED.has(identifier) ? `${identifier}Plugin` : identifier,
  };
}

function badName(typed: string): RoseyError {
  const better = typed.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "")
    .slice(0, MAX_LENGTH).replace(/-+$/, "");
  return refused(
    `"${typed}" is no name for a plugin: lower-case letters, digits and single "-", at most ${MAX_LENGTH}, a letter first`,
    better === ""
      ? "For example: deno task plugin:new weather"
      : `For example: deno task plugin:new ${better}`,
  );
}

function refused(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "plugin.name", exit: "usage", hint });
}
