/**
 * What an event adds to the memory: the writes of all plugins for one event, and the watermark, as one unit.
 *
 * @module
 */

import { errorText } from "../domain/errors.ts";
import type { EventKind, EventOf, RoomEvent } from "../domain/events.ts";
import type { UnitSink, Write } from "../domain/memory.ts";
import type { Log } from "./ports.ts";

/** Answers at once, from the event alone, with what is to be remembered of it. */
export type RecordingHandler<Kind extends EventKind> = (event: EventOf<Kind>) => readonly Write[];

/** So many failures are logged one by one, and then one in so many: a memory that is away would fill the log. */
const FAILURES_LOGGED = { first: 20, thenOneIn: 100 };

/** What the recorder needs. */
export interface RecorderOptions {
  readonly sink: UnitSink;
  readonly log: Log;
  /** What the core itself adds to an event's unit: the watermark, a gap. */
  readonly core: (event: RoomEvent) => readonly Write[];
  /** These writes are durable. */
  readonly committed?: (writes: readonly Write[]) => void;
}

interface Recording {
  readonly plugin: string;
  writes(event: RoomEvent): readonly Write[];
}

function isKind<Kind extends EventKind>(event: RoomEvent, kind: Kind): event is RoomEvent & EventOf<Kind> {
  return event.kind === kind;
}

/**
 * Records events in the order of the calls. An event never waits for the one before it to be durable, so that many
 * share one commit; the sink keeps the order.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  /** By plugin, in the order in which the plugins came first. */
  readonly #recordings = new Map<string, readonly Recording[]>();
  #failures = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Adds a plugin's recording handler. Gives how to take it out; the plugin keeps its place in the order. */
  add<Kind extends EventKind>(plugin: string, kind: Kind, handler: RecordingHandler<Kind>): () => void {
    const recording: Recording = {
      plugin,
      writes: (event) => isKind(event, kind) ? handler(event) : [],
    };
    this.#recordings.set(plugin, [...this.#of(plugin), recording]);
    return () => void this.#recordings.set(plugin, this.#of(plugin).filter((other) => other !== recording));
  }

  /**
   * Commits what the event adds. Resolves when that is durable, at once when it adds nothing. Never rejects: a unit
   * that fails is logged and counted, since the room goes on without it.
   */
  async record(event: RoomEvent): Promise<void> {
    const recordings = [...this.#recordings.values()].flat();
    const writes = recordings.flatMap((recording) => this.#ask(recording, event));
    writes.push(...this.#options.core(event));
    if (writes.length === 0) return;
    try {
      await this.#options.sink.commit({ id: event.id, writes });
      this.#options.committed?.(writes);
    } catch (error) {
      this.#complain("an event could not be recorded", event, error);
    }
  }

  /** Units and handlers that failed since the start. */
  get failures(): number {
    return this.#failures;
  }

  #of(plugin: string): readonly Recording[] {
    return this.#recordings.get(plugin) ?? [];
  }

  #ask(recording: Recording, event: RoomEvent): readonly Write[] {
    try {
      return recording.writes(event);
    } catch (error) {
      this.#complain("a recording handler failed", event, error, recording.plugin);
      return [];
    }
  }

  #complain(message: string, event: RoomEvent, error: unknown, plugin?: string): void {
    this.#failures += 1;
    const failures = this.#failures;
    if (failures > FAILURES_LOGGED.first && failures % FAILURES_LOGGED.thenOneIn !== 0) return;
    this.#options.log.error(message, {
      ...(plugin === undefined ? {} : { plugin }),
      event: event.kind,
      id: event.id,
      failures,
      error: errorText(error),
    });
  }
}
