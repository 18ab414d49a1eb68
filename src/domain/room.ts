/**
 * The things a CyTube room is made of, as Rosey sees them: users, media, the playlist, polls, options.
 *
 * @module
 */

/**
 * CyTube's ranks (measured on 3.86). Ranks are numbers with fractions and are compared with `>=`:
 * a leader has 1.5 while leading, a site may give others in between.
 */
export const RANKS = {
  anonymous: -1,
  guest: 0,
  user: 1,
  leader: 1.5,
  moderator: 2,
  admin: 3,
  owner: 4,
  founder: 5,
  siteAdmin: 255,
} as const;

/** A rank by its name in {@link RANKS}, or the number itself. */
export type Rank = keyof typeof RANKS | number;

/** The number behind a rank. */
export function rankNumber(rank: Rank): number {
  return typeof rank === "number" ? rank : RANKS[rank];
}

/** Somebody in the room. Anonymous viewers are in no list: only `connected` of {@link RoomView} counts them. */
export interface RoomUser {
  /** The spelling the server uses; names are unique without case in a channel. */
  readonly name: string;
  readonly rank: number;
  readonly afk: boolean;
  readonly muted: boolean;
  /** Only told to rank 2 and up; otherwise `undefined`, which is not "no". */
  readonly shadowMuted: boolean | undefined;
  /** Other names from the same address; only told to rank 2 and up. Never shown in public. */
  readonly aliases: readonly string[];
  /** The cloaked address (real for site admins); only told to rank 2 and up. Never shown in public. */
  readonly address: string | undefined;
  readonly profile: { readonly image: string; readonly text: string };
}

/** A video, stream or file. */
export interface Media {
  /** CyTube's short name of the provider: `yt`, `vi`, `fi`, `cu`, ... */
  readonly type: string;
  /** What the provider calls it; with `type` it names the media. */
  readonly id: string;
  readonly title: string;
  /** Length in seconds; 0 for live media, which have none. */
  readonly seconds: number;
}

/** A media in the playlist. */
export interface PlaylistItem {
  /** Names the item until the playlist is shuffled or the channel reloaded. */
  readonly uid: number;
  readonly media: Media;
  /** Taken out after it was played. */
  readonly temporary: boolean;
  readonly queuedBy: string;
}

/** What plays now, and where it is. */
export interface Playback {
  readonly media: Media;
  /** Seconds from the start at `measuredAtMs`; negative during the lead-in. */
  readonly positionSeconds: number;
  /** Rosey's clock, in milliseconds, when the position was told. */
  readonly measuredAtMs: number;
  readonly paused: boolean;
}

/** An open poll. Counts are `undefined` where the poll hides them. */
export interface Poll {
  /** When it was opened, server time in milliseconds: what tells one poll from the next. */
  readonly openedAtMs: number;
  readonly title: string;
  readonly options: readonly { readonly text: string; readonly votes: number | undefined }[];
  /** Votes are not for everybody before it is closed: what Rosey's rank lets her see of them is not to be told. */
  readonly hidden: boolean;
  readonly openedBy: string;
}

/** The channel options that Rosey acts on; times in seconds, as CyTube gives them. */
export interface ChannelOptions {
  readonly pageTitle: string;
  readonly afkTimeoutSeconds: number;
  /** The channel's own flood limit, on top of the server's; not for rank 2 and up. */
  readonly antiflood: {
    readonly enabled: boolean;
    readonly burst: number;
    /** Lines a second. */
    readonly sustained: number;
    readonly cooldownSeconds: number;
  };
  readonly allowVoteskip: boolean;
  readonly voteskipRatio: number;
  readonly allowDuplicates: boolean;
  readonly maxMediaSeconds: number;
  readonly allowControlCharacters: boolean;
  readonly newUserChatDelaySeconds: number;
  readonly newUserChatLinkDelaySeconds: number;
}

/** An emote of the channel. */
export interface Emote {
  readonly name: string;
  readonly image: string;
}

/**
 * The room as it is now: a live, read-only view of what the server has told. Empty before the first join;
 * rebuilt on every join.
 */
export interface RoomView {
  readonly channel: string;
  /** True from the join's `userlist` to the loss of the room. */
  readonly inRoom: boolean;
  readonly registered: boolean;
  /** Rosey in this room; `undefined` outside of it and when nobody is logged in. */
  readonly me: RoomUser | undefined;
  /** Rosey's name as the server spells it; `undefined` before the login. */
  readonly myName: string | undefined;
  readonly myRank: number;
  readonly users: readonly RoomUser[];
  /** Finds a user of the room; names are compared without case, as CyTube does. */
  user(name: string): RoomUser | undefined;
  /** Connections to the channel, anonymous viewers and Rosey included. */
  readonly connected: number;
  readonly leader: string | undefined;
  readonly playlist: readonly PlaylistItem[];
  readonly playlistLocked: boolean;
  /** What the server says of the playlist as a whole; differs from `playlist` when a frame was lost. */
  readonly playlistMeta: { readonly count: number; readonly seconds: number };
  readonly current: PlaylistItem | undefined;
  readonly playback: Playback | undefined;
  readonly voteskip: { readonly count: number; readonly need: number } | undefined;
  readonly poll: Poll | undefined;
  /** Permission node to the rank that it needs; 1000000 means nobody. */
  readonly permissions: ReadonlyMap<string, number>;
  readonly options: ChannelOptions | undefined;
  readonly emotes: readonly Emote[];
  /** HTML, as the server sends it. */
  readonly motd: string;
  readonly drinkCount: number;
}
