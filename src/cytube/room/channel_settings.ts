/**
 * What a channel is set to: permissions, options, emotes, message of the day, poll, drinks.
 *
 * @module
 */

import type { ChannelOptions, Emote, Poll } from "../../domain/room.ts";

/** The mutable model behind the channel part of the room's view. */
export class ChannelSettings {
  permissions: ReadonlyMap<string, number> = new Map();
  options: ChannelOptions | undefined;
  motd = "";
  drinkCount = 0;
  poll: Poll | undefined;
  registered = true;
  #emotes: readonly Emote[] = [];

  get emotes(): readonly Emote[] {
    return this.#emotes;
  }

  setEmotes(emotes: readonly Emote[]): void {
    this.#emotes = emotes;
  }

  /** Adds an emote, or gives one of the same name a new image. */
  updateEmote(emote: Emote): void {
    const index = this.#emotes.findIndex((known) => known.name === emote.name);
    this.#emotes = index === -1 ? [...this.#emotes, emote] : this.#emotes.with(index, emote);
  }

  /** Puts an emote in the place of the one with the old name; one of the new name is replaced. */
  renameEmote(oldName: string, emote: Emote): void {
    const others = this.#emotes.filter((known) => known.name === oldName || known.name !== emote.name);
    const index = others.findIndex((known) => known.name === oldName);
    this.#emotes = index === -1 ? [...others, emote] : others.with(index, emote);
  }

  removeEmote(name: string): void {
    this.#emotes = this.#emotes.filter((known) => known.name !== name);
  }
}
