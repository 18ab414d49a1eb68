/**
 * Arguments of commands: declared once, parsed with clear refusals, shown in the usage line.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import { isUserName } from "../domain/names.ts";
import { quoted } from "../domain/text.ts";
import { didYouMean } from "./did_you_mean.ts";
import { durationMs, readDurationMs } from "./duration.ts";
import type { Duration } from "./duration.ts";

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
  /** What of the line it takes: a word, what stands in quotes (or a word), or all that is left. */
  readonly takes: "word" | "phrase" | "rest";
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
  takes: Argument<Value>["takes"] = "word",
): RequiredArgument<Value> {
  const dots = takes === "rest" ? "..." : "";
  return {
    takes,
    usage: (name) => `<${name}${dots}>`,
    parse(typed, name) {
      if (typed === undefined) throw new ArgumentError(`${name} is missing`);
      return read(typed, name);
    },
    optional: () => ({
      takes,
      usage: (name) => `[${name}${dots}]`,
      parse: (typed, name) => (typed === undefined ? undefined : read(typed, name)),
    }),
    default: (value) => ({
      takes,
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

/** A number between `min` and `max`, both included, written with a point if it is no whole one. */
function number(range: { readonly min: number; readonly max: number }): RequiredArgument<number> {
  return required((typed, name) => {
    const value = /^[+-]?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(value >= range.min && value <= range.max)) {
      throw new ArgumentError(
        `${name} must be a number from ${range.min} to ${range.max}, not ${quoted(typed)}`,
      );
    }
    return value;
  });
}

/** A time, as `90`, `30s`, `5m` or `1h30m`: its milliseconds. A number alone counts seconds. */
function duration(range: { readonly min: Duration; readonly max: Duration }): RequiredArgument<number> {
  const minMs = durationMs(range.min);
  const maxMs = durationMs(range.max);
  return required((typed, name) => {
    const value = readDurationMs(typed);
    if (value === undefined || value < minMs || value > maxMs) {
      throw new ArgumentError(
        `${name} must be a time from ${range.min} to ${range.max}, such as ${range.min}, not ${
          quoted(typed)
        }`,
      );
    }
    return value;
  });
}

/** One of a few words; case does not matter. */
function choice<const Word extends string>(...words: readonly Word[]): RequiredArgument<Word> {
  return required((typed, name) => {
    const found = words.find((candidate) => candidate === typed.toLowerCase());
    if (found !== undefined) return found;
    const near = didYouMean(typed.toLowerCase(), words);
    const meant = near === undefined ? "" : ` (did you mean ${near}?)`;
    throw new ArgumentError(`${name} must be one of ${words.join(", ")}, not ${quoted(typed)}${meant}`);
  });
}

const YES = ["on", "yes", "true", "1"];
const NO = ["off", "no", "false", "0"];

/** `on` or `off`, and what people say for them: yes, no, true, false, 1, 0. */
function onOff(): RequiredArgument<boolean> {
  return required((typed, name) => {
    const word = typed.toLowerCase();
    if (YES.includes(word)) return true;
    if (NO.includes(word)) return false;
    throw new ArgumentError(`${name} must be on or off, not ${quoted(typed)}`);
  });
}

/** Some words in quotes, or one without. Only the last of several may leave the quotes out: then take {@link rest}. */
function phrase(): RequiredArgument<string> {
  return required((typed) => typed, "phrase");
}

/** All the words that are left of the line, at most `max`. Stands last. */
function words({ max }: { readonly max: number }): RequiredArgument<readonly string[]> {
  return required((typed, name) => {
    const found = typed.split(/\s+/);
    if (found.length > max) throw new ArgumentError(`${name} may be ${max} at most, not ${found.length}`);
    return found;
  }, "rest");
}

/** All that is left of the line. Stands last. */
function rest(): RequiredArgument<string> {
  return required((typed) => typed, "rest");
}

/** The kinds of arguments a command may declare. */
export const arg = { word, user, integer, number, duration, choice, onOff, phrase, words, rest } as const;
