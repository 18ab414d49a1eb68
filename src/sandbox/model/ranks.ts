/**
 * Ranks in a channel: who has which, and who may give them.
 *
 * @module
 */

import type { ChatCommand } from "./chat.ts";
import type { Connection, NamedConnection } from "./connection.ts";
import { isUserName, nameKey } from "./names.ts";
import { type Room, SITE_ADMIN_RANK } from "./room.ts";

/** The rank that gives ranks, and the rank of everybody with an account. */
const ADMIN_RANK = 3;
const USER_RANK = 1;

/** One person's rank, as kept. */
export interface RankEntry {
  readonly name: string;
  readonly rank: number;
}

/** The ranks of one channel. They outlive a crash. */
export class Ranks {
  readonly #room: Room;
  readonly #entries: Map<string, RankEntry>;
  readonly #isAccount: (name: string) => boolean;

  constructor(room: Room, entries: Map<string, RankEntry>, isAccount: (name: string) => boolean) {
    this.#room = room;
    this.#entries = entries;
    this.#isAccount = isAccount;
  }

  /** The rank of a registered name here; 1 unless it was given another. */
  of(name: string): number {
    return this.#entries.get(nameKey(name))?.rank ?? USER_RANK;
  }

  /** The slash command of this part. */
  commands(): [string, ChatCommand][] {
    return [["rank", (from, text) => {
      const [name = "", rank = ""] = text.split(" ");
      if (from.rank < ADMIN_RANK) return;
      const refusal = this.#change(from, name, Number(rank));
      if (refusal !== undefined) from.send("noflood", { action: "/rank", msg: refusal });
    }]];
  }

  /** Takes a `setChannelRank` frame. */
  receive(from: NamedConnection, name: string, rank: number): void {
    if (from.rank < ADMIN_RANK) return;
    const refusal = this.#change(from, name, rank);
    if (refusal !== undefined) from.send("channelRankFail", { msg: `Updating user rank failed: ${refusal}` });
  }

  /** Answers `requestChannelRanks`. */
  sendTo(viewer: Connection): void {
    if (viewer.rank < ADMIN_RANK) return;
    const entries = [...this.#entries.values()].filter((entry) => entry.rank > USER_RANK);
    entries.sort((left, right) => left.name < right.name ? -1 : 1);
    viewer.send("channelRanks", entries.map((entry) => ({ ...entry, channel: this.#room.name })));
  }

  #change(from: NamedConnection, name: string, rank: number): string | undefined {
    if (!isUserName(name)) return "Invalid username";
    if (Number.isNaN(rank)) return "Invalid rank";
    if (nameKey(name) === from.key) return "You cannot promote or demote yourself.";
    const present = this.#room.find(name);
    const isAdmin = from.rank >= SITE_ADMIN_RANK;
    if (rank < USER_RANK || (rank >= from.rank && !isAdmin)) {
      return "You can't promote someone to a rank equal or higher than yourself, or demote them to below rank 1.";
    }
    if ((present?.rank ?? this.of(name)) >= from.rank) {
      return "You can't promote or demote someone who has equal or higher rank than yourself";
    }
    if (present?.identity.kind === "guest" || !this.#isAccount(name)) {
      return "Unregistered users can't be promoted or demoted";
    }
    this.#entries.set(nameKey(name), { name: present?.name ?? name, rank });
    this.#room.log(`[mod] ${from.name} set ${name}'s rank to ${rank}`);
    if (present === undefined) {
      this.#room.broadcast("setUserRank", { name, rank, userrank: from.rank });
    } else {
      this.#room.changeRank(present, () => present.channelRank = rank);
      this.#room.broadcast("setUserRank", { name, rank });
    }
    return undefined;
  }
}
