/**
 * Kicking, banning and muting: what moderators type, and what it does.
 *
 * @module
 */

import { addressRange, cloakAddress } from "./address.ts";
import type { Bans } from "./bans.ts";
import type { ChatCommand } from "./chat.ts";
import { type Connection, isNamed, type Mute, type NamedConnection } from "./connection.ts";
import { isUserName, nameKey } from "./names.ts";
import { MODERATOR_RANK, type Room } from "./room.ts";

/** Somebody who has never been here is taken to have this rank: a registered user's. */
const RANK_OF_ABSENT = 1;

/** What moderation asks of the channel around it. */
export interface ModerationServices {
  readonly bans: Bans;
  /** Mutes by name key; they last while the channel does, also over reconnects. */
  readonly mutes: Map<string, Mute>;
  /** The rank of a name in this channel, present or not. */
  rankOf(name: string): number | undefined;
  /** The address that somebody absent was last seen with. */
  lastAddressOf(name: string): string | undefined;
}

/** The moderation of one channel. */
export class Moderation {
  readonly #room: Room;
  readonly #services: ModerationServices;

  constructor(room: Room, services: ModerationServices) {
    this.#room = room;
    this.#services = services;
  }

  /** The slash commands of this part. */
  commands(): [string, ChatCommand][] {
    return [
      ["kick", (from, text) => this.kick(from, text)],
      ["kickanons", (from) => this.#kickAnonymous(from)],
      ["ban", (from, text) => this.ban(from, text, false)],
      ["ipban", (from, text) => this.ban(from, text, true)],
      ["banip", (from, text) => this.ban(from, text, true)],
      ["mute", (from, text) => this.mute(from, text, "muted")],
      ["smute", (from, text) => this.mute(from, text, "shadow")],
      ["unmute", (from, text) => this.unmute(from, text)],
      ["unsmute", (from, text) => this.unmute(from, text)],
    ];
  }

  /** Somebody is known by name now: an old mute holds. */
  recallMute(who: NamedConnection): void {
    who.mute = this.#services.mutes.get(who.key) ?? "none";
  }

  kick(from: NamedConnection, text: string): void {
    if (!this.#room.allows(from, "kick")) return;
    const [name = "", ...reason] = text.split(" ");
    if (nameKey(name) === from.key) {
      from.send("costanza", { msg: "You can't kick yourself" });
      return;
    }
    const target = this.#room.find(name);
    if (target === undefined) return;
    if (target.rank >= from.rank) {
      return this.#refuse(from, `You do not have permission to kick ${target.name}`);
    }
    target.kick(reason.join(" "));
    this.#tell(from, `kicked ${target.name}`, this.#room.permissions.rankFor("kick"));
  }

  ban(from: NamedConnection, text: string, byAddress: boolean): void {
    if (!this.#room.allows(from, "ban")) return;
    const [name = "", ...rest] = text.split(" ");
    const wide = byAddress && (rest[0] === "range" || rest[0] === "wrange") ? rest.shift() : undefined;
    if (nameKey(name) === from.key) {
      from.send("costanza", { msg: "You can't ban yourself" });
      return this.#refuse(from, "You cannot ban yourself");
    }
    if (!isUserName(name)) return this.#refuse(from, "Invalid username");
    const rank = this.#room.find(name)?.rank ?? this.#services.rankOf(name) ?? RANK_OF_ABSENT;
    if (rank >= from.rank) return this.#refuse(from, `You don't have permission to ban ${name}`);
    const { bans } = this.#services;
    const entry = { name, reason: rest.join(" ").slice(0, 255), bannedby: from.name };
    if (bans.hasName(name) && !byAddress) return this.#refuse(from, `${name} is already banned`);
    if (!bans.hasName(name)) {
      bans.add({ ...entry, ip: "*" });
      this.#tell(from, `namebanned ${name}`, this.#room.permissions.rankFor("ban"));
    }
    if (byAddress) this.#banAddress(from, entry, wide);
    for (const member of [...this.#room.members]) {
      if (bans.applyTo(member) && member.rank < from.rank) member.kick("You're banned!");
    }
  }

  unban(from: NamedConnection, id: number, name: string): void {
    if (!this.#room.allows(from, "ban")) return;
    this.#services.bans.remove(id);
    const rank = this.#room.permissions.rankFor("ban");
    this.#room.broadcastFrom(rank, "banlistRemove", { id, name });
    this.#tell(from, `unbanned ${name}`, rank);
  }

  mute(from: NamedConnection, text: string, mute: "muted" | "shadow"): void {
    const target = this.#target(from, text);
    if (target === undefined) return;
    if (target.rank >= from.rank) {
      return this.#refuse(from, `You do not have permission to mute ${target.name}`);
    }
    target.mute = mute;
    this.#services.mutes.set(target.key, mute);
    this.#room.sendMeta(target, mute === "shadow" ? MODERATOR_RANK : undefined);
    const did = mute === "shadow" ? "shadowmuted" : "muted";
    this.#tell(from, `${did} ${target.name}`, this.#room.permissions.rankFor("mute"));
  }

  unmute(from: NamedConnection, text: string): void {
    const target = this.#target(from, text);
    if (target === undefined) return;
    if (target.mute === "none") return this.#refuse(from, `${target.name} is not muted.`);
    target.mute = "none";
    this.#services.mutes.delete(target.key);
    this.#room.sendMeta(target);
    this.#tell(from, `unmuted ${target.name}`, this.#room.permissions.rankFor("mute"));
  }

  #target(from: NamedConnection, text: string): NamedConnection | undefined {
    if (!this.#room.allows(from, "mute")) return undefined;
    const [name = ""] = text.split(" ");
    const target = this.#room.find(name);
    if (target === undefined && name !== "") this.#refuse(from, `Cannot find user ${name}.`);
    return target;
  }

  #kickAnonymous(from: NamedConnection): void {
    if (!this.#room.allows(from, "kick")) return;
    for (const member of [...this.#room.members]) if (!isNamed(member)) member.kick("anonymous user");
    this.#tell(from, "kicked anonymous users", this.#room.permissions.rankFor("kick"));
  }

  #banAddress(
    from: NamedConnection,
    entry: Omit<Parameters<Bans["add"]>[0], "ip">,
    wide: string | undefined,
  ): void {
    const address = this.#room.find(entry.name)?.address ?? this.#services.lastAddressOf(entry.name);
    if (address === undefined) return;
    const ip = wide === undefined ? address : `${addressRange(address, wide === "wrange")}.`;
    this.#services.bans.add({ ...entry, ip });
    this.#tell(from, `banned ${cloakAddress(ip)} (${entry.name})`, this.#room.permissions.rankFor("ban"));
  }

  #tell(from: Connection, did: string, rank: number): void {
    this.#room.whisper(`${from.name} ${did}`, rank);
    this.#room.log(`[mod] ${from.name} ${did}`);
  }

  #refuse(from: Connection, msg: string): void {
    from.send("errorMsg", { msg });
  }
}
