/**
 * NATS around an open memory: events go out, commands come in, requests are answered. Nothing waits for it.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import type { EventsOutside } from "../../bot/ports.ts";
import { type BusCommand, CommandRefused } from "../../bus/nats/bus_commands.ts";
import { CommandConsumer } from "../../bus/nats/command_consumer.ts";
import { EventPublisher } from "../../bus/nats/event_publisher.ts";
import { DurableEvents } from "../../bus/nats/event_stream.ts";
import { type NatsHealth, NatsLine } from "../../bus/nats/nats_line.ts";
import { ServiceDesk } from "../../bus/nats/service_desk.ts";
import { type Clock, sleep } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { UnitSink } from "../../domain/memory.ts";
import type { NatsTarget } from "../../domain/nats_target.ts";
import type { Logger } from "../../telemetry/log.ts";
import type { BusCondition } from "../../telemetry/metrics/bus_figures.ts";
import { version } from "../version.ts";
import { queueText, type TextQueue } from "./queue_text.ts";
import type { ServiceEndpoint } from "./service_endpoints.ts";

/** How long what is in hand may take at the stop, before the line is closed under it. */
const STOP_LIMIT_MS = 700;

/** Whose lines in the outbox those are that came by NATS: they share one turn. */
const PRODUCER = "nats";

/** What the part is made of. */
export interface NatsPartOptions {
  readonly target: NatsTarget;
  readonly channel: string;
  /** How many durable events may wait. */
  readonly waitingMax: number;
  readonly repositories: Pick<Repositories, "busEvents">;
  readonly sink: UnitSink;
  readonly clock: Clock;
  readonly log: Logger;
}

/** See the module. */
export class NatsPart {
  readonly #options: NatsPartOptions;
  readonly #line: NatsLine;
  #publisher: EventPublisher | undefined;
  #durable: DurableEvents | undefined;
  #commands: CommandConsumer | undefined;
  #desk: ServiceDesk | undefined;

  /** Begins to connect. */
  constructor(options: NatsPartOptions) {
    this.#options = options;
    const { target, channel, clock, log } = options;
    this.#line = new NatsLine({ target, name: `rosey ${channel}`, clock, log });
  }

  get health(): NatsHealth {
    return this.#line.health;
  }

  /** For the figures. */
  get condition(): BusCondition {
    const none = { published: 0, dropped: 0 };
    return {
      connected: this.#line.health === "ok",
      events: { live: this.#publisher?.counts ?? none, durable: this.#durable?.counts ?? none },
      waiting: () => this.#options.repositories.busEvents.count(),
    };
  }

  /** From now on the events of a room go out. */
  tell(): EventsOutside {
    const { channel, waitingMax, repositories, sink, clock, log } = this.#options;
    const line = this.#line;
    const facts = { channel, source: `rosey/${version}` };
    const publisher = new EventPublisher({ line, facts, log });
    const durable = new DurableEvents({
      line,
      facts,
      waiting: repositories.busEvents,
      waitingMax,
      write: (writes) => sink.commit({ id: `bus ${crypto.randomUUID()}`, writes }),
      clock,
      log,
    });
    this.#publisher = publisher;
    this.#durable = durable;
    return {
      kept: (event) => durable.writes(event),
      passed: (event) => {
        publisher.publish(event);
        durable.recorded(event);
      },
    };
  }

  /** From now on commands are taken: what they want said is queued. */
  obey(queue: TextQueue): void {
    const { clock, log } = this.#options;
    this.#commands = new CommandConsumer({
      line: this.#line,
      perform: (command) => performed(queue, command),
      clock,
      log,
    });
  }

  /** From now on requests are answered, and Rosey is found as a micro service. */
  serve(endpoints: readonly ServiceEndpoint[]): void {
    const { channel, clock, log } = this.#options;
    const description = `The memory and the voice of Rosey in the channel ${channel}`;
    this.#desk = new ServiceDesk({
      line: this.#line,
      identity: { name: "rosey", id: crypto.randomUUID(), version, description },
      endpoints,
      clock,
      log,
    });
  }

  /** Ends in good order: what is in hand ends, and what waits is for the next run. */
  async stop(): Promise<void> {
    const over = new AbortController();
    const limit = sleep(this.#options.clock, STOP_LIMIT_MS, over.signal).catch(() => undefined);
    const ends = Promise.all([this.#commands?.stop(), this.#desk?.stop(), this.#durable?.stop()]);
    await Promise.race([ends, limit]);
    over.abort();
    await this.#line.close();
    await ends;
  }
}

/** What an outbox will never take is not tried again; a full one, or a memory that is away, is. */
async function performed(
  queue: TextQueue,
  { id, text, to, class: className, waitLimitMs }: BusCommand,
): Promise<void> {
  try {
    await queueText(queue, { text, to }, { producer: PRODUCER, key: id, class: className, waitLimitMs });
  } catch (error) {
    const isFinal = error instanceof RoseyError && error.code.startsWith("say.") &&
      error.code !== "say.queue_full";
    throw isFinal ? new CommandRefused(error.message, error) : error;
  }
}
