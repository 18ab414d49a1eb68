/**
 * What cannot be played: refused by the server because it is gone or blocked, or skipped by people right after its start.
 * It is remembered until it is played after all, or for 90 days.
 *
 * @module
 */

import type { EventOf, Media, RoomView, Rosey, Write } from "../../src/plugin/mod.ts";
import { arg, durationText, titleText } from "../../src/plugin/mod.ts";
import { aliveItem, deadItem } from "./changes.ts";
import { positionOf } from "./find_item.ts";
import { mediaName } from "./item_text.ts";
import { readMediaLink } from "./media_link.ts";
import type { DeadItem, PlaylistMemory } from "./playlist_memory.ts";
import { meansDead, refusalText } from "./refusal_text.ts";

/** The lead-in, and the time it takes to see that nothing comes and to press the button. */
const SKIPPED_WITHIN_MS = 10_000;
/** Who let it play this long saw something. */
const PLAYED_MS = 60_000;

interface Playing {
  readonly media: Media;
  readonly startedMs: number;
  /** Somebody has voted to skip it: then it is taste. */
  voted: boolean;
}

/** Turns the room's events into changes of what is known to be dead. */
export class DeadItems {
  readonly #room: Pick<RoomView, "playlist">;
  #playing: Playing | undefined;
  /** Rosey was asked to play something else: whoever asked may only be looking for it. */
  #jumping = false;

  constructor(room: Pick<RoomView, "playlist">) {
    this.#room = room;
  }

  /** The server refused a media of Rosey's, or took it with a warning. */
  refused({ message, link, mediaId, atMs }: EventOf<"playlist.refused">): readonly Write[] {
    if (!meansDead(message)) return [];
    const reading = readMediaLink(link ?? "");
    // Where the server gives no address, the id alone has to do.
    const media = reading.kind === "media" ? reading.media : { type: "", id: mediaId ?? "" };
    if (media.id === "") return [];
    return deadItem({ ...media, title: undefined, reason: refusalText(message, media, this.#room), atMs });
  }

  /** Something starts, and what played before is over. */
  started({ playback: { media, positionSeconds }, atMs }: EventOf<"media.changed">): readonly Write[] {
    const before = this.#playing;
    const jumping = this.#jumping;
    this.#jumping = false;
    this.#playing = { media, startedMs: atMs - Math.max(0, positionSeconds) * 1_000, voted: false };
    if (before === undefined || (before.media.type === media.type && before.media.id === media.id)) return [];
    const playedMs = atMs - before.startedMs;
    const { type, id, title, seconds } = before.media;
    if (playedMs >= PLAYED_MS || (seconds > 0 && playedMs >= seconds * 1_000)) return aliveItem({ type, id });
    if (playedMs > SKIPPED_WITHIN_MS || before.voted || jumping) return [];
    return deadItem({ type, id, title, reason: `skipped after ${durationText(playedMs)}`, atMs });
  }

  /** Votes to skip were counted. */
  voted({ count }: EventOf<"voteskip.counted">): readonly Write[] {
    if (count > 0 && this.#playing !== undefined) this.#playing.voted = true;
    return [];
  }

  /** Rosey is about to play something else because somebody asked her to. */
  jumps(): void {
    this.#jumping = true;
  }

  /** Nobody knows what happens in the room now. */
  lost(): readonly Write[] {
    this.#playing = undefined;
    this.#jumping = false;
    return [];
  }
}

/** Offers `deaditems`. */
export function offerDeadItems(rosey: Rosey<unknown>, memory: PlaylistMemory): void {
  rosey.command({
    name: "deaditems",
    aliases: ["dead"],
    summary: "What could not be added or was skipped at once: gone, private, blocked",
    args: { count: arg.integer({ min: 1, max: 20 }).default(5) },
    rank: "user",
    cooldown: "5s",
    examples: [["!deaditems", /^(Not playable|Nothing is known to be dead)/]],
    async run({ args: { count }, via, reply }) {
      const items = await memory.deadItems(count);
      if (items.length === 0) return await reply("Nothing is known to be dead.");
      const texts = items.map((item) => deadText(rosey.room, item, rosey.clock.now()));
      await reply(
        via === "pm" ? ["Not playable:", ...texts].join("\n") : `Not playable: ${texts.join(" | ")}`,
      );
    },
  });
}

function deadText(room: Pick<RoomView, "playlist">, item: DeadItem, nowMs: number): string {
  const { media, title, reason, times, seenMs } = item;
  const position = positionOf(room, media);
  return [
    `${title === undefined ? mediaName(media) : titleText(title)}: ${reason}`,
    `${times > 1 ? `${times} times, last ` : ""}${durationText(nowMs - seenMs)} ago`,
    ...(position === undefined ? [] : [`at position ${position}`]),
  ].join(", ");
}
