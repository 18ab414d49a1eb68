/**
 * Whether Rosey is AFK: on purpose only. The server marks everybody as AFK who has been silent for some minutes
 * (`afk_timeout`, 600 s by default), bots too; private messages do not count as a sign of life (CyTube 3.86 as measured).
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import type { EventOf, RoomEvent } from "../domain/events.ts";
import { sameName } from "../domain/names.ts";
import type { ActionFate } from "../domain/outbox.ts";
import type { RoomView } from "../domain/room.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { Log } from "./ports.ts";

/** The server's answer to `/afk` takes a round trip; one that has not come by then was lost. */
const ANSWER_LIMIT_MS = 30_000;

/** What the presence needs. */
export interface OwnPresenceOptions {
  readonly room: RoomView;
  readonly speaker: Pick<Speaker, "act">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps Rosey from being AFK by accident, and AFK when that is wanted. */
export class OwnPresence {
  readonly #options: OwnPresenceOptions;
  #wanted = false;
  /** Runs while a toggle is on its way: a second one would undo it. */
  #toggling: Timer | undefined;

  constructor(options: OwnPresenceOptions) {
    this.#options = options;
  }

  /**
   * Goes AFK, or comes back; resolves with what became of it. Speaking in the room ends it as well: the server sees to
   * that. What cannot be done now is remembered, and done as soon as it can.
   */
  async setAway(away: boolean): Promise<ActionFate> {
    const { me } = this.#options.room;
    this.#wanted = away;
    if (me?.afk === away) return { outcome: "done", item: undefined, warning: undefined };
    if (me === undefined) return { outcome: "expired", message: "I am not in the room." };
    if (me.muted) return { outcome: "expired", message: "I am muted, so it has to wait until I am not." };
    return await this.#toggle() ?? { outcome: "in_doubt", message: "A change of it is on its way already." };
  }

  /** Follows what the room tells of Rosey itself. */
  follow(event: RoomEvent): void {
    if (event.kind === "user.changed") return this.#changed(event);
    if (event.kind === "room.lost") return this.#settled();
    if (event.kind === "room.entered") this.#adjust();
  }

  /** Stops waiting for the server. */
  stop(): void {
    this.#settled();
  }

  #changed({ before, user }: EventOf<"user.changed">): void {
    if (!sameName(user.name, this.#options.room.myName)) return;
    if (before.afk !== user.afk) {
      // Back without having asked: Rosey has spoken, and whoever speaks is here.
      if (!user.afk && this.#toggling === undefined) this.#wanted = false;
      this.#settled();
    }
    this.#adjust();
  }

  /** Not while muted: toggles would only pile up, and undo each other once the mute is over. */
  #adjust(): void {
    const me = this.#options.room.me;
    if (me !== undefined && !me.muted && me.afk !== this.#wanted) void this.#toggle();
  }

  /** Gives the fate of the toggle, which never rejects; `undefined` when one is on its way. */
  #toggle(): Promise<ActionFate> | undefined {
    const { clock, speaker, log } = this.#options;
    if (this.#toggling !== undefined) return undefined;
    this.#toggling = clock.after(ANSWER_LIMIT_MS, () => {
      this.#toggling = undefined;
      this.#adjust();
    });
    log.debug(this.#wanted ? "going AFK" : "coming back from AFK");
    return speaker.act({ kind: "afk", away: this.#wanted }, { class: "action", producer: "core" }).then(
      (fate) => {
        if (fate.outcome !== "done") log.debug("the AFK mark could not be changed", { detail: fate.message });
        return fate;
      },
      (error: unknown) => {
        log.warn("the AFK mark could not be changed", { error: errorText(error) });
        return { outcome: "expired", message: errorText(error) };
      },
    );
  }

  #settled(): void {
    this.#toggling?.stop();
    this.#toggling = undefined;
  }
}
