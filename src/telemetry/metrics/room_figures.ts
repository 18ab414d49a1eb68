/**
 * Figures of what happens in the room, counted from its events.
 *
 * @module
 */

import { Counter, Histogram, type Registry } from "prom-client";
import type { RoomEvent } from "../../domain/events.ts";

/** Seconds; a command that takes longer than its limit of 10 s is given up. */
const COMMAND_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Seconds that a refused line has to wait. */
const WAIT_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Counts events. */
export class RoomFigures {
  readonly #events: Counter<"kind">;
  readonly #lines: Counter<"direction">;
  readonly #lost: Counter<"reason">;
  readonly #entered: Counter;
  readonly #inRoomSeconds: Counter;
  readonly #throttled: Histogram;
  readonly #refused: Counter<"reason">;
  readonly #commands: Counter<"command" | "outcome">;
  readonly #commandSeconds: Histogram;
  readonly #outbox: Counter<"state">;
  #enteredAtMs: number | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#events = new Counter({
      name: "rosey_events_total",
      help: "Events of the room by kind",
      labelNames: ["kind"],
      registers,
    });
    this.#lines = new Counter({
      name: "rosey_chat_lines_total",
      help: "Lines of chat: in from others, out from Rosey, as the room heard them",
      labelNames: ["direction"],
      registers,
    });
    this.#entered = new Counter({
      name: "rosey_room_entered_total",
      help: "Times that Rosey came into the room",
      registers,
    });
    this.#lost = new Counter({
      name: "rosey_room_lost_total",
      help: "Times that the room was lost or could not be entered, by reason",
      labelNames: ["reason"],
      registers,
    });
    this.#inRoomSeconds = new Counter({
      name: "rosey_in_room_seconds_total",
      help: "Seconds that Rosey was in the room, counted when she leaves it and when this is read",
      registers,
    });
    this.#throttled = new Histogram({
      name: "rosey_throttle_wait_seconds",
      help: "Waits that the server's flood limit demanded of a line that it refused; none is the aim",
      buckets: WAIT_BUCKETS,
      registers,
    });
    this.#refused = new Counter({
      name: "rosey_lines_refused_total",
      help: "Lines that the server refused for another reason than its flood limit",
      labelNames: ["reason"],
      registers,
    });
    this.#commands = new Counter({
      name: "rosey_commands_total",
      help: "Commands by name and outcome",
      labelNames: ["command", "outcome"],
      registers,
    });
    this.#commandSeconds = new Histogram({
      name: "rosey_command_seconds",
      help: "From the arrival of a command to its end",
      buckets: COMMAND_BUCKETS,
      registers,
    });
    this.#outbox = new Counter({
      name: "rosey_outbox_transitions_total",
      help: "Lines and acts of the outbox that came into a state",
      labelNames: ["state"],
      registers,
    });
  }

  /** Counts an event. */
  follow(event: RoomEvent): void {
    this.#events.inc({ kind: event.kind });
    switch (event.kind) {
      case "chat":
        if (!event.replayed) this.#lines.inc({ direction: event.own ? "out" : "in" });
        return;
      case "room.entered":
        this.#entered.inc();
        this.#enteredAtMs = event.atMs;
        return;
      case "room.lost":
        this.#lost.inc({ reason: event.reason });
        this.countPresence(event.atMs);
        this.#enteredAtMs = undefined;
        return;
      case "send.throttled":
        return this.#throttled.observe(event.waitMs / 1000);
      case "send.refused":
        return this.#refused.inc({ reason: event.reason });
      case "command.finished":
        this.#commands.inc({ command: event.command, outcome: event.outcome });
        return this.#commandSeconds.observe(event.durationMs / 1000);
      case "outbox.changed":
        return this.#outbox.inc({ state: event.state });
      default:
        return;
    }
  }

  /** Counts the time in the room up to now. */
  countPresence(nowMs: number): void {
    if (this.#enteredAtMs === undefined) return;
    this.#inRoomSeconds.inc(Math.max(0, nowMs - this.#enteredAtMs) / 1000);
    this.#enteredAtMs = nowMs;
  }
}
