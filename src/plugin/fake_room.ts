/**
 * A room without a server, for tests: people come and go as the test says.
 *
 * @module
 */

import { nameKey, sameName } from "../domain/names.ts";
import { REGISTERED_PERMISSIONS } from "../domain/permissions.ts";
import type {
  ChannelOptions,
  Emote,
  Playback,
  PlaylistItem,
  Poll,
  RoomUser,
  RoomView,
} from "../domain/room.ts";

/** What a test says of somebody in the room; the rest is as for an ordinary registered user. */
export type FakeUser = Partial<RoomUser> & { readonly name: string };

/** Somebody in the room, with everything that the test did not say filled in. */
export function fakeUser(user: FakeUser): RoomUser {
  return {
    rank: 1,
    afk: false,
    muted: false,
    shadowMuted: undefined,
    aliases: [],
    address: undefined,
    profile: { image: "", text: "" },
    ...user,
  };
}

/**
 * A view of a room that a test can change, in every part; its events are the test kit's business. The people and Rosey's
 * rank are changed by {@link put}.
 */
export class FakeRoom implements RoomView {
  channel = "testroom";
  registered = true;
  leader: string | undefined;
  playlistLocked = true;
  voteskip: { readonly count: number; readonly need: number } | undefined;
  options: ChannelOptions | undefined;
  emotes: readonly Emote[] = [];
  motd = "";
  drinkCount = 0;
  inRoom = false;
  playlist: readonly PlaylistItem[] = [];
  current: PlaylistItem | undefined;
  playback: Playback | undefined;
  poll: Poll | undefined;
  /** Anonymous viewers, who are counted and in no list. */
  anonymous = 0;
  /** Those of a channel that nobody has changed. */
  readonly permissions = new Map<string, number>(Object.entries(REGISTERED_PERMISSIONS));
  readonly #users = new Map<string, RoomUser>();

  /** `myName` is the bot's. */
  constructor(readonly myName: string) {}

  get me(): RoomUser | undefined {
    return this.user(this.myName);
  }

  get myRank(): number {
    return this.me?.rank ?? -1;
  }

  get users(): readonly RoomUser[] {
    return [...this.#users.values()];
  }

  get connected(): number {
    return this.#users.size + this.anonymous;
  }

  get playlistMeta(): { count: number; seconds: number } {
    const seconds = this.playlist.reduce((sum, item) => sum + item.media.seconds, 0);
    return { count: this.playlist.length, seconds };
  }

  user(name: string): RoomUser | undefined {
    return this.#users.get(nameKey(name));
  }

  /** Puts somebody into the room, or changes them. */
  put(user: FakeUser): RoomUser {
    const whole = fakeUser(user);
    this.#users.set(nameKey(user.name), whole);
    return whole;
  }

  /** Takes somebody out; the bot leaves the room with everybody. */
  remove(name: string): void {
    if (sameName(name, this.myName)) this.#users.clear();
    else this.#users.delete(nameKey(name));
  }
}
