/**
 * One loaded channel: its parts, the way in, the way out, and what it leaves behind when it is saved.
 *
 * @module
 */

import type { MediaCatalogue } from "../media_catalogue.ts";
import type { KeptChannel } from "../state.ts";
import { cloakAddress } from "./address.ts";
import { Away } from "./away.ts";
import { type Ban, Bans } from "./bans.ts";
import { Chat, type ChatCommand } from "./chat.ts";
import { chatCommands } from "./chat_commands.ts";
import { changeChannel } from "./channel_frames.ts";
import {
  type Acknowledge,
  type Connection,
  isNamed,
  type Mute,
  type NamedConnection,
  type Place,
} from "./connection.ts";
import { Drinks } from "./drinks.ts";
import { Emotes } from "./emotes.ts";
import { type Look, lookToWire } from "./look.ts";
import { Moderation } from "./moderation.ts";
import { nameKey } from "./names.ts";
import { Permissions } from "./permissions.ts";
import { Playlist } from "./playlist.ts";
import { Polls } from "./polls.ts";
import { Queueing } from "./queueing.ts";
import { type RankEntry, Ranks } from "./ranks.ts";
import { MODERATOR_RANK, Room, type RoomServices } from "./room.ts";
import { Throttle } from "./throttle.ts";
import { Voteskip } from "./voteskip.ts";

/** `usercount` goes out at most this often. */
const USERCOUNT_PAUSE_MS = 10_000;

/** What a channel needs from the site. */
export interface ChannelServices extends RoomServices {
  readonly catalogue: MediaCatalogue;
  isAccount(name: string): boolean;
  lastAddressOf(name: string): string | undefined;
  /** Called when the last one left. */
  onEmpty(channel: Channel): void;
}

/** What a channel is made of beside what it kept: these outlive a crash. */
export interface ChannelRecord {
  readonly name: string;
  readonly isRegistered: boolean;
  readonly ranks: Map<string, RankEntry>;
  readonly bans: Ban[];
}

/** A channel with somebody in it, or at its door. */
export class Channel implements Place {
  readonly room: Room;
  readonly chat: Chat;
  readonly playlist: Playlist;
  readonly queueing: Queueing;
  readonly polls: Polls;
  readonly emotes: Emotes;
  readonly ranks: Ranks;
  readonly bans: Bans;
  readonly moderation: Moderation;
  readonly voteskip: Voteskip;
  readonly away: Away;
  readonly drinks: Drinks;
  readonly look: Look;
  readonly #services: ChannelServices;
  readonly #mutes = new Map<string, Mute>();
  readonly #usercount: Throttle;
  /** Those who gave no password yet, or no name where one is needed; true once asked for the password. */
  readonly #atDoor = new Map<Connection, boolean>();
  #hasEnded = false;

  constructor(record: ChannelRecord, kept: KeptChannel, services: ChannelServices) {
    this.#services = services;
    const permissions = new Permissions(record.isRegistered, kept.permissions, kept.playlistOpen);
    const room = new Room(
      record.name,
      record.isRegistered,
      structuredClone(kept.options),
      permissions,
      services,
    );
    this.room = room;
    this.look = { ...kept.look };
    this.emotes = new Emotes(kept.emotes);
    this.bans = new Bans(record.bans);
    this.ranks = new Ranks(room, record.ranks, services.isAccount);
    for (const { key, mute } of kept.mutes) this.#mutes.set(key, mute);
    this.voteskip = new Voteskip(room);
    this.away = new Away(room, (who) => this.voteskip.withdraw(who));
    this.drinks = new Drinks(room);
    this.polls = new Polls(room, kept.poll);
    this.playlist = new Playlist(room, () => {
      this.drinks.reset();
      this.voteskip.reset();
    });
    this.queueing = new Queueing(room, this.playlist, services.catalogue);
    this.moderation = new Moderation(room, {
      bans: this.bans,
      mutes: this.#mutes,
      rankOf: (name) => services.isAccount(name) ? this.ranks.of(name) : 0,
      lastAddressOf: services.lastAddressOf,
    });
    const commands = new Map<string, ChatCommand>();
    this.chat = new Chat(room, { away: this.away, drinks: this.drinks, commands }, kept);
    for (
      const [name, run] of [...chatCommands(this), ...this.moderation.commands(), ...this.ranks.commands()]
    ) {
      commands.set(name, run);
    }
    this.#usercount = new Throttle(services.clock, USERCOUNT_PAUSE_MS, () => {
      room.broadcast("usercount", room.members.length);
    });
    this.playlist.restore(kept.playlist);
  }

  /** Somebody asks to come in; they may have to wait at the door. */
  join(who: Connection, password: string | undefined): void {
    who.place = this;
    this.#atDoor.set(who, false);
    this.#recallRank(who);
    if (this.bans.coversAddress(who.address)) return this.#refuseBanned(who);
    if (this.room.options.block_anonymous_users && !isNamed(who)) {
      const msg = "This channel has blocked anonymous users. Please provide a user name to join.";
      who.send("errorMsg", { msg });
      return;
    }
    this.#knock(who, password);
  }

  /** Somebody who is inside or at the door is known by name now. */
  identified(who: NamedConnection): void {
    if (!this.room.members.includes(who)) {
      this.#recallRank(who);
      if (this.room.options.block_anonymous_users) this.#knock(who, undefined);
      else if (who.rank >= MODERATOR_RANK) this.#enter(who);
      return;
    }
    this.#announce(who);
    this.#findRank(who);
    if (this.bans.applyTo(who)) this.#refuseBanned(who);
  }

  receive(from: Connection, event: string, data: unknown, acknowledge: Acknowledge | undefined): void {
    if (this.room.members.includes(from)) changeChannel(this, from, event, data, acknowledge);
    else if (event === "channelPassword" && this.#atDoor.has(from) && typeof data === "string") {
      this.#knock(from, data);
    }
  }

  leave(who: Connection): void {
    if (this.#hasEnded) return;
    this.#atDoor.delete(who);
    const { room } = this;
    const index = room.members.indexOf(who);
    if (index >= 0) {
      room.members.splice(index, 1);
      this.away.forget(who);
      if (isNamed(who)) {
        room.broadcast("userLeave", { name: who.name });
      }
      room.log(`[login] ${cloakAddress(who.address)} (${who.name ?? ""}) disconnected.`);
      this.voteskip.withdraw(who);
      this.polls.withdraw(who);
      this.playlist.forget(who);
      if (room.members.length > 0) this.#usercount.call();
    }
    if (room.members.length === 0 && this.#atDoor.size === 0) this.#services.onEmpty(this);
  }

  /** Sends everybody away, with the reason given or (as when the server stops) without a word. */
  close(reason: string | undefined): void {
    for (const who of [...this.#atDoor.keys(), ...this.room.members]) {
      if (reason === undefined) who.end("cut");
      else who.kick(reason);
    }
  }

  /** Stops every timer: the channel is not used any more. */
  end(): void {
    this.#hasEnded = true;
    this.playlist.end();
    this.queueing.end();
    this.polls.end();
    this.#usercount.end();
    for (const member of this.room.members) this.away.forget(member);
  }

  /** What to keep of the channel. */
  keep(): KeptChannel {
    const { room } = this;
    const poll = this.polls.current;
    return structuredClone({
      options: room.options,
      permissions: room.permissions.toWire(),
      playlistOpen: room.permissions.playlistOpen,
      look: this.look,
      emotes: [...this.emotes.list],
      filters: this.chat.filters,
      mutes: [...this.#mutes].flatMap(([key, mute]) => mute === "none" ? [] : [{ key, mute }]),
      buffer: [...this.chat.buffer],
      playlist: this.playlist.keep(),
      poll: poll === undefined ? null : { ...poll, options: [...poll.options] },
    });
  }

  /** Lets somebody in who needs no password or gave it. */
  #knock(who: Connection, given: string | undefined): void {
    const { password } = this.room.options;
    const own = who.identity.kind === "registered" ? this.ranks.of(who.identity.name) : 0;
    const isModerator = Math.max(own, who.globalRank) >= MODERATOR_RANK;
    if (password === false || given === password || isModerator) return this.#enter(who);
    this.#atDoor.set(who, true);
    who.send("needPassword", given !== undefined);
  }

  /** Finds the channel rank of somebody at the door, unless it is to come after the join. */
  #recallRank(who: Connection): void {
    if (who.identity.kind !== "registered") return;
    if (this.#services.settings().channelRankArrives !== "before") return;
    who.channelRank = this.ranks.of(who.identity.name);
    who.send("rank", who.rank);
  }

  #enter(who: Connection): void {
    const { room } = this;
    const registered = who.identity.kind === "registered";
    const early = this.#services.settings().channelRankArrives === "before";
    if (this.bans.applyTo(who)) return this.#refuseBanned(who);
    if (this.#atDoor.get(who) === true) who.send("cancelNeedPassword");
    room.log(`[login] Accepted connection from ${cloakAddress(who.address)}`);
    if (isNamed(who)) {
      if (registered && early) room.broadcast("setUserRank", { name: who.name, rank: who.rank });
      this.#announce(who);
    }
    room.members.push(who);
    // Only now: who takes a name over sends the old owner away, and a channel without anybody is unloaded.
    this.#atDoor.delete(who);
    this.away.watch(who);
    this.#show(who, registered && early);
    room.sendUserlist(who);
    const { leader } = this.playlist;
    if (leader !== undefined) who.send("setLeader", leader.name);
    this.#usercount.call();
    if (!room.isRegistered) who.send("channelNotRegistered");
    if (registered) who.send("listPlaylists", []);
    if (registered && !early && isNamed(who)) this.#findRank(who);
  }

  /** The frames of a join, from the permissions to the poll. */
  #show(who: Connection, rankIsKnown: boolean): void {
    who.send("setPermissions", this.room.permissions.toWire());
    who.send("setPlaylistLocked", !this.room.permissions.playlistOpen);
    who.send("emoteList", this.emotes.list);
    for (const line of this.chat.buffer) who.send("chatMsg", line);
    who.send("drinkCount", this.drinks.count);
    who.send("channelCSSJS", lookToWire(this.look));
    who.send("setMotd", this.look.motd);
    who.send("channelOpts", this.room.options);
    this.playlist.sendTo(who);
    this.playlist.sendMediaTo(who);
    // The server sends the list again once it knows the rank: here it does at once.
    if (rankIsKnown) this.playlist.sendTo(who);
    this.polls.sendTo(who);
  }

  /** Looks up the channel rank of somebody who is inside already. */
  #findRank(who: NamedConnection): void {
    if (who.identity.kind !== "registered") return;
    const rank = this.ranks.of(who.name);
    this.room.changeRank(who, () => who.channelRank = rank);
    this.playlist.sendTo(who);
    this.room.broadcast("setUserRank", { name: who.name, rank: who.rank });
  }

  /** A name is in the channel now: an older connection of that name goes, the others are told. */
  #announce(who: NamedConnection): void {
    const { room } = this;
    for (const other of room.people()) {
      if (other !== who && other.key === who.key) {
        // The newcomer already gets what goes to the channel, also that its own name left.
        if (!room.members.includes(who)) who.send("userLeave", { name: other.name });
        other.kick("Duplicate login");
      }
    }
    this.moderation.recallMute(who);
    for (const viewer of [...room.members]) viewer.send("addUser", room.personFor(viewer, who));
    const aliases = room.services.namesFrom(who.address).join(",");
    room.whisper(`${who.name} joined (aliases: ${aliases})`);
    const guest = who.identity.kind === "guest" ? " (guest)" : "";
    room.log(`[login] ${cloakAddress(who.address)} logged in as ${who.name}${guest} (aliases: ${aliases})`);
  }

  #refuseBanned(who: Connection): void {
    who.kick("You are banned from this channel.");
  }

  /** Whether a name is taken by somebody inside. */
  has(name: string): boolean {
    return this.room.people().some((person) => person.key === nameKey(name));
  }
}
