/**
 * A memory with NATS around it, as a room has it, and events to put in.
 *
 * @module
 */

import { z } from "zod";
import type { Driver } from "../../../db/drivers/driver.ts";
import type { Repositories } from "../../../db/repositories/mod.ts";
import type { Write } from "../../../src/domain/memory.ts";
import type { EventsOutside } from "../../../src/bot/ports.ts";
import { EventFlow } from "../../../src/bot/event_flow.ts";
import { Recorder } from "../../../src/bot/recorder.ts";
import { EventBus } from "../../../src/bus/event_bus.ts";
import type { answeredSubjects } from "../../../src/cli/parts/answered_subjects.ts";
import { NatsPart } from "../../../src/cli/parts/nats_part.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import type { RoomEvent } from "../../../src/domain/events.ts";
import type { UnitSink } from "../../../src/domain/memory.ts";
import type { NatsLogin } from "../../../src/domain/nats_target.ts";
import { createLog, type Logger } from "../../../src/telemetry/log.ts";

const LoggedLine = z.record(z.string(), z.unknown());

/** What a room has of a memory. */
export interface BusMemory {
  readonly repositories: Repositories;
  readonly sink: UnitSink;
}

/** A room's way of events, with NATS at its end. */
export class BusRoom implements AsyncDisposable {
  readonly part: NatsPart;
  readonly outside: EventsOutside;
  readonly logged: Record<string, unknown>[] = [];
  readonly #flow: EventFlow;
  readonly #log: Logger;
  #stopped: Promise<void> | undefined;

  constructor(
    memory: BusMemory,
    url: string,
    { waitingMax = 500_000, login }: { readonly waitingMax?: number; readonly login?: NatsLogin } = {},
  ) {
    const log = createLog({
      level: "debug",
      format: "json",
      colour: false,
      clock: systemClock,
      redact: (text) => text,
      write: (line) => void this.logged.push(LoggedLine.parse(JSON.parse(line))),
    });
    this.#log = log;
    this.part = new NatsPart({
      target: { servers: [url], login, tls: undefined },
      channel: "movies",
      waitingMax,
      repositories: memory.repositories,
      sink: memory.sink,
      clock: systemClock,
      log,
    });
    const outside = this.part.tell();
    this.outside = outside;
    const recorder = new Recorder({
      sink: memory.sink,
      log,
      core: (event): readonly Write[] => outside.kept(event),
    });
    const bus = new EventBus({ clock: systemClock, log });
    this.#flow = new EventFlow({ clock: systemClock, recorder, bus, outside });
  }

  /** Requests are answered, and commands taken. */
  answer(memory: BusMemory & { readonly database: Driver }, subjects: typeof answeredSubjects): void {
    const { repositories, sink, database } = memory;
    const parts = {
      repositories,
      sink,
      database,
      clock: systemClock,
      log: this.#log,
      room: undefined,
      signal: new AbortController().signal,
      wake: () => {},
      settings: {},
    };
    const info = () => Promise.reject(new Error("not asked"));
    this.part.serve(subjects({ ...parts, isOn: () => true, info }));
    this.part.obey(parts);
  }

  /** An event goes its way. */
  pass(event: RoomEvent): void {
    this.#flow.pass(event);
  }

  /** Resolves when every event was recorded and passed on. */
  passed(): Promise<void> {
    return this.#flow.drain();
  }

  stop(): Promise<void> {
    return this.#stopped ??= this.part.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
