/**
 * A line to a NATS of the tests, and what it said.
 *
 * @module
 */

import type { NatsTarget } from "../../../src/domain/nats_target.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { NatsLine, type NatsLog } from "../../../src/bus/nats/nats_line.ts";

/** Keeps what is logged, and lets a test wait for it. */
export class HeardLog implements NatsLog {
  readonly lines: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  #waiting: (() => void)[] = [];

  debug(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#keep(message, fields);
  }
  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#keep(message, fields);
  }
  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#keep(message, fields);
  }

  /** The messages in their order. */
  get messages(): readonly string[] {
    return this.lines.map(({ message }) => message);
  }

  count(message: string): number {
    return this.messages.filter((one) => one === message).length;
  }

  /** Resolves when a message was logged so many times. */
  async heard(message: string, times = 1): Promise<void> {
    while (this.count(message) < times) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #keep(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.lines.push({ message, fields });
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** A line that is closed by disposing it. */
export interface OpenLine extends AsyncDisposable {
  readonly line: NatsLine;
  readonly log: HeardLog;
}

/** Begins to connect, and tries again quickly. */
export function openLine(url: string, more: Partial<NatsTarget> = {}): OpenLine {
  const log = new HeardLog();
  const target = { servers: [url], login: undefined, tls: undefined, ...more };
  const line = new NatsLine({ target, name: "rosey-test", clock: systemClock, log, retryMs: 50 });
  return { line, log, [Symbol.asyncDispose]: () => line.close() };
}
