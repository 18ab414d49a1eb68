/**
 * Rosey's one vote to skip what plays. The server counts it once, and does not say so when it is given again.
 *
 * @module
 */

import type { EventOf, RoomView, Write } from "../../src/plugin/mod.ts";
import { sameName } from "../../src/plugin/mod.ts";

/** See the module. */
export class OwnVote {
  readonly #room: Pick<RoomView, "myName">;
  #given = false;

  constructor(room: Pick<RoomView, "myName">) {
    this.#room = room;
  }

  /** Whether it counts for what plays now. */
  get given(): boolean {
    return this.#given;
  }

  /** Gives it, unless what is done for it fails. */
  async give(vote: () => Promise<unknown>): Promise<void> {
    // What follows it may be heard before its answer: enough votes, and something else plays.
    this.#given = true;
    try {
      await vote();
    } catch (error) {
      this.#given = false;
      throw error;
    }
  }

  /** Something else plays, or the room is lost, and the vote with it. */
  over(): readonly Write[] {
    this.#given = false;
    return [];
  }

  /** The server takes back the vote of who goes AFK. */
  changed({ user }: EventOf<"user.changed">): readonly Write[] {
    return user.afk && sameName(user.name, this.#room.myName) ? this.over() : [];
  }
}
