/**
 * The room as the frames tell it: the one mutable object behind {@link RoomView}.
 *
 * @module
 */

import type {
  ChannelOptions,
  Emote,
  Media,
  Playback,
  PlaylistItem,
  Poll,
  RoomUser,
  RoomView,
} from "../../domain/room.ts";
import { ChannelSettings } from "./channel_settings.ts";
import { Playlist } from "./playlist.ts";
import { UserList } from "./user_list.ts";

/** What is remembered over a reconnect, so that what goes on is not taken for new. */
export interface BeforeReconnect {
  readonly media: Media | undefined;
  readonly pollOpenedAtMs: number | undefined;
}

/** Frames write here; everything behind the border reads. Nothing survives a new connection. */
export class RoomState implements RoomView {
  readonly channel: string;
  userList = new UserList();
  queue = new Playlist();
  settings = new ChannelSettings();
  /** From the join's `userlist` to the loss. */
  inRoom = false;
  myName: string | undefined;
  myRank = -1;
  connected = 0;
  leader: string | undefined;
  before: BeforeReconnect = { media: undefined, pollOpenedAtMs: undefined };

  constructor(channel: string) {
    this.channel = channel;
  }

  /** A new connection: everything is told anew, so everything is forgotten. */
  reset(): void {
    this.before = {
      media: this.queue.playback?.media ?? this.before.media,
      pollOpenedAtMs: this.settings.poll?.openedAtMs ?? this.before.pollOpenedAtMs,
    };
    this.userList = new UserList();
    this.queue = new Playlist();
    this.settings = new ChannelSettings();
    this.inRoom = false;
    this.myName = undefined;
    this.myRank = -1;
    this.connected = 0;
    this.leader = undefined;
  }

  get registered(): boolean {
    return this.settings.registered;
  }

  get me(): RoomUser | undefined {
    return this.inRoom && this.myName !== undefined ? this.userList.find(this.myName) : undefined;
  }

  get users(): readonly RoomUser[] {
    return this.userList.all;
  }

  user(name: string): RoomUser | undefined {
    return this.userList.find(name);
  }

  get playlist(): readonly PlaylistItem[] {
    return this.queue.items;
  }

  get playlistLocked(): boolean {
    return this.queue.locked;
  }

  get playlistMeta(): { readonly count: number; readonly seconds: number } {
    return this.queue.meta;
  }

  get current(): PlaylistItem | undefined {
    return this.queue.current;
  }

  get playback(): Playback | undefined {
    return this.queue.playback;
  }

  get voteskip(): { readonly count: number; readonly need: number } | undefined {
    return this.queue.voteskip;
  }

  get poll(): Poll | undefined {
    return this.settings.poll;
  }

  get permissions(): ReadonlyMap<string, number> {
    return this.settings.permissions;
  }

  get options(): ChannelOptions | undefined {
    return this.settings.options;
  }

  get emotes(): readonly Emote[] {
    return this.settings.emotes;
  }

  get motd(): string {
    return this.settings.motd;
  }

  get drinkCount(): number {
    return this.settings.drinkCount;
  }
}
