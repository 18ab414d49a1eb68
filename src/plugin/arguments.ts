/**
 * Arguments of commands: declared once, parsed with clear refusals, shown in the usage line.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import { isUserName } from "../domain/names.ts";
import { quoted } from "../domain/text.ts";

/** What was wrong with an argument that somebody typed; shown to them together with the usage. */
export class ArgumentError extends RoseyError {
  override readonly name = "ArgumentError";

  constructor(message: string) {
    super(message, { code: "command.argument", exit: "usage" });
  }
}

/** How one argument is read from what was typed. Arguments are taken in the order of their declaration. */
export interface Argument<Value> {
  /** How it stands in the usage line: `<name>`, `[count]`, `<text...>`. */
  usage(name: string): string;
  /** Takes all that is left of the line, not just one word. */
  readonly rest: boolean;
  /** Reads the typed word, or its absence. Throws {@link ArgumentError} naming the argument. */
  parse(typed: string | undefined, name: string): Value;
}

/** An argument that must be given, and the two ways to make it optional. */
export interface RequiredArgument<Value> extends Argument<Value> {
  /** May be left out: then it is `undefined`. */
  optional(): Argument<Value | undefined>;
  /** May be left out: then it is this. */
  default(value: Value): Argument<Value>;
}

/** The arguments of a command by name, in their order. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** The values that a command's `run` gets for its declared arguments. */
export type ArgumentValues<Args extends Arguments> = {
  readonly [Name in keyof Args]: Args[Name] extends Argument<infer Value> ? Value : never;
};

function required<Value>(
  read: (typed: string, name: string) => Value,
  rest = false,
): RequiredArgument<Value> {
  const dots = rest ? "..." : "";
  return {
    rest,
    usage: (name) => `<${name}${dots}>`,
    parse(typed, name) {
      if (typed === undefined) throw new ArgumentError(`${name} is missing`);
      return read(typed, name);
    },
    optional: () => ({
      rest,
      usage: (name) => `[${name}${dots}]`,
      parse: (typed, name) => (typed === undefined ? undefined : read(typed, name)),
    }),
    default: (value) => ({
      rest,
      usage: (name) => `[${name}${dots}]`,
      parse: (typed, name) => (typed === undefined ? value : read(typed, name)),
    }),
  };
}

/** One word, whatever it is. */
function word(): RequiredArgument<string> {
  return required((typed) => typed);
}

/** The name of a user, as CyTube allows names; a leading `@` is left out. */
function user(): RequiredArgument<string> {
  return required((typed, name) => {
    const wanted = typed.replace(/^@/, "");
    if (!isUserName(wanted)) {
      throw new ArgumentError(
        `${name} must be a user's name (1 to 20 letters, digits, - or _), not ${quoted(typed)}`,
      );
    }
    return wanted;
  });
}

/** A whole number between `min` and `max`, both included. */
function integer(range: { readonly min: number; readonly max: number }): RequiredArgument<number> {
  return required((typed, name) => {
    const value = /^[+-]?\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(value >= range.min && value <= range.max)) {
      throw new ArgumentError(
        `${name} must be a whole number from ${range.min} to ${range.max}, not ${quoted(typed)}`,
      );
    }
    return value;
  });
}

/** One of a few words; case does not matter. */
function choice<const Word extends string>(...words: readonly Word[]): RequiredArgument<Word> {
  return required((typed, name) => {
    const found = words.find((candidate) => candidate === typed.toLowerCase());
    if (found === undefined) {
      throw new ArgumentError(`${name} must be one of ${words.join(", ")}, not ${quoted(typed)}`);
    }
    return found;
  });
}

/** All that is left of the line. Stands last. */
function rest(): RequiredArgument<string> {
  return required((typed) => typed, true);
}

/** The kinds of arguments a command may declare. */
export const arg = { word, user, integer, choice, rest } as const;
