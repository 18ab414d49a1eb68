/**
 * Events to NATS as they come, at most once: for kinds that are worth something only now.
 *
 * @module
 */

import { errorText } from "../../domain/errors.ts";
import type { RoomEvent } from "../../domain/events.ts";
import { DURABLE_KINDS, type EnvelopeFacts, envelopeOf, leaves, subjectOf } from "./event_envelope.ts";
import type { NatsLine, NatsLog } from "./nats_line.ts";

/**
 * Events that may be on their way to the server at once. A server that takes nothing while its socket stays open would
 * otherwise fill the memory of the client.
 */
export const UNCONFIRMED_LIMIT = 10_000;

/** How many went out and how many did not. */
export interface PublishCounts {
  readonly published: number;
  /** NATS was away or too slow. */
  readonly dropped: number;
}

/** See the module. */
export class EventPublisher {
  readonly #line: Pick<NatsLine, "connection">;
  readonly #facts: EnvelopeFacts;
  readonly #log: NatsLog;
  #unconfirmed = 0;
  #confirming = false;
  #published = 0;
  #dropped = 0;

  constructor(
    { line, facts, log }: {
      readonly line: Pick<NatsLine, "connection">;
      readonly facts: EnvelopeFacts;
      readonly log: NatsLog;
    },
  ) {
    this.#line = line;
    this.#facts = facts;
    this.#log = log;
  }

  get counts(): PublishCounts {
    return { published: this.#published, dropped: this.#dropped };
  }

  /** Takes an event that was recorded. Returns at once, and never throws. */
  publish(event: RoomEvent): void {
    if (DURABLE_KINDS.has(event.kind) || !leaves(event)) return;
    const { connection } = this.#line;
    if (connection === undefined || this.#unconfirmed >= UNCONFIRMED_LIMIT) {
      this.#dropped += 1;
      return;
    }
    try {
      connection.publish(subjectOf(event.kind), JSON.stringify(envelopeOf(event, this.#facts)));
    } catch (error) {
      // Longer than the server takes, or the connection was closed in this moment.
      this.#dropped += 1;
      this.#log.debug("an event could not be published", { kind: event.kind, error: errorText(error) });
      return;
    }
    this.#published += 1;
    this.#unconfirmed += 1;
    void this.#confirm();
  }

  /** Asks the server whether it has everything; one question at a time. Never rejects. */
  async #confirm(): Promise<void> {
    if (this.#confirming) return;
    this.#confirming = true;
    while (this.#unconfirmed > 0) {
      const asked = this.#unconfirmed;
      // A line that broke answers with an error; what was on it is lost, which at most once allows.
      await this.#line.connection?.flush().catch(() => undefined);
      this.#unconfirmed -= asked;
    }
    this.#confirming = false;
  }
}
