/**
 * Reading a command out of a line: which one, and what was typed after it.
 *
 * @module
 */

import { quoted } from "../domain/text.ts";
import { ArgumentError } from "../plugin/arguments.ts";
import type { Arguments, ArgumentValues } from "../plugin/arguments.ts";

/** A line that was written as a command, known or not. */
export interface TypedCommand {
  /** Lower case. */
  readonly name: string;
  /** Everything after the name, trimmed. */
  readonly rest: string;
}

/**
 * The command in a line, or `undefined` when the line is none. In the room a command starts with the prefix, directly
 * followed by a letter or digit, so that `!!!` and `! no` are talk; by PM the prefix may be left out.
 */
export function parseCommand(text: string, prefix: string, via: "chat" | "pm"): TypedCommand | undefined {
  const line = text.trim();
  const prefixed = line.startsWith(prefix);
  if (via === "chat" && !prefixed) return undefined;
  const found = /^([\p{L}\p{N}][^\s]*)\s*(.*)$/su.exec(prefixed ? line.slice(prefix.length) : line);
  const name = found?.[1];
  return name === undefined ? undefined : { name: name.toLowerCase(), rest: (found?.[2] ?? "").trim() };
}

/** Reads what was typed after a command's name. Throws an ArgumentError naming what is wrong. */
export function parseArguments<Args extends Arguments>(
  declared: Args | undefined,
  typed: string,
): ArgumentValues<Args> {
  const values: Record<string, unknown> = {};
  let left = typed.trim();
  for (const [name, argument] of Object.entries<Arguments[string]>(declared ?? {})) {
    const { typed: word, after } = take(argument.takes, left, name);
    left = after.trim();
    values[name] = argument.parse(word === "" ? undefined : word, name);
  }
  if (left !== "") throw new ArgumentError(`${quoted(left)} is more than this command takes`);
  if (!hasValues<Args>(declared, values)) throw new Error("an argument was declared and not read");
  return values;
}

/** What an argument takes from the beginning of a line, and what stands after it. */
function take(
  takes: Arguments[string]["takes"],
  line: string,
  name: string,
): { readonly typed: string; readonly after: string } {
  if (takes === "rest") return { typed: line, after: "" };
  if (takes === "phrase" && line.startsWith('"')) {
    const end = line.indexOf('"', 1);
    if (end < 0) throw new ArgumentError(`${name} begins with " and has no second one`);
    return { typed: line.slice(1, end), after: line.slice(end + 1) };
  }
  const end = line.search(/\s|$/);
  return { typed: line.slice(0, end), after: line.slice(end) };
}

function hasValues<Args extends Arguments>(
  declared: Args | undefined,
  values: object,
): values is ArgumentValues<Args> {
  return Object.keys(declared ?? {}).every((name) => Object.hasOwn(values, name));
}
