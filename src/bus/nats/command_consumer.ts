/**
 * Commands to the bot from outside (`rosey.commands.say` and its like): they wait in JetStream while Rosey is away, and
 * each is done once, whatever is repeated, because its id is the key under which it is queued.
 *
 * @module
 */

import {
  AckPolicy,
  type ConsumerMessages,
  jetstream,
  jetstreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import { compare, nanos, type NatsConnection, parseSemVer } from "nats";
import { type Clock, sleep } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import { type BusCommand, CommandRefused, readCommand } from "./bus_commands.ts";
import type { NatsLine, NatsLog } from "./nats_line.ts";
import { COMMAND_STREAM, ensureCommandStream } from "./streams.ts";

/** Which of the stream's messages were done: one for all processes of a Rosey. */
export const COMMAND_CONSUMER = "rosey";

/** Commands in hand at once. */
const IN_HAND = 10;

/** When a failure is tried again. */
export const COMMAND_RETRY_MS = 5_000;

/** A command that a process took and never acknowledged, because it was killed, comes again after so long. */
const ACKNOWLEDGED_WITHIN_MS = 10_000;

/** Longest reason that is given for a command that can never be done. */
const REASON_LENGTH = 200;

/** What the consumer needs. */
export interface CommandConsumerOptions {
  readonly line: Pick<NatsLine, "onConnected">;
  /**
   * Does a command durably; the same id again does nothing. Throws a {@link CommandRefused} for one that can never be
   * done; anything else is tried again.
   */
  readonly perform: (command: BusCommand) => Promise<void>;
  readonly clock: Clock;
  readonly log: NatsLog;
  /** Default {@link COMMAND_RETRY_MS}. */
  readonly retryMs?: number;
}

/** The first server that takes the reason why a message is ended; an older one would not end it. */
const TAKES_REASONS = parseSemVer("2.10.4");

/** See the module. */
export class CommandConsumer {
  readonly #options: CommandConsumerOptions;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #retryMs: number;
  readonly #counts = { done: 0, refused: 0 };
  #messages: ConsumerMessages | undefined;

  constructor(options: CommandConsumerOptions) {
    this.#options = options;
    this.#retryMs = options.retryMs ?? COMMAND_RETRY_MS;
    options.line.onConnected((connection) => {
      const run = this.#run(connection).finally(() => this.#running.delete(run));
      this.#running.add(run);
    });
  }

  /** Commands that were done, and that never can be. */
  get counts(): { readonly done: number; readonly refused: number } {
    return { ...this.#counts };
  }

  /** Takes no more; what is in hand comes again at the next run, and is known by its id if it was done. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#messages?.stop();
    await Promise.all(this.#running);
  }

  /** Never rejects. */
  async #run(connection: NatsConnection): Promise<void> {
    const { log, clock } = this.#options;
    for (let said = false; !this.#stop.signal.aborted && !connection.isClosed();) {
      try {
        const messages = await this.#consume(connection);
        said = false;
        for await (const message of messages) {
          await this.#take(message, connection);
          if (this.#stop.signal.aborted) break;
        }
      } catch (error) {
        if (this.#stop.signal.aborted || connection.isClosed()) return;
        if (!said) log.warn("commands cannot be taken from NATS now", { error: errorText(error) });
        said = true;
      }
      await sleep(clock, this.#retryMs, this.#stop.signal).catch(() => undefined);
    }
  }

  async #consume(connection: NatsConnection): Promise<ConsumerMessages> {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await ensureCommandStream(manager);
    await manager.consumers.add(COMMAND_STREAM, {
      durable_name: COMMAND_CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACKNOWLEDGED_WITHIN_MS),
    });
    const consumer = await jetstream(connection).consumers.get(COMMAND_STREAM, COMMAND_CONSUMER);
    // One that is stopped before anybody reads it goes on asking the server for messages.
    this.#stop.signal.throwIfAborted();
    // A server that came back without its streams: the loop makes them anew.
    const messages = await consumer.consume({ max_messages: IN_HAND, abort_on_missing_resource: true });
    this.#messages = messages;
    if (this.#stop.signal.aborted) messages.stop();
    return messages;
  }

  /** Never rejects. */
  async #take(message: JsMsg, connection: NatsConnection): Promise<void> {
    const { perform, clock, log } = this.#options;
    const { subject } = message;
    try {
      await perform(readCommand(message, clock.now()));
      message.ack();
      this.#counts.done += 1;
    } catch (error) {
      if (error instanceof CommandRefused) {
        this.#counts.refused += 1;
        log.warn("a command of NATS can never be done", { subject, error: error.message });
        message.term(...takesReasons(connection) ? [error.message.slice(0, REASON_LENGTH)] : []);
        return;
      }
      log.warn("a command of NATS is tried again", { subject, error: errorText(error) });
      message.nak(this.#retryMs);
    }
  }
}

function takesReasons({ info }: NatsConnection): boolean {
  return info !== undefined && compare(parseSemVer(info.version), TAKES_REASONS) >= 0;
}
