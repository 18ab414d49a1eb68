/**
 * Being away (AFK): by command, or by having been silent for the channel's `afk_timeout`.
 *
 * @module
 */

import type { Timer } from "../../domain/clock.ts";
import { type Connection, isNamed } from "./connection.ts";
import type { Room } from "./room.ts";

/** Marks people of one channel as away and back. */
export class Away {
  readonly #room: Room;
  readonly #onAway: (who: Connection) => void;
  readonly #timers = new Map<Connection, Timer>();

  /** `onAway` takes somebody's skip vote back before the others hear that they are away. */
  constructor(room: Room, onAway: (who: Connection) => void) {
    this.#room = room;
    this.#onAway = onAway;
  }

  /** Starts somebody's time of silence anew. */
  watch(who: Connection): void {
    this.forget(who);
    const timeoutMs = this.#room.options.afk_timeout * 1000;
    if (timeoutMs <= 0 || who.isAway) return;
    this.#timers.set(who, this.#room.services.clock.after(timeoutMs, () => this.set(who, true)));
  }

  /** Starts everybody's time anew, after the option changed. */
  watchAll(): void {
    for (const member of this.#room.members) this.watch(member);
  }

  /** Stops watching somebody who left. */
  forget(who: Connection): void {
    this.#timers.get(who)?.stop();
    this.#timers.delete(who);
  }

  /** Marks somebody as away or back; says so only if that is new. */
  set(who: Connection, isAway: boolean): void {
    if (who.isAway !== isAway) {
      who.isAway = isAway;
      if (isAway) this.#onAway(who);
      if (isNamed(who)) {
        this.#room.sendMeta(who);
        this.#room.broadcast("setAFK", { name: who.name, afk: isAway });
      }
    }
    this.watch(who);
  }
}
