/**
 * The connection to NATS: made in the background, so that nobody waits for it, and kept for ever. A server that is away,
 * at the start or later, costs nothing but what would have gone to it.
 *
 * @module
 */

import type { NatsConnection, Status } from "nats";
import { type Clock, sleep } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import type { NatsTarget } from "../../domain/nats_target.ts";
import { connectionOptions } from "./connection_options.ts";
import { connectBySocket } from "./socket_transport.ts";

/** Milliseconds between tries to connect. */
export const RETRY_MS = 2_000;

/** How long the last words may take at the stop. */
const CLOSE_LIMIT_MS = 1_000;

/** What the line tells of itself. */
export interface NatsLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What the line needs. */
export interface NatsLineOptions {
  readonly target: NatsTarget;
  /** What the connection is called on the server. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: NatsLog;
  /** Default {@link RETRY_MS}. */
  readonly retryMs?: number;
}

/** How the connection is. */
export type NatsHealth = "connecting" | "ok" | "away";

/** What is done with each connection when there is one. Must not throw. */
export type UseConnection = (connection: NatsConnection) => void;

/** One connection, for as long as the process lives. The client behind it comes back by itself, with its subscriptions. */
export class NatsLine {
  readonly #options: NatsLineOptions;
  readonly #users: UseConnection[] = [];
  readonly #returns: (() => void)[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  /** What the server refused since the connection stands: said once each. */
  readonly #refused = new Set<string>();
  #connection: NatsConnection | undefined;
  #health: NatsHealth = "connecting";
  #reconnects = 0;

  /** Begins to connect. Never throws: a server that is away is waited for. */
  constructor(options: NatsLineOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get health(): NatsHealth {
    return this.#health;
  }

  /** How often the connection was lost and came back. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** The connection, while it stands. */
  get connection(): NatsConnection | undefined {
    return this.#health === "ok" ? this.#connection : undefined;
  }

  /** Calls `use` with every new connection, and with the one that stands. One that comes back is not a new one. */
  onConnected(use: UseConnection): void {
    this.#users.push(use);
    if (this.#connection !== undefined && !this.#connection.isClosed()) use(this.#connection);
  }

  /** Calls back whenever the connection came back. */
  onReturn(listener: () => void): void {
    this.#returns.push(listener);
  }

  /** Says the last words and hangs up. */
  async close(): Promise<void> {
    this.#stop.abort();
    const { clock } = this.#options;
    const over = new AbortController();
    const limit = sleep(clock, CLOSE_LIMIT_MS, over.signal).catch(() => undefined);
    const connection = this.#connection;
    if (connection !== undefined && !connection.isClosed()) {
      // Draining a connection whose server is away rejects, or waits for it.
      await Promise.race([connection.drain().catch(() => undefined), limit]);
      await connection.close();
    }
    // A try to connect cannot be called off: what comes of it is closed whenever it comes.
    await Promise.race([this.#running, limit]);
    over.abort();
    await limit;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    for (;;) {
      const connection = await this.#connect();
      if (connection === undefined) return;
      this.#connection = connection;
      this.#up();
      this.#options.log.info("connected to NATS", { server: connection.getServer() });
      for (const use of this.#users) use(connection);
      for await (const status of connection.status()) this.#follow(status);
      this.#health = "away";
    }
  }

  /** Tries until it works; `undefined` when the line was closed meanwhile. */
  async #connect(): Promise<NatsConnection | undefined> {
    const { log, clock, target, name, retryMs = RETRY_MS } = this.#options;
    const options = connectionOptions(target, { name, retryMs });
    for (let said = false; !this.#stop.signal.aborted; said = true) {
      try {
        const connection = await connectBySocket(options);
        if (!this.#stop.signal.aborted) return connection;
        await connection.close();
      } catch (error) {
        this.#health = "away";
        if (!said) {
          log.warn("NATS is away: tried again until it is there", {
            server: target.servers.join(","),
            error: errorText(error),
          });
        }
        // Its reason is that the line is closed.
        await sleep(clock, retryMs, this.#stop.signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  #follow(status: Status): void {
    const { log } = this.#options;
    switch (status.type) {
      case "disconnect":
        if (this.#health === "ok" && !this.#stop.signal.aborted) {
          log.warn("NATS is away: the room goes on without it", { server: status.server });
        }
        this.#health = "away";
        return;
      case "reconnect":
        // Told once for each try that came as far as the login.
        if (this.#health === "ok") return;
        this.#reconnects += 1;
        this.#up();
        log.info("NATS is back", { server: status.server });
        for (const listener of this.#returns) listener();
        return;
      case "error":
        return this.#refusal(errorText(status.error));
      case "slowConsumer":
        return log.warn("NATS sends faster than it can be handled", {
          subject: status.sub.getSubject(),
          pending: status.pending,
        });
      default:
        return;
    }
  }

  #up(): void {
    this.#health = "ok";
    this.#refused.clear();
  }

  /** The same refusal comes with every try, and may come with every event. */
  #refusal(error: string): void {
    if (this.#refused.has(error)) return;
    this.#refused.add(error);
    this.#options.log.warn("NATS refused something", { error });
  }
}
