/**
 * The log: lines that a person reads on a terminal, or JSON lines that a program reads from a pipe.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { jsonFields, type JsonValue } from "./log_fields.ts";
import type { Redact } from "./redact.ts";

/** How grave a line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Details of a line, by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes lines. Every line has a level, a message without values in it, and the values as fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line has these fields too. */
  with(fields: LogFields): Logger;
}

/** What {@link createLog} needs. */
export interface LogOptions {
  /** Lines below it are not written. */
  readonly level: LogLevel;
  readonly format: "human" | "json";
  /** Colours for the level; for `human` on a terminal. */
  readonly colour: boolean;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Takes each finished line, without its line end. Must not throw. */
  readonly write: (line: string) => void;
}

const GRAVITY: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Makes the log of a program. */
export function createLog(options: LogOptions): Logger {
  const format = options.format === "json" ? jsonLine : humanLine;
  const logger = (base: LogFields): Logger => {
    const at = (level: LogLevel) => (message: string, fields: LogFields = {}) => {
      if (GRAVITY[level] < GRAVITY[options.level]) return;
      const details = jsonFields({ ...base, ...fields }, options.redact);
      const line = { timeMs: options.clock.now(), level, message: options.redact(message), details };
      options.write(format(line, options.colour));
    };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (fields) => logger({ ...base, ...fields }),
    };
  };
  return logger({});
}

interface Line {
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly details: Readonly<Record<string, JsonValue>>;
}

function jsonLine({ timeMs, level, message, details }: Line): string {
  return JSON.stringify({ time: new Date(timeMs).toISOString(), level, msg: message, ...reserved(details) });
}

/** A field that is called like a part of the line gives way to it. */
function reserved(details: Line["details"]): Record<string, JsonValue> {
  const taken = ["time", "level", "msg"];
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [taken.includes(name) ? `${name}_` : name, value]),
  );
}

const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 32, warn: 33, error: 31 };

function humanLine({ timeMs, level, message, details }: Line, colour: boolean): string {
  const time = new Date(timeMs).toISOString().slice(11, 19);
  const mark = level.padEnd(5);
  const paint = (code: number, text: string) => colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  const values = Object.entries(details).map(([name, value]) => `${name}=${humanValue(value)}`).join(" ");
  const line = [time, paint(COLOURS[level], mark), printable(message)].join(" ");
  return values === "" ? line : `${line} ${paint(90, printable(values))}`;
}

function humanValue(value: JsonValue): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** One line stays one line, and what somebody wrote in the chat cannot steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
