/**
 * Lines that the server executes with Rosey's rank. They are made here and nowhere else, from an act and never from a
 * text: whoever wants one has to say what it is to do.
 *
 * @module
 */

import { RoseyError } from "./errors.ts";
import { LINE_LIMIT } from "./message_parts.ts";
import { isUserName } from "./names.ts";
import type { ChatCommandAction } from "./room_action.ts";

declare const serverCommandBrand: unique symbol;

/** A line with a `/` that the server executes, such as `/afk`. */
export type ServerCommand = string & { readonly [serverCommandBrand]: true };

const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * The line that does an act. A reason is one line and is cut to what the server takes.
 *
 * @throws {RoseyError} `command.bad_name` when the name is none that a user can have: it would be read as something else.
 */
export function serverCommand(action: ChatCommandAction): ServerCommand {
  switch (action.kind) {
    case "kick":
    case "ban":
      return brand(`/${action.kind} ${checkedName(action.name)}`, action.reason);
    case "mute":
      return brand(`/${action.shadow ? "smute" : "mute"} ${checkedName(action.name)}`);
    case "unmute":
      return brand(`/unmute ${checkedName(action.name)}`);
    case "clear_chat":
      return brand("/clear");
    case "afk":
      return brand("/afk");
  }
}

function checkedName(name: string): string {
  if (isUserName(name)) return name;
  throw new RoseyError(`"${name}" is not the name of a user`, {
    code: "command.bad_name",
    hint: "Names have 1 to 20 of A-Z, a-z, 0-9, - and _.",
    exit: "bug",
  });
}

function brand(command: string, reason = ""): ServerCommand {
  const words = [command, ...reason.replace(CONTROL, " ").split(" ").filter((word) => word !== "")];
  const line = wholePoints(words.join(" "), LINE_LIMIT);
  if (!isCommand(line)) throw new Error("a server command does not begin with a slash");
  return line;
}

/** Cuts between code points. */
function wholePoints(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

function isCommand(text: string): text is ServerCommand {
  return text.startsWith("/");
}
