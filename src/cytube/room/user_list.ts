/**
 * Who is in the room.
 *
 * @module
 */

import { nameKey } from "../../domain/names.ts";
import type { RoomUser } from "../../domain/room.ts";

/** A change of somebody in the room. */
export interface UserChange {
  readonly before: RoomUser;
  readonly user: RoomUser;
}

/**
 * How long a rank that was told of somebody absent stays believed. A rank and the joining it belongs to race with the
 * server's database by some milliseconds (measured); later it may be stale.
 */
const EARLY_RANK_LIFETIME_MS = 10_000;

/** Ranks of absent people that are remembered at once; the oldest go first. */
const EARLY_RANK_LIMIT = 200;

/** The users of the room, keyed without case. */
export class UserList {
  readonly #users = new Map<string, RoomUser>();
  readonly #cameAtMs = new Map<string, number>();
  readonly #earlyRanks = new Map<string, { readonly rank: number; readonly toldAtMs: number }>();
  #snapshot: readonly RoomUser[] | undefined;

  /** Everybody, in the order of their coming as far as it is known. */
  get all(): readonly RoomUser[] {
    return this.#snapshot ??= [...this.#users.values()];
  }

  find(name: string): RoomUser | undefined {
    return this.#users.get(nameKey(name));
  }

  /** Takes a whole new list. */
  replace(users: readonly RoomUser[], nowMs: number): void {
    this.#users.clear();
    for (const user of users) this.#users.set(nameKey(user.name), user);
    for (const key of this.#users.keys()) {
      if (!this.#cameAtMs.has(key)) this.#cameAtMs.set(key, nowMs);
    }
    for (const key of this.#cameAtMs.keys()) {
      if (!this.#users.has(key)) this.#cameAtMs.delete(key);
    }
    this.#snapshot = undefined;
  }

  /** Whether somebody has just come, so that a rank told now may belong to the joining. */
  justCame(name: string, nowMs: number): boolean {
    const cameAtMs = this.#cameAtMs.get(nameKey(name));
    return cameAtMs !== undefined && nowMs - cameAtMs <= EARLY_RANK_LIFETIME_MS;
  }

  /** Somebody came, or was told again. Returns who it was before if the name was here already. */
  add(user: RoomUser, nowMs: number): { readonly before: RoomUser | undefined; readonly user: RoomUser } {
    const key = nameKey(user.name);
    const early = this.#earlyRanks.get(key);
    this.#earlyRanks.delete(key);
    const believed = early !== undefined && nowMs - early.toldAtMs <= EARLY_RANK_LIFETIME_MS;
    const added = believed ? { ...user, rank: early.rank } : user;
    const before = this.#users.get(key);
    if (before === undefined) this.#cameAtMs.set(key, nowMs);
    this.#set(added);
    return { before, user: added };
  }

  /** Somebody left; `undefined` if nobody of that name was here. */
  remove(name: string): RoomUser | undefined {
    const user = this.find(name);
    if (user === undefined) return undefined;
    this.#users.delete(nameKey(name));
    this.#cameAtMs.delete(nameKey(name));
    this.#snapshot = undefined;
    return user;
  }

  /** Changes somebody present; `undefined` if absent or if nothing differs. */
  change(name: string, difference: Partial<RoomUser>): UserChange | undefined {
    const before = this.find(name);
    if (before === undefined) return undefined;
    const user = { ...before, ...difference };
    if (sameUser(before, user)) return undefined;
    this.#set(user);
    return { before, user };
  }

  /** A rank was told: of somebody present it is taken, of somebody absent it is kept for a joining that follows. */
  rank(name: string, rank: number, nowMs: number): UserChange | undefined {
    if (this.find(name) !== undefined) return this.change(name, { rank });
    const key = nameKey(name);
    this.#earlyRanks.delete(key);
    this.#earlyRanks.set(key, { rank, toldAtMs: nowMs });
    for (const oldest of this.#earlyRanks.keys()) {
      if (this.#earlyRanks.size <= EARLY_RANK_LIMIT) break;
      this.#earlyRanks.delete(oldest);
    }
    return undefined;
  }

  #set(user: RoomUser): void {
    this.#users.set(nameKey(user.name), user);
    this.#snapshot = undefined;
  }
}

/** Whether two descriptions of a user say the same. */
export function sameUser(left: RoomUser, right: RoomUser): boolean {
  return left.name === right.name && left.rank === right.rank && left.afk === right.afk &&
    left.muted === right.muted && left.shadowMuted === right.shadowMuted && left.address === right.address &&
    left.profile.image === right.profile.image && left.profile.text === right.profile.text &&
    left.aliases.length === right.aliases.length &&
    left.aliases.every((alias, index) => alias === right.aliases[index]);
}
