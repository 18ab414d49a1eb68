/**
 * Requests over NATS, handed to the services that plugins declare: bounded in number and time, and answered with
 * `{success: false, error: {code, message}}` where they fail.
 *
 * @module
 */

import type { Msg, NatsConnection, Subscription } from "nats";
import { type Clock, sleep } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import { runLimited } from "../run_limited.ts";
import {
  answerDiscovery,
  type EndpointRecord,
  SERVICE_QUEUE,
  type ServiceIdentity,
} from "./micro_service.ts";
import type { NatsLine, NatsLog } from "./nats_line.ts";
import { readPayload, type RequestError, requestError } from "./request_error.ts";

/** How long an answer may take: as long as v0.5.0's callers waited. */
export const REQUEST_LIMIT_MS = 5_000;

/** Requests in hand at once; further ones are answered with `BUSY`. */
export const IN_HAND_LIMIT = 200;

/** Messages in hand that nobody awaits an answer of: a burst of them is no fault. Further ones are dropped and counted. */
export const TOLD_LIMIT = 5_000;

/** How long what is in hand may take at the stop. */
const STOP_LIMIT_MS = 500;

/** A declared service, as this room sees it: plugins declare them, and somebody puts the two together. */
export interface BusEndpoint {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  readonly subject: string;
  readonly summary: string;
  /** Answers a payload. Throws a ZodError, an error with a `serviceCode`, or a fault. */
  handle(raw: unknown, context: { readonly subject: string; readonly signal: AbortSignal }): Promise<unknown>;
}

/** What the desk needs. */
export interface ServiceDeskOptions {
  readonly line: Pick<NatsLine, "onConnected">;
  readonly identity: ServiceIdentity;
  readonly endpoints: readonly BusEndpoint[];
  readonly clock: Clock;
  readonly log: NatsLog;
}

interface Endpoint extends BusEndpoint {
  readonly record: EndpointRecord;
}

/** See the module. */
export class ServiceDesk {
  readonly #options: ServiceDeskOptions;
  readonly #endpoints: readonly Endpoint[];
  readonly #startedMs: number;
  readonly #stop = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  #subscriptions: readonly Subscription[] = [];

  constructor(options: ServiceDeskOptions) {
    this.#options = options;
    this.#startedMs = options.clock.now();
    this.#endpoints = options.endpoints.map((endpoint) => ({
      name: endpoint.name,
      subject: endpoint.subject,
      summary: endpoint.summary,
      handle: (raw, context) => endpoint.handle(raw, context),
      record: {
        name: endpoint.name,
        subject: endpoint.subject,
        summary: endpoint.summary,
        requests: 0,
        errors: 0,
        lastError: "",
        processingMs: 0,
      },
    }));
    options.line.onConnected((connection) => this.#listen(connection));
  }

  /** Takes nothing more, and lets what is in hand end. */
  async stop(): Promise<void> {
    const over = new AbortController();
    const limit = sleep(this.#options.clock, STOP_LIMIT_MS, over.signal).catch(() => undefined);
    // Where the server is away, it cannot be told: the connection is closed soon anyway.
    const drained = this.#subscriptions.map((subscription) => subscription.drain().catch(() => undefined));
    await Promise.race([Promise.all(drained), limit]);
    await Promise.race([Promise.all(this.#inHand), limit]);
    over.abort();
    this.#stop.abort(new Error("Rosey stops"));
    await Promise.all(this.#inHand);
  }

  #listen(connection: NatsConnection): void {
    const { identity } = this.#options;
    this.#subscriptions = [
      ...this.#endpoints.map((endpoint) =>
        connection.subscribe(endpoint.subject, {
          queue: SERVICE_QUEUE,
          callback: (error, message) => {
            if (error === null) this.#take(endpoint, message);
          },
        })
      ),
      ...answerDiscovery(
        connection,
        identity,
        () => this.#endpoints.map(({ record }) => record),
        this.#startedMs,
      ),
    ];
  }

  #take(endpoint: Endpoint, message: Msg): void {
    const limit = isAwaited(message) ? IN_HAND_LIMIT : TOLD_LIMIT;
    if (this.#inHand.size >= limit) {
      const text = `${limit} requests are in hand: ask again`;
      return this.#fail(endpoint, message, { code: "BUSY", message: text });
    }
    const work = this.#answer(endpoint, message).finally(() => this.#inHand.delete(work));
    this.#inHand.add(work);
  }

  /** Never rejects. */
  async #answer(endpoint: Endpoint, message: Msg): Promise<void> {
    const { clock, log } = this.#options;
    const { record } = endpoint;
    const startedMs = clock.monotonic();
    try {
      const raw = readPayload(message.string());
      const answer = await runLimited(
        { clock, limitMs: REQUEST_LIMIT_MS, stop: this.#stop.signal },
        (signal) => endpoint.handle(raw, { subject: message.subject, signal }),
      );
      message.respond(JSON.stringify(answer ?? {}));
      record.requests += 1;
    } catch (error) {
      const told = requestError(error);
      const fields = { subject: message.subject, code: told.code, error: errorText(error) };
      if (told.code === "INTERNAL_ERROR") log.warn("a request over NATS failed", fields);
      else log.debug("a request over NATS was refused", fields);
      this.#fail(endpoint, message, told);
    }
    record.processingMs += clock.monotonic() - startedMs;
  }

  #fail({ record }: Endpoint, message: Msg, error: RequestError): void {
    record.requests += 1;
    record.errors += 1;
    record.lastError = `${error.code}: ${error.message}`;
    try {
      message.respond(JSON.stringify({ success: false, error }));
    } catch (reason) {
      // The connection was closed meanwhile: whoever asked has noticed that nobody answers.
      this.#options.log.debug("an answer could not be sent", { error: errorText(reason) });
    }
  }
}

function isAwaited({ reply }: Msg): boolean {
  return reply !== undefined && reply !== "";
}
