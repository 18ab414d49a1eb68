/**
 * What a sandbox is started with: accounts, channels, limits, and what was kept from the last time.
 *
 * @module
 */

import type { Clock, Random } from "../domain/clock.ts";
import type { MediaCatalogue } from "./media_catalogue.ts";
import type { SandboxState } from "./state.ts";

/** What others see of a person beside the name. */
export interface Profile {
  readonly image: string;
  readonly text: string;
}

/** A registered user of the sandbox. The password is no secret: it stands on the sandbox page. */
export interface SandboxAccount {
  readonly name: string;
  readonly password: string;
  /** Rank everywhere on the server: 1 for people, 255 for the site's administrators. Default 1. */
  readonly globalRank?: number;
  readonly profile?: Profile;
}

/** One item that lies in a channel's playlist from the start. */
export interface SandboxPlaylistItem {
  readonly type: string;
  readonly id: string;
  readonly queuedBy: string;
  readonly temporary?: boolean;
}

/** A channel as it is before anybody came in. A channel that is not listed exists too, unregistered. */
export interface SandboxChannelSetup {
  readonly name: string;
  /** Default true: somebody owns it, it is saved, and its permissions are the strict ones. */
  readonly registered?: boolean;
  /** Rank in this channel by account name: 2 moderator, 3 administrator, 4 owner, 5 founder. */
  readonly ranks?: Readonly<Record<string, number>>;
  /** Single options of `channelOpts`, by their names on the wire. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Single permissions of `setPermissions`, by their names on the wire. */
  readonly permissions?: Readonly<Record<string, number>>;
  /** Nobody gets in without it; the same as the option `password`. */
  readonly password?: string;
  readonly motd?: string;
  /** Whether the playlist is open to everybody. Default: only that of an unregistered channel. */
  readonly open?: boolean;
  readonly emotes?: readonly { readonly name: string; readonly image: string }[];
  readonly playlist?: readonly SandboxPlaylistItem[];
}

/** The settings of the site, all of which can be changed while the sandbox runs. */
export interface SandboxSettings {
  /** Longest chat line and private message, in UTF-16 units; what is longer is cut. */
  readonly maxChatMessageLength: number;
  /** How long the check of a password takes: CyTube's bcrypt needs about 45 ms. */
  readonly loginDelayMs: number;
  /** One guest login from an address within this time. */
  readonly guestLoginDelayMs: number;
  /** Connections that one address may have open. */
  readonly connectionsPerAddress: number;
  /** Whether new connections of one address are limited to 5 and then one in 10 s. */
  readonly connectionLimit: boolean;
  /** Frames of any kind that one connection may send; `undefined` (CyTube's default) for no limit. */
  readonly frameRateLimit: { readonly burst: number; readonly perSecond: number } | undefined;
  /** A chat line that names one of these is answered with a kick. */
  readonly blacklistedDomains: readonly string[];
  /** Names that no guest may take. */
  readonly reservedNames: RegExp;
  /** When a registered user's channel rank is found: before the join's first frame, or after its last. */
  readonly channelRankArrives: "before" | "after";
  /** Most items of a playlist. */
  readonly maxPlaylistItems: number;
  /** How often loaded channels are saved. */
  readonly saveEveryMs: number;
}

/** CyTube 3.86's own values, as measured or as its sample configuration has them. */
export const DEFAULT_SETTINGS: SandboxSettings = {
  maxChatMessageLength: 320,
  loginDelayMs: 45,
  guestLoginDelayMs: 60_000,
  connectionsPerAddress: 10,
  connectionLimit: true,
  frameRateLimit: undefined,
  blacklistedDomains: ["blacklisted.example"],
  reservedNames: /^(admin(istrator)?|owner)$/i,
  channelRankArrives: "before",
  maxPlaylistItems: 4000,
  saveEveryMs: 300_000,
};

/** Everything that {@link Sandbox.start} takes. */
export interface SandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default `127.0.0.1`: the sandbox has no secrets and is not for other machines. */
  readonly hostname?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly accounts?: readonly SandboxAccount[];
  readonly channels?: readonly SandboxChannelSetup[];
  readonly settings?: Partial<SandboxSettings>;
  readonly catalogue?: MediaCatalogue;
  /** What an earlier sandbox kept: wins over `channels` for the channels that it knows. */
  readonly state?: SandboxState;
}
