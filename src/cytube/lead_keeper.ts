/**
 * What a leader owes the room. While somebody leads, the server's own clock stands still: without the leader's reports
 * nobody's player moves on, and the next item never comes. Whoever is asked to lead, Rosey too, has to send them.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import type { RoomEvent } from "../domain/events.ts";
import { sameName } from "../domain/names.ts";
import type { RoomView } from "../domain/room.ts";
import { positionNow } from "./line/playback_position.ts";
import type { OutgoingFrame } from "./outgoing.ts";

/** The server's own reports come as often. */
export const REPORT_PERIOD_MS = 5000;

/** An item is over this long after its length, as when the server leads. */
const OVERTIME_SECONDS = 2;

/** What the keeper needs. */
export interface LeadKeeperOptions {
  readonly clock: Clock;
  readonly room: RoomView;
  readonly send: (frame: OutgoingFrame) => boolean;
  /** An act is on its way, which may be a pause: a report now would undo it. */
  readonly acting: () => boolean;
}

/** Reports for Rosey while she leads. */
export class LeadKeeper {
  readonly #options: LeadKeeperOptions;
  #timer: Timer | undefined;

  constructor(options: LeadKeeperOptions) {
    this.#options = options;
  }

  notice(event: RoomEvent): void {
    if (event.kind === "room.lost") return this.stop();
    if (event.kind !== "leader.changed") return;
    this.stop();
    if (!sameName(event.name, this.#options.room.myName)) return;
    this.#timer = this.#options.clock.every(REPORT_PERIOD_MS, () => this.#report());
  }

  stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #report(): void {
    const { clock, room, send, acting } = this.#options;
    const { playback } = room;
    if (playback === undefined || playback.paused || acting()) return;
    const currentTime = positionNow(playback, clock.now());
    const { type, id, seconds } = playback.media;
    if (seconds > 0 && currentTime >= seconds + OVERTIME_SECONDS) {
      send({ event: "playNext", payload: undefined });
    } else {
      send({ event: "mediaUpdate", payload: { type, id, currentTime, paused: false } });
    }
  }
}
