/**
 * How Rosey is, in one record: what `/healthz` answers and what supervisors read.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";

/** How the memory is; `opening` until it was opened for the first time. */
export type DatabaseHealth = "opening" | "ok" | "away";

/** Changes that are not in the database yet. */
export interface WritesHealth {
  /** In memory. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** On the disk, because the database is away. */
  readonly spilled: number;
  readonly spilledBytes: number;
  /** Changes since the start that there was no place for: they are lost. */
  readonly refused: number;
}

/** How the line to NATS is; `off` where none is configured. */
export type BusHealth = "off" | "connecting" | "ok" | "away";

/** What Rosey is doing, as a word. */
export type HealthStatus =
  /** Before the first time in the room; beside the bot, before the memory is open. */
  | "starting"
  /** In the room, the memory takes writes, and NATS is there where it should be. */
  | "ok"
  /** The room is lost and being tried again, or the memory does not answer, or NATS is away. */
  | "degraded"
  /** On the way out. */
  | "stopping";

/** What the status is made of, as it is at the moment. */
export interface HealthSources {
  inChannel(): boolean;
  /** Milliseconds since the last frame; `undefined` outside of the room. */
  lastFrameAgeMs(): number | undefined;
  database(): DatabaseHealth;
  writes(): WritesHealth;
  nats(): BusHealth;
  /** Times that the room was lost and entered again. */
  reconnects(): number;
}

/** What does not change while Rosey runs. */
export interface HealthFacts {
  readonly version: string;
  readonly channel: string;
  readonly clock: Pick<Clock, "monotonic">;
}

/** The record itself. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly inChannel: boolean;
  readonly channel: string;
  /** `null` outside of the room. */
  readonly lastFrameAgeMs: number | null;
  readonly database: DatabaseHealth;
  readonly writes: WritesHealth;
  readonly nats: BusHealth;
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly reconnects: number;
}

/** Where nothing waits. */
export const NO_WRITES: WritesHealth = {
  waiting: 0,
  waitingBytes: 0,
  spilled: 0,
  spilledBytes: 0,
  refused: 0,
};

/** Where nothing is put together yet. */
const NOTHING_YET: HealthSources = {
  inChannel: () => false,
  lastFrameAgeMs: () => undefined,
  database: () => "opening",
  writes: () => NO_WRITES,
  nats: () => "off",
  reconnects: () => 0,
};

/** Watches over the status of one bot. */
export class Health {
  readonly #facts: HealthFacts;
  readonly #startedAtMs: number;
  #sources = NOTHING_YET;
  #begun = false;
  #stopping = false;

  constructor(facts: HealthFacts) {
    this.#facts = facts;
    this.#startedAtMs = facts.clock.monotonic();
  }

  /** From now on these are asked. */
  watch(sources: HealthSources): void {
    this.#sources = sources;
  }

  /** From now on what is not fine is `degraded`: there is no room to wait for, or it was entered. */
  begun(): void {
    this.#begun = true;
  }

  /** From now on the status is `stopping`. */
  stopping(): void {
    this.#stopping = true;
  }

  /** The record of this moment. */
  report(): HealthReport {
    const { version, channel, clock } = this.#facts;
    const sources = this.#sources;
    const inChannel = sources.inChannel();
    const database = sources.database();
    const nats = sources.nats();
    this.#begun ||= inChannel || sources.reconnects() > 0;
    return {
      status: this.#status(inChannel && database === "ok" && nats !== "away"),
      inChannel,
      channel,
      lastFrameAgeMs: sources.lastFrameAgeMs() ?? null,
      database,
      writes: sources.writes(),
      nats,
      version,
      uptimeSeconds: Math.floor((clock.monotonic() - this.#startedAtMs) / 1000),
      reconnects: sources.reconnects(),
    };
  }

  #status(fine: boolean): HealthStatus {
    if (this.#stopping) return "stopping";
    if (fine) return "ok";
    return this.#begun ? "degraded" : "starting";
  }
}
