/**
 * Where the client tells what it does: the room of telemetry hands in a logger that has this shape.
 *
 * @module
 */

/** Details of a log line, by name. Never a password and never a whole frame. */
export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the client needs of a logger. */
export interface ClientLog {
  debug(message: string, details?: LogDetails): void;
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
}

/** A logger that says nothing, for programs and tests that do not listen. */
export const silentLog: ClientLog = { debug() {}, info() {}, warn() {} };
