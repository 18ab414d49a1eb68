/**
 * Rosey as a NATS micro service: `$SRV.PING`, `$SRV.INFO` and `$SRV.STATS` are answered as NATS's ADR-32 has it, so that
 * `nats micro ls` finds her and shows what she can be asked.
 *
 * The published package for this stands on another version of the client's core, so the protocol is spoken here.
 *
 * @module
 */

import type { Msg, NatsConnection, Subscription } from "nats";

/** Who the service is. */
export interface ServiceIdentity {
  readonly name: string;
  /** Of this process. */
  readonly id: string;
  readonly version: string;
  readonly description: string;
}

/** One subject that the service answers, with what it has done. */
export interface EndpointRecord {
  readonly name: string;
  readonly subject: string;
  readonly summary: string;
  requests: number;
  errors: number;
  lastError: string;
  processingMs: number;
}

/** Instances with the same queue share the requests: each is answered by one. */
export const SERVICE_QUEUE = "rosey";

const NANOSECONDS_IN_MS = 1_000_000;

/** Starts to answer the discovery subjects. Returns the subscriptions, to be ended with the service. */
export function answerDiscovery(
  connection: NatsConnection,
  identity: ServiceIdentity,
  endpoints: () => readonly EndpointRecord[],
  startedMs: number,
): readonly Subscription[] {
  const { name, id, version } = identity;
  const head = { name, id, version, metadata: {} };
  const answers = {
    PING: () => ({ type: "io.nats.micro.v1.ping_response", ...head }),
    INFO: () => ({
      type: "io.nats.micro.v1.info_response",
      ...head,
      description: identity.description,
      endpoints: endpoints().map(({ name, subject, summary }) => ({
        name,
        subject,
        queue_group: SERVICE_QUEUE,
        metadata: { summary },
      })),
    }),
    STATS: () => ({
      type: "io.nats.micro.v1.stats_response",
      ...head,
      started: new Date(startedMs).toISOString(),
      endpoints: endpoints().map((endpoint) => ({
        name: endpoint.name,
        subject: endpoint.subject,
        queue_group: SERVICE_QUEUE,
        num_requests: endpoint.requests,
        num_errors: endpoint.errors,
        last_error: endpoint.lastError,
        processing_time: Math.round(endpoint.processingMs * NANOSECONDS_IN_MS),
        average_processing_time: endpoint.requests === 0
          ? 0
          : Math.round(endpoint.processingMs * NANOSECONDS_IN_MS / endpoint.requests),
      })),
    }),
  };
  return Object.entries(answers).flatMap(([verb, answer]) =>
    [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`].map((subject) =>
      connection.subscribe(subject, {
        callback: (error, message: Msg) => {
          if (error === null) message.respond(JSON.stringify(answer()));
        },
      })
    )
  );
}
