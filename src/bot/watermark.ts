/**
 * The newest server time seen: what tells, after an outage, where the memory of the chat ends.
 *
 * @module
 */

import type { RoomEvent } from "../domain/events.ts";
import type { Write } from "../domain/memory.ts";
import type { Log, RoomMemory } from "./ports.ts";

/** Follows the server's clock through the lines of a room. Times of the server are compared with nothing else. */
export class Watermark {
  readonly #memory: RoomMemory["watermark"];
  readonly #log: Log;
  #seenMs: number | undefined;
  #unsaved = false;

  constructor(memory: RoomMemory["watermark"], log: Log, seenMs: number | undefined) {
    this.#memory = memory;
    this.#log = log;
    this.#seenMs = seenMs;
  }

  /** The newest server time seen, in milliseconds; `undefined` before the first line ever. */
  get seenMs(): number | undefined {
    return this.#seenMs;
  }

  /**
   * The writes that keep the stored watermark true after this event. A replayed line can be older than what was seen
   * (a server that crashed shows an older buffer): it never moves the watermark back. A live line that is older means
   * that the server's clock was set back, which is logged and followed.
   */
  follow(event: RoomEvent): readonly Write[] {
    if (event.kind === "chat" || event.kind === "server.line") this.#see(event.serverTimeMs, event.replayed);
    if (!this.#unsaved || this.#seenMs === undefined) return [];
    this.#unsaved = false;
    return this.#memory.moved(this.#seenMs);
  }

  /** Notes a line that was known already and makes no event; stored with the next event. */
  raise(serverTimeMs: number): void {
    this.#see(serverTimeMs, true);
  }

  #see(serverTimeMs: number, replayed: boolean): void {
    const seenMs = this.#seenMs;
    if (seenMs !== undefined && serverTimeMs <= seenMs) {
      if (replayed || serverTimeMs === seenMs) return;
      this.#log.warn("the server's clock was set back", { fromMs: seenMs, toMs: serverTimeMs });
    }
    this.#seenMs = serverTimeMs;
    this.#unsaved = true;
  }
}
