/**
 * What somebody typed after `!add`: which media, where to, and for how long.
 *
 * @module
 */

import type { MediaLink, RoomView } from "../../src/plugin/mod.ts";
import { CommandRefusal, isPermitted } from "../../src/plugin/mod.ts";
import { mediaName } from "./item_text.ts";
import { readMediaLink } from "./media_link.ts";

/** What is to be added. */
export interface Wish {
  readonly media: readonly MediaLink[];
  /** Links that were not understood, and why. */
  readonly unread: readonly { readonly word: string; readonly reason: string }[];
  readonly position: "end" | "next";
  readonly temporary: boolean;
}

/** An embed is one word, whatever stands in it. */
const WORD = /(?:cu:)?<[^>]*>(?:\s*<\/\w+>)?|\S+/g;

const NEXT_WORDS: ReadonlySet<string> = new Set(["next"]);
const END_WORDS: ReadonlySet<string> = new Set(["end", "last"]);
const TEMPORARY_WORDS: ReadonlySet<string> = new Set(["temp", "temporary"]);
/** `no`, `false` and `0` are v0.5.0's. */
const PERMANENT_WORDS: ReadonlySet<string> = new Set(["perm", "permanent", "no", "false", "0"]);

/** Reads the words. Items are temporary unless they are wished otherwise, as they always were with Rosey. */
export function readWish(typed: string): Wish {
  const media: MediaLink[] = [];
  const unread: { word: string; reason: string }[] = [];
  let position: Wish["position"] = "end";
  let temporary = true;
  for (const word of typed.match(WORD) ?? []) {
    const plain = word.toLowerCase();
    if (NEXT_WORDS.has(plain)) position = "next";
    else if (END_WORDS.has(plain)) position = "end";
    else if (TEMPORARY_WORDS.has(plain)) temporary = true;
    else if (PERMANENT_WORDS.has(plain)) temporary = false;
    else {
      const reading = readMediaLink(word.replace(/,+$/, ""));
      if (reading.kind === "media") media.push(reading.media);
      else unread.push({ word, reason: reading.reason });
    }
  }
  return { media, unread, position, temporary };
}

/** What a channel asks of who adds media of a type, beside the permission to add at all. */
function typePermissions({ type }: MediaLink): readonly string[] {
  switch (type) {
    case "yp":
      return ["playlistaddlist"];
    case "cu":
      return ["playlistaddcustom", "playlistaddlive"];
    case "fi":
    case "cm":
      return ["playlistaddrawfile"];
    case "li":
    case "tw":
    case "rt":
    case "hl":
    case "us":
    case "hb":
      return ["playlistaddlive"];
    default:
      return [];
  }
}

type RuledRoom = Pick<RoomView, "permissions" | "playlistLocked" | "options">;

/**
 * Throws a CommandRefusal when the user could not do this by hand: Rosey's own rank must not lend anybody what the
 * channel denies them.
 */
export function checkWish(
  { media, position, temporary }: Wish,
  user: { rank: number },
  room: RuledRoom,
): void {
  const need = (permission: string, what: string) => {
    if (isPermitted(user.rank, permission, room)) return;
    throw new CommandRefusal(`You need the channel permission "${permission}" to add ${what}.`);
  };
  if (position === "next") need("playlistnext", "something as next");
  if (!temporary) need("addnontemp", "something that stays");
  for (const link of media) {
    for (const permission of typePermissions(link)) need(permission, mediaName(link));
    if (link.type === "yp" && (room.options?.maxMediaSeconds ?? 0) > 0) {
      need("exceedmaxlength", "a whole list while the channel limits the length of videos");
    }
  }
}

/** Whether an item is longer than this user may add; the server let it pass because of Rosey's rank. */
export function isTooLong(seconds: number, user: { rank: number }, room: RuledRoom): boolean {
  const limit = room.options?.maxMediaSeconds ?? 0;
  return limit > 0 && seconds > limit && !isPermitted(user.rank, "exceedmaxlength", room);
}
