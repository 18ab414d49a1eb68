/**
 * Another program on the bus: it hears events as they come, and reads the streams.
 *
 * @module
 */

import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type ConnectionOptions, nanos, type NatsConnection } from "nats";
import { z } from "zod";
import { EVENT_STREAM } from "../../../src/bus/nats/streams.ts";

const Envelope = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.string(),
  time: z.iso.datetime(),
  channel: z.string(),
  source: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** An event as a program reads it. */
export type HeardEvent = z.infer<typeof Envelope>;

/** See the module. */
export class Listener implements AsyncDisposable {
  readonly connection: NatsConnection;
  readonly heard: { readonly subject: string; readonly event: HeardEvent }[] = [];
  #waiting: (() => void)[] = [];

  private constructor(connection: NatsConnection) {
    this.connection = connection;
  }

  static async join(
    url: string,
    subject = "rosey.events.>",
    more: ConnectionOptions = {},
  ): Promise<Listener> {
    const listener = new Listener(await connect({ servers: url, ...more }));
    listener.connection.subscribe(subject, {
      callback: (_, message) => {
        listener.heard.push({ subject: message.subject, event: Envelope.parse(message.json()) });
        for (const resolve of listener.#waiting.splice(0)) resolve();
      },
    });
    await listener.connection.flush();
    return listener;
  }

  /** Resolves when so many events were heard. */
  async hears(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Every event that the stream of durable events holds, in its order. */
  async stored(): Promise<HeardEvent[]> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const name = `reader-${crypto.randomUUID()}`;
    const settings = { name, ack_policy: AckPolicy.None, inactive_threshold: nanos(60_000) };
    const { num_pending: count } = await manager.consumers.add(EVENT_STREAM, settings);
    const consumer = await jetstream(this.connection).consumers.get(EVENT_STREAM, name);
    const events: HeardEvent[] = [];
    while (events.length < count) {
      const batch = await consumer.fetch({ max_messages: Math.min(500, count - events.length) });
      for await (const message of batch) events.push(Envelope.parse(message.json()));
    }
    return events;
  }

  /** What a request is answered. */
  async ask(subject: string, payload: unknown = {}): Promise<unknown> {
    const answer: unknown = (await this.connection.request(subject, JSON.stringify(payload))).json();
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}
