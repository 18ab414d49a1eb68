/**
 * The whole server without its sockets: accounts, channels, and the limits on addresses.
 *
 * @module
 */

import type { Clock, Random, Timer } from "../../domain/clock.ts";
import type { MediaCatalogue } from "../media_catalogue.ts";
import type { SandboxAccount, SandboxChannelSetup, SandboxSettings } from "../options.ts";
import type { KeptChannel, SandboxState } from "../state.ts";
import { Channel, type ChannelRecord } from "./channel.ts";
import { newChannel } from "./channel_setup.ts";
import { type Acknowledge, Connection, type Wire } from "./connection.ts";
import { isRecord } from "./frame_shape.ts";
import { ConnectionLimiter, TokenBucket } from "./limiter.ts";
import { Logins } from "./logins.ts";
import { INVALID_CHANNEL_NAME, isChannelName, nameKey } from "./names.ts";
import { SITE_ADMIN_RANK } from "./room.ts";

/** Addresses whose names are remembered, and names of one address. */
const MAX_ADDRESSES = 2000;
const MAX_ALIASES = 5;

/** The payload of `announcement`. */
export interface Announcement {
  readonly id: string;
  readonly title: string;
  /** HTML. */
  readonly text: string;
  readonly from: string;
}

/** What a site is made of. */
export interface SiteParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly accounts: readonly SandboxAccount[];
  readonly channels: readonly SandboxChannelSetup[];
  readonly catalogue: MediaCatalogue;
  /** The settings as they are now. */
  settings(): SandboxSettings;
  readonly state: SandboxState | undefined;
}

/** A CyTube server as a model: deterministic, driven by its clock and its random numbers. */
export class Site {
  readonly logins: Logins;
  /** Channels that moved to another server, by name, with its address. */
  readonly moved = new Map<string, string>();
  announcement: Announcement | undefined;
  readonly #parts: SiteParts;
  readonly #setups: ReadonlyMap<string, SandboxChannelSetup>;
  readonly #loaded = new Map<string, Channel>();
  readonly #records = new Map<string, ChannelRecord>();
  readonly #kept = new Map<string, KeptChannel>();
  readonly #connections = new Set<Connection>();
  readonly #arrivals = new ConnectionLimiter();
  readonly #frameBuckets = new WeakMap<Connection, TokenBucket>();
  readonly #names = new Map<string, string[]>();
  readonly #saving: Timer;
  #nextConnection = 1;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#setups = new Map(parts.channels.map((setup) => [nameKey(setup.name), setup]));
    for (const [name, kept] of Object.entries(parts.state?.channels ?? {})) this.#kept.set(name, kept);
    this.logins = new Logins(parts.accounts, {
      clock: parts.clock,
      settings: parts.settings,
      isTakenAround: (who, name) => {
        const channel = this.#channelOf(who);
        return channel !== undefined && channel.room.members.includes(who) && channel.has(name);
      },
      onLogin: (who) => {
        this.#remember(who.address, who.name);
        this.#channelOf(who)?.identified(who);
      },
    });
    this.#saving = parts.clock.every(parts.settings().saveEveryMs, () => this.save());
  }

  /** Why a new connection of this address is refused, if it is. */
  refusal(address: string): string | undefined {
    if (!this.#parts.settings().connectionLimit) return undefined;
    return this.#arrivals.accept(address, this.#parts.clock.now()) ? undefined : "Rate limit exceeded";
  }

  /** A socket is there; `undefined` if its address has too many already. `account` is whom a cookie names. */
  open(address: string, wire: Wire, account: SandboxAccount | undefined): Connection | undefined {
    const open = [...this.#connections].filter((connection) => connection.address === address).length;
    if (open >= this.#parts.settings().connectionsPerAddress) {
      wire.send("kick", [{ reason: "Too many connections from your IP address" }]);
      wire.end("cut");
      return undefined;
    }
    const connection = new Connection(this.#nextConnection++, address, wire, (ended) => {
      this.#connections.delete(ended);
    });
    this.#connections.add(connection);
    if (account !== undefined) {
      this.logins.assume(connection, account);
      this.#remember(address, account.name);
      connection.send("login", { success: true, name: account.name, guest: false });
    }
    connection.send("rank", connection.rank);
    if (this.announcement !== undefined) connection.send("announcement", this.announcement);
    return connection;
  }

  /** Takes one frame of a client. */
  receive(from: Connection, event: string, data: unknown, acknowledge: Acknowledge | undefined): void {
    if (!from.isOpen) return;
    if (this.#isTooFast(from)) return from.kick("Rate limit exceeded");
    switch (event) {
      case "login":
        return this.logins.receive(from, data);
      case "joinChannel":
        return this.#join(from, data);
      case "initACP":
        if (from.globalRank >= SITE_ADMIN_RANK) return;
        return from.kick("Attempted initACP from non privileged user.  This incident will be reported.");
      default:
        from.place?.receive(from, event, data, acknowledge);
    }
  }

  /** Shows an announcement to everybody, and to whoever connects until it is cleared. */
  announce(announcement: Announcement | undefined): void {
    this.announcement = announcement;
    if (announcement === undefined) return;
    for (const connection of this.#connections) connection.send("announcement", announcement);
  }

  /** The loaded channel of that name. */
  channel(name: string): Channel | undefined {
    return this.#loaded.get(nameKey(name));
  }

  /** Sends everybody out of a channel and unloads it, as a site administrator may. */
  unload(name: string, reason = "Channel shutting down"): void {
    this.channel(name)?.close(reason);
  }

  /** Everybody who is connected. */
  get connections(): readonly Connection[] {
    return [...this.#connections];
  }

  /** Saves every loaded channel. */
  save(): void {
    for (const channel of this.#loaded.values()) this.#keep(channel);
  }

  /** What was saved last, and what is written at once. */
  snapshot(): SandboxState {
    const records = [...this.#records.values()].filter((record) => record.isRegistered);
    return structuredClone({
      format: 1,
      channels: Object.fromEntries(this.#kept),
      ranks: {
        ...this.#parts.state?.ranks,
        ...Object.fromEntries(records.map((record) => [record.name, [...record.ranks.values()]])),
      },
      bans: {
        ...this.#parts.state?.bans,
        ...Object.fromEntries(records.map((record) => [record.name, record.bans])),
      },
    });
  }

  /** Stops every timer. Connections are the adapter's to end. */
  end(): void {
    this.#saving.stop();
    this.logins.end();
    for (const channel of this.#loaded.values()) channel.end();
    this.#loaded.clear();
  }

  #join(from: Connection, data: unknown): void {
    if (from.place !== undefined || !isRecord(data) || typeof data["name"] !== "string") return;
    const { name, pw } = data;
    if (typeof name !== "string" || !isChannelName(name)) {
      from.send("errorMsg", { msg: INVALID_CHANNEL_NAME });
      return from.kick("Invalid channel name");
    }
    const key = nameKey(name);
    if (this.moved.has(key)) {
      const msg = `Channel '${name}' is hosted on another server.  Try refreshing the page to update the ` +
        "connection URL.";
      from.send("errorMsg", { msg });
      return;
    }
    this.#load(key).join(from, typeof pw === "string" ? pw : undefined);
  }

  #load(key: string): Channel {
    const loaded = this.#loaded.get(key);
    if (loaded !== undefined) return loaded;
    const { clock, random, catalogue, settings } = this.#parts;
    const setup = this.#setups.get(key);
    const kept = this.#kept.get(key) ?? newChannel(key, setup, catalogue);
    const channel = new Channel(this.#record(key, setup), kept, {
      clock,
      random,
      catalogue,
      settings,
      namesFrom: (address) => this.#names.get(address) ?? [],
      isAccount: (name) => this.logins.account(name) !== undefined,
      lastAddressOf: (name) => this.#lastAddressOf(name),
      onEmpty: (empty) => this.#unload(empty),
    });
    this.#loaded.set(key, channel);
    return channel;
  }

  #record(key: string, setup: SandboxChannelSetup | undefined): ChannelRecord {
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const { state } = this.#parts;
    const given = Object.entries(setup?.ranks ?? {}).map(([name, rank]) => ({ name, rank }));
    const record: ChannelRecord = {
      name: key,
      isRegistered: setup !== undefined && setup.registered !== false,
      ranks: new Map((state?.ranks[key] ?? given).map((entry) => [nameKey(entry.name), entry])),
      bans: [...state?.bans[key] ?? []],
    };
    this.#records.set(key, record);
    return record;
  }

  #unload(channel: Channel): void {
    const key = channel.room.name;
    if (this.#loaded.get(key) !== channel) return;
    this.#keep(channel);
    channel.end();
    this.#loaded.delete(key);
  }

  #keep(channel: Channel): void {
    if (channel.room.isRegistered) this.#kept.set(channel.room.name, channel.keep());
  }

  #channelOf(who: Connection): Channel | undefined {
    return [...this.#loaded.values()].find((channel) => channel === who.place);
  }

  #isTooFast(from: Connection): boolean {
    const limit = this.#parts.settings().frameRateLimit;
    if (limit === undefined) return false;
    const now = this.#parts.clock.now();
    let bucket = this.#frameBuckets.get(from);
    if (bucket === undefined) {
      bucket = new TokenBucket(limit.burst, 1000 / limit.perSecond, now);
      this.#frameBuckets.set(from, bucket);
    }
    return !bucket.take(now);
  }

  #remember(address: string, name: string): void {
    const others = (this.#names.get(address) ?? []).filter((known) => known !== name);
    this.#names.delete(address);
    this.#names.set(address, [name, ...others].slice(0, MAX_ALIASES));
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_ADDRESSES && oldest !== undefined) this.#names.delete(oldest);
  }

  #lastAddressOf(name: string): string | undefined {
    const key = nameKey(name);
    const found = [...this.#names].findLast(([, names]) => names.some((known) => nameKey(known) === key));
    return found?.[0];
  }
}
