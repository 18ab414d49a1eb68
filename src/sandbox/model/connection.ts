/**
 * One socket, as the server sees it: who it is, from where, and in which channel.
 *
 * @module
 */

import type { Profile } from "../options.ts";
import { FloodLimiter } from "./limiter.ts";
import { nameKey } from "./names.ts";

/**
 * How a connection ends, as the client sees it: told to go (`io server disconnect`), or cut off
 * (`transport close`).
 */
export type Ending = "disconnect" | "cut";

/** The line to one client: what the adapter gives to the model. */
export interface Wire {
  send(event: string, args: readonly unknown[]): void;
  end(how: Ending): void;
}

/** Answers a frame that asked for an acknowledgement. */
export type Acknowledge = (answer: unknown) => void;

/** Who somebody is. */
export type Identity =
  | { readonly kind: "anonymous" }
  | { readonly kind: "guest"; readonly name: string }
  | {
    readonly kind: "registered";
    readonly name: string;
    readonly globalRank: number;
    readonly profile: Profile;
  };

/** Where frames of somebody who is in a channel, or waits at its door, go to. */
export interface Place {
  receive(from: Connection, event: string, data: unknown, acknowledge: Acknowledge | undefined): void;
  /** Called once, when the connection ended. */
  leave(who: Connection): void;
}

/** How a person is silenced: openly, or without being told. */
export type Mute = "none" | "muted" | "shadow";

const NO_PROFILE: Profile = { image: "", text: "" };

/** Rank of somebody who is not logged in. */
export const ANONYMOUS_RANK = -1;
/** Rank of a guest. */
export const GUEST_RANK = 0;
/** Rank of the leader of the playlist, while leading. */
export const LEADER_RANK = 1.5;

/** One open connection. */
export class Connection {
  readonly id: number;
  readonly address: string;
  readonly chatLimiter = new FloodLimiter();
  readonly queueLimiter = new FloodLimiter();
  identity: Identity = { kind: "anonymous" };
  channelRank = 0;
  /** Raises the rank to 1.5 while leading. */
  isLeader = false;
  isAway = false;
  mute: Mute = "none";
  place: Place | undefined;
  /** When the whole playlist was asked for last. */
  playlistRequestedMs: number | undefined;
  /** A password is being checked: another login meanwhile is not answered. */
  loginUnderWay = false;
  readonly #wire: Wire;
  readonly #onEnd: (connection: Connection) => void;
  #open = true;

  constructor(id: number, address: string, wire: Wire, onEnd: (connection: Connection) => void) {
    this.id = id;
    this.address = address;
    this.#wire = wire;
    this.#onEnd = onEnd;
  }

  /** Whether frames still reach the client. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** The name as registered or as the guest spelled it; `undefined` for an anonymous viewer. */
  get name(): string | undefined {
    return this.identity.kind === "anonymous" ? undefined : this.identity.name;
  }

  get key(): string | undefined {
    return this.name === undefined ? undefined : nameKey(this.name);
  }

  get globalRank(): number {
    if (this.identity.kind === "registered") return this.identity.globalRank;
    return this.identity.kind === "guest" ? GUEST_RANK : ANONYMOUS_RANK;
  }

  /** The effective rank: the highest of the global one, the channel's, and the leader's. */
  get rank(): number {
    const own = Math.max(this.globalRank, this.identity.kind === "registered" ? this.channelRank : -1);
    return this.isLeader ? Math.max(own, LEADER_RANK) : own;
  }

  get profile(): Profile {
    return this.identity.kind === "registered" ? this.identity.profile : NO_PROFILE;
  }

  send(event: string, ...args: readonly unknown[]): void {
    if (this.#open) this.#wire.send(event, args);
  }

  /** Tells the client to go, with a reason or (as CyTube does after a blacklisted link) without one. */
  kick(reason: string | undefined): void {
    this.send("kick", reason === undefined ? {} : { reason });
    this.end("disconnect");
  }

  /** Ends the connection from our side. */
  end(how: Ending): void {
    if (!this.#open) return;
    this.ended();
    this.#wire.end(how);
  }

  /** The connection is over, whoever ended it. */
  ended(): void {
    if (!this.#open) return;
    this.#open = false;
    this.place?.leave(this);
    this.place = undefined;
    this.#onEnd(this);
  }
}

/** A connection that has a name: in a channel it is a person. */
export type NamedConnection = Connection & { readonly name: string; readonly key: string };

/** Whether somebody is logged in, as a guest or as a registered user. */
export function isNamed(connection: Connection): connection is NamedConnection {
  return connection.identity.kind !== "anonymous";
}
