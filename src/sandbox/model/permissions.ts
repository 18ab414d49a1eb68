/**
 * Who may do what in a channel: the rank that each permission needs.
 *
 * @module
 */

import { REGISTERED_PERMISSIONS } from "../../domain/permissions.ts";

/** The name of one permission, as on the wire. */
export type Permission = keyof typeof REGISTERED_PERMISSIONS;

/** Whether `text` names a permission. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(REGISTERED_PERMISSIONS, text);
}

/** What an unregistered channel has; a permission that is missing here is nobody's. */
export const UNREGISTERED_PERMISSIONS: Readonly<Partial<Record<Permission, number>>> = {
  seeplaylist: -1,
  playlistadd: -1,
  playlistnext: 0,
  playlistmove: 0,
  playlistdelete: 0,
  playlistjump: 0,
  playlistaddlist: 0,
  oplaylistadd: -1,
  oplaylistnext: 0,
  oplaylistmove: 0,
  oplaylistdelete: 0,
  oplaylistjump: 0,
  oplaylistaddlist: 0,
  playlistaddcustom: 0,
  playlistaddlive: 0,
  exceedmaxlength: 0,
  addnontemp: 0,
  settemp: 0,
  playlistshuffle: 0,
  playlistclear: 0,
  pollctl: 0,
  pollvote: -1,
  viewhiddenpoll: 1.5,
  voteskip: -1,
  viewvoteskip: 1.5,
  playlistlock: 2,
  leaderctl: 0,
  drink: 0,
  chat: 0,
  chatclear: 2,
  exceedmaxitems: 2,
  deletefromchannellib: 2,
};

/** One channel's table of permissions, and whether its playlist is open to everybody. */
export class Permissions {
  #table: Partial<Record<Permission, number>>;
  /** While open, the `o...` twins of the playlist permissions hold too. */
  playlistOpen: boolean;

  constructor(registered: boolean, changes: Readonly<Record<string, unknown>>, playlistOpen: boolean) {
    this.#table = registered ? { ...REGISTERED_PERMISSIONS } : { ...UNREGISTERED_PERMISSIONS };
    this.playlistOpen = playlistOpen;
    this.change(changes);
  }

  /** Whether somebody of this rank may. */
  allows(rank: number, permission: Permission): boolean {
    const open = `o${permission}`;
    if (this.playlistOpen && isPermission(open) && rank >= this.rankFor(open)) return true;
    return rank >= this.rankFor(permission);
  }

  /** The rank that a permission needs; infinite when nobody has it. */
  rankFor(permission: Permission): number {
    return this.#table[permission] ?? Number.POSITIVE_INFINITY;
  }

  /** Takes over the known permissions of a `setPermissions` frame. */
  change(changes: Readonly<Record<string, unknown>>): void {
    for (const [name, rank] of Object.entries(changes)) {
      if (isPermission(name) && typeof rank === "number") this.#table[name] = rank;
    }
  }

  /** The payload of `setPermissions`. */
  toWire(): Readonly<Partial<Record<Permission, number>>> {
    return { ...this.#table };
  }
}
