/**
 * Skipping what plays by vote: one vote an address.
 *
 * @module
 */

import type { Chat } from "./chat.ts";
import type { Connection } from "./connection.ts";
import type { Playlist } from "./playlist.ts";
import type { Room } from "./room.ts";

/** The skip votes on what plays in one channel. */
export class Voteskip {
  readonly #room: Room;
  readonly #votes = new Set<string>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** Counts a vote; when it is enough, the next item plays. */
  vote(from: Connection, playlist: Playlist, chat: Chat): void {
    const room = this.#room;
    if (playlist.current === undefined || !room.options.allow_voteskip || !room.allows(from, "voteskip")) {
      return;
    }
    this.#votes.add(from.address);
    this.#send();
    const { eligible, total, away, without } = this.#electorate();
    if (this.#votes.size < this.#need()) return;
    chat.announce(
      "[voteskip]",
      `Voteskip passed: ${this.#votes.size}/${eligible} skipped; eligible voters: ${eligible} = total (${total}) - ` +
        `AFK (${away}) - no permission (${without}); ratio = ${room.options.voteskip_ratio}`,
    );
    playlist.playNext();
  }

  /** Takes the vote of somebody who goes or is away back; they are told so if they stay. */
  withdraw(from: Connection): void {
    from.send("clearVoteskipVote");
    if (this.#votes.delete(from.address)) this.#send();
  }

  /** Something else plays: no votes. */
  reset(): void {
    this.#votes.clear();
    this.#send();
  }

  #send(): void {
    const counting = this.#votes.size > 0;
    this.#room.broadcastFrom(this.#room.permissions.rankFor("viewvoteskip"), "voteskip", {
      count: this.#votes.size,
      need: counting ? this.#need() : 0,
    });
  }

  #need(): number {
    return Math.max(1, Math.ceil(this.#electorate().eligible * this.#room.options.voteskip_ratio));
  }

  #electorate() {
    const { members } = this.#room;
    const away = members.filter((member) => member.isAway).length;
    const without =
      members.filter((member) => !member.isAway && !this.#room.allows(member, "voteskip")).length;
    return { total: members.length, away, without, eligible: members.length - away - without };
  }
}
