/**
 * A log that keeps what it is told, for tests.
 *
 * @module
 */
import type { Log } from "../../../src/bot/ports.ts";

/** A log, and the messages at `warn` and `error` that it was told. */
export function keepingLog(): { log: Log; messages: string[] } {
  const messages: string[] = [];
  const keep = (message: string) => void messages.push(message);
  return { log: { debug() {}, info() {}, warn: keep, error: keep }, messages };
}
