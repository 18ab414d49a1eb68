/**
 * The ban list of a channel.
 *
 * @module
 */

import { cloakAddress } from "./address.ts";
import type { Connection } from "./connection.ts";
import { nameKey } from "./names.ts";

/** One entry: a name, an address, or the beginning of addresses (ending in a dot). */
export interface Ban {
  readonly id: number;
  /** `*` when only the name is banned. */
  readonly ip: string;
  readonly name: string;
  readonly reason: string;
  readonly bannedby: string;
}

/** The bans of one channel. They outlive a crash, unlike what is saved from time to time. */
export class Bans {
  readonly #list: Ban[];

  constructor(list: Ban[]) {
    this.#list = list;
  }

  add(entry: Omit<Ban, "id">): void {
    const id = this.#list.reduce((highest, ban) => Math.max(highest, ban.id), 0) + 1;
    this.#list.push({ ...entry, id });
  }

  remove(id: number): void {
    const index = this.#list.findIndex((ban) => ban.id === id);
    if (index >= 0) this.#list.splice(index, 1);
  }

  hasName(name: string): boolean {
    return this.#list.some((ban) => ban.ip === "*" && nameKey(ban.name) === nameKey(name));
  }

  /** Whether somebody may not be here: by address, or by name once that is known. */
  applyTo(who: Connection): boolean {
    const { name } = who;
    return this.coversAddress(who.address) || (name !== undefined && this.hasName(name));
  }

  coversAddress(address: string): boolean {
    return this.#list.some(({ ip }) => ip === address || (ip.endsWith(".") && address.startsWith(ip)));
  }

  /** The payload of `banlist`: addresses cloaked. */
  toWire(): readonly Ban[] {
    return this.#list.map((ban) => ban.ip === "*" ? ban : { ...ban, ip: cloakAddress(ban.ip) });
  }
}
