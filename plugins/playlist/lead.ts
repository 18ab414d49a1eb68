/**
 * Pausing and going on. CyTube knows no pause of its own: whoever leads tells where the media is and whether it stands
 * still, and the server's clock stops while somebody leads. So Rosey leads while something is paused, and no longer: a
 * leader that tells nothing would stop the channel.
 *
 * ```
 * idle -- pause --> holding (Rosey leads, paused) -- resume, another media, room lost --> idle (the server leads)
 *                                                  '- the plugin is switched off -> idle, and going on
 * ```
 *
 * @module
 */

import { errorText } from "../../src/domain/errors.ts";
import type { CommandContext, Rosey } from "../../src/plugin/mod.ts";
import { CommandRefusal, durationText, isPermitted, sameName } from "../../src/plugin/mod.ts";
import { playedSeconds } from "./playlist_text.ts";

type Act = CommandContext["act"];

/** See the module. */
export class Lead {
  readonly #rosey: Pick<Rosey<unknown>, "act" | "room" | "clock" | "log">;
  /** Rosey leads, or is about to, because somebody asked her to pause. */
  #holding = false;
  /** Nobody could say `resume` any more. */
  #ended = false;

  constructor(rosey: Pick<Rosey<unknown>, "act" | "room" | "clock" | "log">) {
    this.#rosey = rosey;
  }

  /** Pauses what plays; gives where, as people read it. Throws a CommandRefusal when it cannot be. */
  async pause(act: Act): Promise<string> {
    const { room, clock } = this.#rosey;
    const { playback, leader } = room;
    if (playback === undefined) throw new CommandRefusal("Nothing is playing.");
    if (playback.media.seconds === 0) throw new CommandRefusal("That is live and cannot be paused.");
    if (playback.positionSeconds < 0) throw new CommandRefusal("It begins just now; try again in a moment.");
    if (playback.paused) throw new CommandRefusal("It is paused already.");
    if (leader !== undefined && !this.#leads) {
      throw new CommandRefusal(`${leader} leads: only they can pause.`);
    }
    this.#holding = true;
    try {
      if (!this.#leads) await act({ kind: "lead", name: room.myName });
      await act({ kind: "pause", paused: true });
      if (this.#ended) {
        throw new CommandRefusal("I was switched off meanwhile, and could not be told to go on.");
      }
    } catch (error) {
      await this.#letGo();
      throw error;
    }
    return durationText(playedSeconds(room, clock.now()) * 1_000);
  }

  /** Goes on where it was paused. Throws a CommandRefusal when nothing is. */
  async resume(act: Act): Promise<void> {
    const { playback, leader } = this.#rosey.room;
    if (!this.#leads) {
      if (leader !== undefined && playback?.paused === true) {
        throw new CommandRefusal(`${leader} leads and has paused: only they can go on.`);
      }
      throw new CommandRefusal("Nothing is paused.");
    }
    if (playback?.paused === true) await act({ kind: "pause", paused: false });
    this.#holding = false;
    // The server goes on by itself from where its leader was.
    await act({ kind: "lead", name: undefined });
  }

  /** Another media has started: what was paused is over, and the server has to count again. */
  async mediaChanged(): Promise<void> {
    if (this.#holding && this.#leads) await this.#letGo();
  }

  /** Somebody made Rosey the leader without a pause: she gives it back, so that the channel's clock runs. */
  async leaderChanged(): Promise<void> {
    if (this.#leads && !this.#holding) await this.#letGo();
    if (!this.#leads && this.#rosey.room.leader !== undefined) this.#holding = false;
  }

  /** The room is lost, and the lead with it. */
  lost(): void {
    this.#holding = false;
  }

  /** The plugin is switched off: what is paused goes on, since nobody could say so any more. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#holding) await this.#letGo();
  }

  get #leads(): boolean {
    const { leader, myName } = this.#rosey.room;
    return leader !== undefined && sameName(leader, myName);
  }

  async #letGo(): Promise<void> {
    const { room, log, act } = this.#rosey;
    this.#holding = false;
    if (!this.#leads) return;
    if (!isPermitted(room.myRank, "leaderctl", room)) {
      log.warn("Rosey was made the leader and may not give it back: the channel's clock stands still");
      return;
    }
    try {
      const fate = await act({ kind: "lead", name: undefined }, { class: "action" });
      if (fate.outcome !== "done") log.warn("the lead could not be given back", { reason: fate.message });
    } catch (error) {
      log.warn("the lead could not be given back", { error: errorText(error) });
    }
  }
}
