/**
 * Durable events to JetStream: what a table holds is published in order, and forgotten when the server has it. JetStream
 * is never the record: it has lost acknowledged writes in power failures (measured by others), the memory has not.
 *
 * An event may be published twice, when a crash comes between the two; its message id is the event's id, by which
 * JetStream drops the second within its window, and whoever reads can do so for ever.
 *
 * @module
 */

import { jetstream, JetStreamApiError, type JetStreamClient, jetstreamManager } from "@nats-io/jetstream";
import { type NatsConnection } from "nats";
import { type Clock, sleep } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import type { RoomEvent } from "../../domain/events.ts";
import type { Write } from "../../domain/memory.ts";
import { DURABLE_KINDS, type EnvelopeFacts, envelopeOf, subjectOf } from "./event_envelope.ts";
import type { NatsLine, NatsLog } from "./nats_line.ts";
import { ensureEventStream } from "./streams.ts";

/** Events that are published before the first answer is awaited. */
const BATCH = 100;

/** When a failure is tried again. */
export const DURABLE_RETRY_MS = 2_000;

/** How often the table is looked at without a reason: changes that were put aside for a database come into it unheard. */
export const TABLE_LOOK_MS = 30_000;

/** How many more than the limit may wait before the oldest are dropped: counting them costs something. */
const SURPLUS = 1_000;

/** An event that waits. */
export interface WaitingEvent {
  readonly id: number;
  readonly eventId: string;
  readonly subject: string;
  readonly payload: string;
}

/** Where events wait: a table of the memory. */
export interface WaitingEvents {
  /** The changes that keep an event; committed with what else it adds. */
  kept(event: Omit<WaitingEvent, "id">): readonly Write[];
  /** The oldest, in their order. */
  oldest(limit: number): Promise<readonly WaitingEvent[]>;
  /** The changes that forget the events from one number to another, both included. */
  left(range: IdRange): readonly Write[];
  /** How many there are. */
  count(): Promise<number>;
}

/** Numbers of events, both included. */
export interface IdRange {
  readonly fromId: number;
  readonly toId: number;
}

/** What the stream needs. */
export interface EventStreamOptions {
  readonly line: Pick<NatsLine, "connection" | "onConnected" | "onReturn">;
  readonly facts: EnvelopeFacts;
  readonly waiting: WaitingEvents;
  /** How many may wait; beyond, the oldest are dropped. */
  readonly waitingMax: number;
  /** Commits changes; resolves when they are durable. */
  readonly write: (writes: readonly Write[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: NatsLog;
}

/** What became of durable events since the start. */
export interface DurableCounts {
  /** JetStream has them. */
  readonly published: number;
  /** Too many waited, or the server will never take them. */
  readonly dropped: number;
}

/** See the module. */
export class DurableEvents {
  readonly #options: EventStreamOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly #counts = { published: 0, dropped: 0 };
  #wake = () => {};
  /** Of the connection on which the stream was made sure of. */
  #stream: { readonly connection: NatsConnection; readonly client: JetStreamClient } | undefined;
  #saidTrouble = false;
  /** Kept since the table was counted. */
  #keptSinceCount = SURPLUS;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    options.line.onConnected(() => this.#wake());
    options.line.onReturn(() => this.#wake());
    this.#running = this.#run();
  }

  get counts(): DurableCounts {
    return { ...this.#counts };
  }

  /** What an event adds to the memory so that it leaves; nothing for kinds that need not survive. */
  writes(event: RoomEvent): readonly Write[] {
    if (!DURABLE_KINDS.has(event.kind)) return [];
    const payload = JSON.stringify(envelopeOf(event, this.#options.facts));
    return this.#options.waiting.kept({ eventId: event.id, subject: subjectOf(event.kind), payload });
  }

  /** An event was recorded, with what {@link writes} gave for it. */
  recorded(event: RoomEvent): void {
    if (!DURABLE_KINDS.has(event.kind)) return;
    this.#keptSinceCount += 1;
    this.#wake();
  }

  /** Publishes nothing more; what waits is published by the next run. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { log } = this.#options;
    while (!this.#stop.signal.aborted) {
      const woken = new Promise<void>((resolve) => this.#wake = resolve);
      try {
        const sent = await this.#publishOldest();
        await this.#keepWithinLimit();
        if (sent === 0) await this.#wokenOrAfter(woken, TABLE_LOOK_MS);
      } catch (error) {
        this.#stream = undefined;
        if (!this.#saidTrouble) {
          log.warn("durable events wait: they cannot be published now", { error: errorText(error) });
        }
        this.#saidTrouble = true;
        await sleep(this.#options.clock, DURABLE_RETRY_MS, this.#stop.signal).catch(() => undefined);
      }
    }
  }

  /** Publishes the oldest; answers how many that were. */
  async #publishOldest(): Promise<number> {
    const { waiting, line: { connection } } = this.#options;
    if (connection === undefined) return 0;
    const events = await waiting.oldest(BATCH);
    if (events.length === 0) return 0;
    const client = await this.#streamOn(connection);
    // Written in this order on one connection, so stored in this order: a connection that breaks loses the last of them.
    const fates = await Promise.allSettled(
      events.map(({ subject, payload, eventId }) => client.publish(subject, payload, { msgID: eventId })),
    );
    const refused = fates.flatMap((fate): unknown[] => fate.status === "rejected" ? [fate.reason] : []);
    const fatal = events.filter((_, index) => {
      const fate = fates[index];
      return fate?.status === "rejected" && willNeverBeTaken(fate.reason);
    });
    if (fatal.length < refused.length) throw refused.find((reason) => !willNeverBeTaken(reason));
    if (fatal.length > 0) this.#complain(fatal, refused[0]);
    await this.#forget(rangesOf(events));
    this.#counts.published += events.length - fatal.length;
    this.#saidTrouble = false;
    return events.length;
  }

  async #streamOn(connection: NatsConnection): Promise<JetStreamClient> {
    if (this.#stream?.connection === connection) return this.#stream.client;
    await ensureEventStream(await jetstreamManager(connection, { checkAPI: false }));
    const client = jetstream(connection);
    this.#stream = { connection, client };
    return client;
  }

  /** Only numbers that were seen: one in between may belong to an event that is being committed. */
  async #forget(ranges: readonly IdRange[]): Promise<void> {
    const { waiting, write } = this.#options;
    await write(ranges.flatMap((range) => waiting.left(range)));
  }

  async #keepWithinLimit(): Promise<void> {
    const { waiting, waitingMax, log } = this.#options;
    if (this.#keptSinceCount < SURPLUS) return;
    this.#keptSinceCount = 0;
    const surplus = await waiting.count() - waitingMax;
    if (surplus <= 0) return;
    for (let left = surplus; left > 0; left -= SURPLUS) {
      const oldest = await waiting.oldest(Math.min(left, SURPLUS));
      await this.#forget(rangesOf(oldest));
      this.#counts.dropped += oldest.length;
    }
    log.warn("durable events were dropped: too many waited for NATS", {
      dropped: surplus,
      limit: waitingMax,
    });
  }

  #complain(events: readonly WaitingEvent[], reason: unknown): void {
    this.#counts.dropped += events.length;
    this.#options.log.warn("NATS will never take some durable events: they are dropped", {
      events: events.map(({ eventId }) => eventId),
      error: errorText(reason),
    });
  }

  async #wokenOrAfter(woken: Promise<void>, limitMs: number): Promise<void> {
    const timer = this.#options.clock.after(limitMs, () => this.#wake());
    await woken;
    timer.stop();
  }
}

/** The error of a stream whose operator limits the size of a message, and that of the client for the server's own limit. */
function willNeverBeTaken(reason: unknown): boolean {
  if (reason instanceof JetStreamApiError) return reason.code === MESSAGE_TOO_LARGE;
  return reason instanceof Error && reason.message.includes("max_payload");
}

const MESSAGE_TOO_LARGE = 10_054;

/** Numbers without a gap, each run as one range. */
export function rangesOf(events: readonly Pick<WaitingEvent, "id">[]): IdRange[] {
  const ranges: { fromId: number; toId: number }[] = [];
  for (const { id } of events) {
    const last = ranges.at(-1);
    if (last !== undefined && last.toId + 1 === id) last.toId = id;
    else ranges.push({ fromId: id, toId: id });
  }
  return ranges;
}
