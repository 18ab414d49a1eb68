/**
 * What all parts of a channel share: who is in it, its options and permissions, and how to reach people.
 *
 * @module
 */

import type { Clock, Random } from "../../domain/clock.ts";
import type { SandboxSettings } from "../options.ts";
import { cloakAddress } from "./address.ts";
import { type ChannelOptions } from "./channel_options.ts";
import { type Connection, isNamed, type NamedConnection } from "./connection.ts";
import { nameKey } from "./names.ts";
import type { Permission, Permissions } from "./permissions.ts";

/** Rank from which people see addresses, aliases and shadow mutes. */
export const MODERATOR_RANK = 2;
/** Rank from which people see real addresses. */
export const SITE_ADMIN_RANK = 255;
/** Lines of a channel's log that are kept. */
const MAX_LOG_LINES = 500;

/** What a room needs from the site around it. */
export interface RoomServices {
  readonly clock: Clock;
  readonly random: Random;
  /** The settings as they are now. */
  settings(): SandboxSettings;
  /** Every name seen from this address, newest first. */
  namesFrom(address: string): readonly string[];
}

/** One channel's people and rules. */
export class Room {
  readonly name: string;
  readonly isRegistered: boolean;
  readonly options: ChannelOptions;
  readonly permissions: Permissions;
  readonly services: RoomServices;
  /** In order of their coming; anonymous viewers included. */
  readonly members: Connection[] = [];
  readonly #log: string[] = [];

  constructor(
    name: string,
    isRegistered: boolean,
    options: ChannelOptions,
    permissions: Permissions,
    services: RoomServices,
  ) {
    this.name = name;
    this.isRegistered = isRegistered;
    this.options = options;
    this.permissions = permissions;
    this.services = services;
  }

  /** Milliseconds of the server's clock. */
  now(): number {
    return this.services.clock.now();
  }

  /** Whether somebody has a permission here. */
  allows(who: Connection, permission: Permission): boolean {
    return this.permissions.allows(who.rank, permission);
  }

  /** The person of this name, in any case of letters, if inside. */
  find(name: string): NamedConnection | undefined {
    const key = nameKey(name);
    return this.people().find((person) => person.key === key);
  }

  /** Everybody who has a name. */
  people(): NamedConnection[] {
    return this.members.filter(isNamed);
  }

  /** Sends to everybody inside. */
  broadcast(event: string, ...args: readonly unknown[]): void {
    for (const member of [...this.members]) member.send(event, ...args);
  }

  /** Sends to everybody from this rank on. */
  broadcastFrom(rank: number, event: string, ...args: readonly unknown[]): void {
    for (const member of [...this.members]) if (member.rank >= rank) member.send(event, ...args);
  }

  /** Says something in the server's own name to everybody from this rank on; not kept for later. */
  whisper(text: string, rank: number = MODERATOR_RANK): void {
    this.broadcastFrom(rank, "chatMsg", {
      username: "[server]",
      msg: text,
      meta: { addClass: "server-whisper", addClassToNameAndTimestamp: true },
      time: this.now(),
    });
  }

  /** A person as `viewer` may see them: `userlist` and `addUser` carry this. */
  personFor(viewer: Connection, person: NamedConnection): Readonly<Record<string, unknown>> {
    return {
      name: person.name,
      rank: person.rank,
      profile: person.profile,
      meta: this.metaFor(viewer, person),
    };
  }

  /** The mutable part of a person as `viewer` may see it: `setUserMeta` carries this. */
  metaFor(viewer: Connection, person: NamedConnection): Readonly<Record<string, unknown>> {
    if (viewer.rank < MODERATOR_RANK) return { afk: person.isAway, muted: person.mute === "muted" };
    return {
      afk: person.isAway,
      muted: person.mute !== "none",
      smuted: person.mute === "shadow",
      aliases: this.services.namesFrom(person.address),
      ip: viewer.rank >= SITE_ADMIN_RANK ? person.address : cloakAddress(person.address),
    };
  }

  /** The whole list of people, as `viewer` may see it. */
  sendUserlist(viewer: Connection): void {
    viewer.send("userlist", this.people().map((person) => this.personFor(viewer, person)));
  }

  /** Tells everybody, or everybody from a rank on, how a person is now. */
  sendMeta(person: NamedConnection, rank: number = Number.NEGATIVE_INFINITY): void {
    for (const viewer of [...this.members]) {
      if (viewer.rank < rank) continue;
      viewer.send("setUserMeta", { name: person.name, meta: this.metaFor(viewer, person) });
    }
  }

  /**
   * Changes what somebody's rank is made of: they are told, and get the list of people anew where the
   * change opens or closes what moderators or site administrators see.
   */
  changeRank(who: Connection, change: () => void): void {
    const before = who.rank;
    change();
    const after = who.rank;
    if (this.members.includes(who)) {
      const crossed = [MODERATOR_RANK, SITE_ADMIN_RANK].some((rank) => before >= rank !== after >= rank);
      if (crossed) this.sendUserlist(who);
    }
    who.send("rank", after);
  }

  /** Writes a line into the channel's log (`readChanLog`). */
  log(line: string): void {
    this.#log.push(`[${logTime(this.now())}] ${line}`);
    if (this.#log.length > MAX_LOG_LINES) this.#log.shift();
  }

  /** The log as one text. */
  logText(): string {
    return this.#log.map((line) => `${line}\n`).join("");
  }
}

/** `Fri Nov 20 2026 13:38:42`, in UTC. */
function logTime(ms: number): string {
  const [day = "", date = "", month = "", year = "", time = ""] = new Date(ms).toUTCString().replace(",", "")
    .split(" ");
  return `${day} ${month} ${date} ${year} ${time}`;
}
