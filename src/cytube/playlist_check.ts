/**
 * Keeps the model of the playlist true: with every change the server also tells how many items there are and how long
 * they last. Where that is not what the model says, a frame was lost, and the whole playlist is asked for.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import { isPermitted } from "../domain/permissions.ts";
import type { RoomView } from "../domain/room.ts";
import type { ClientLog } from "./log_port.ts";

/** How long the playlist must have been quiet: a change and its sum are two frames. */
export const SETTLE_MS = 2000;

/** The server gives the playlist once in 60 s, by its own clock. */
export const REQUEST_PAUSE_MS = 61_000;

/** Sums of seconds with fractions may differ by what rounding leaves. */
const SECONDS_TOLERANCE = 1;

/** Frames that change the playlist, its sums, or whether it may be seen. */
const TOUCHING = new Set([
  "queue",
  "delete",
  "playlist",
  "setPlaylistMeta",
  "setPermissions",
  "rank",
  "userlist",
]);

/** What the check needs. */
export interface PlaylistCheckOptions {
  readonly clock: Clock;
  readonly room: RoomView;
  /** Asks for the whole playlist; false when nothing can be written. */
  readonly request: () => boolean;
  readonly log: ClientLog;
}

/** By how much the server's sums are above the model's. */
interface Difference {
  readonly items: number;
  readonly seconds: number;
}

/** Watches the playlist of one client. */
export class PlaylistCheck {
  readonly #options: PlaylistCheckOptions;
  #timer: Timer | undefined;
  #requestedAtMs = -Infinity;
  /** What was different when the playlist was asked for: if it still is, the server counts in another way. */
  #asked: Difference | undefined;
  #answered = false;
  #requests = 0;

  constructor(options: PlaylistCheckOptions) {
    this.#options = options;
  }

  /** How often the playlist had to be asked for. */
  get requests(): number {
    return this.#requests;
  }

  /** A frame came. */
  frame(event: string): void {
    if (!TOUCHING.has(event)) return;
    if (event === "playlist") this.#answered = true;
    this.#checkAfter(SETTLE_MS);
  }

  /** The connection is gone: the next one tells the whole playlist anyway. */
  stop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#requestedAtMs = -Infinity;
    this.#asked = undefined;
  }

  #checkAfter(delayMs: number): void {
    this.#timer?.stop();
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#check();
    });
  }

  #check(): void {
    const { clock, room, request, log } = this.#options;
    if (!room.inRoom || !isPermitted(room.myRank, "seeplaylist", room)) return;
    const found = difference(room);
    if (found === undefined) {
      this.#asked = undefined;
      return;
    }
    const nowMs = clock.monotonic();
    const pauseMs = this.#requestedAtMs + REQUEST_PAUSE_MS - nowMs;
    if (this.#answered && same(found, this.#asked)) return;
    if (pauseMs > 0) return this.#checkAfter(Math.ceil(pauseMs));
    if (!request()) return;
    this.#requestedAtMs = nowMs;
    this.#asked = found;
    this.#answered = false;
    this.#requests++;
    log.info("the playlist is not what the server says; asking for it", {
      missingItems: found.items,
      missingSeconds: Math.round(found.seconds),
    });
    this.#checkAfter(REQUEST_PAUSE_MS);
  }
}

function difference({ playlist, playlistMeta }: RoomView): Difference | undefined {
  const seconds = playlistMeta.seconds - playlist.reduce((sum, { media }) => sum + media.seconds, 0);
  const items = playlistMeta.count - playlist.length;
  return items === 0 && Math.abs(seconds) <= SECONDS_TOLERANCE ? undefined : { items, seconds };
}

function same(left: Difference, right: Difference | undefined): boolean {
  return right !== undefined && left.items === right.items &&
    Math.abs(left.seconds - right.seconds) <= SECONDS_TOLERANCE;
}
