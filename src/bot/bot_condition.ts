/**
 * How the bot itself is doing.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import type { RoomEvent } from "../domain/events.ts";
import type { BotCondition } from "../plugin/rosey.ts";
import type { LineCondition } from "./ports.ts";

/** Follows the room's coming and going; what the connection knows is asked of it. */
export class OwnCondition implements BotCondition {
  readonly version: string;
  readonly server: string;
  readonly startedAtMs: number;
  readonly #line: LineCondition;
  #inRoomSinceMs: number | undefined;
  #entries = 0;

  constructor(
    options: {
      readonly version: string;
      readonly server: string;
      readonly clock: Clock;
      readonly line: LineCondition;
    },
  ) {
    this.version = options.version;
    this.server = options.server;
    this.startedAtMs = options.clock.now();
    this.#line = options.line;
  }

  get inRoomSinceMs(): number | undefined {
    return this.#inRoomSinceMs;
  }

  get reconnects(): number {
    return Math.max(0, this.#entries - 1);
  }

  get lastFrameAgeMs(): number | undefined {
    return this.#line.lastFrameAgeMs;
  }

  get waitingLines(): number {
    return this.#line.waitingLines;
  }

  /** Takes note of an event. */
  follow(event: RoomEvent): void {
    if (event.kind === "room.lost") this.#inRoomSinceMs = undefined;
    if (event.kind !== "room.entered") return;
    this.#inRoomSinceMs = event.atMs;
    this.#entries += 1;
  }
}
