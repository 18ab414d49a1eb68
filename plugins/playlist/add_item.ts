/**
 * Adding one media, and what became of it in words. A list of videos becomes its videos: the server adds them in one go
 * and does not say how many, so they are counted until no more come.
 *
 * @module
 */

import { sleep } from "../../src/domain/clock.ts";
import type { MediaLink, PlaylistItem, Rosey } from "../../src/plugin/mod.ts";
import { durationText, sameName } from "../../src/plugin/mod.ts";
import { positionOf } from "./find_item.ts";
import { refusalText } from "./refusal_text.ts";
import { isTooLong } from "./wish.ts";

/** One media on its way into the playlist, and who wants it there. */
export interface ItemToAdd {
  readonly media: MediaLink;
  readonly position: "end" | "next";
  readonly temporary: boolean;
  readonly user: { readonly name: string; readonly rank: number };
}

/** What became of it. `unclear` may have happened; `stuck` did not, and what comes after would not either. */
export type Addition =
  | {
    readonly outcome: "added";
    /** In the playlist's order; none when the server's answer was lost. */
    readonly items: readonly PlaylistItem[];
    readonly warning: string | undefined;
  }
  | { readonly outcome: "refused" | "unclear" | "stuck"; readonly reason: string };

/** As long as nothing more comes of a list, it is whole. */
const LIST_QUIET_MS = 500;

type Hands = Pick<Rosey<unknown>, "act" | "room" | "clock" | "signal">;

/** Adds one media after the other, whoever wants it: what comes while a list is added is of the list. */
export class ItemAdding {
  readonly #rosey: Hands;
  #last: Promise<unknown> = Promise.resolve();

  constructor(rosey: Hands) {
    this.#rosey = rosey;
  }

  /** Adds it and waits for the server's answer. */
  add(wanted: ItemToAdd): Promise<Addition> {
    const { media: { type } } = wanted;
    const added = this.#last.then(() =>
      type === "yp" ? addList(this.#rosey, wanted) : addItem(this.#rosey, wanted)
    );
    this.#last = added.catch(() => undefined);
    return added;
  }
}

async function addList(rosey: Hands, wanted: ItemToAdd): Promise<Addition> {
  const { room, clock, signal } = rosey;
  const before = new Set(room.playlist.map(({ uid }) => uid));
  const own = () =>
    room.playlist.filter(({ uid, queuedBy }) => !before.has(uid) && sameName(queuedBy, room.myName));
  const addition = await addItem(rosey, wanted);
  if (addition.outcome === "stuck") return addition;
  let items: readonly PlaylistItem[] = [];
  for (let known = -1; items.length > known && !signal.aborted; items = own()) {
    known = items.length;
    await sleep(clock, LIST_QUIET_MS, signal).catch(() => undefined);
  }
  if (items.length === 0) return addition;
  switch (addition.outcome) {
    case "added":
      return { ...addition, items };
    case "refused":
      // One of its videos was not taken, and that was the first answer.
      return { outcome: "added", items, warning: `not all of the list was taken: ${addition.reason}` };
    case "unclear":
      return { outcome: "added", items, warning: "there may be more in the list" };
  }
}

/** Adds it and waits for the server's answer. What is longer than the user may add is taken out again. */
async function addItem(
  rosey: Pick<Rosey<unknown>, "act" | "room">,
  { media, position, temporary, user }: ItemToAdd,
): Promise<Addition> {
  const { room } = rosey;
  const fate = await rosey.act({ kind: "queue", media, position, temporary }, { class: "action" });
  switch (fate.outcome) {
    case "done": {
      const { item } = fate;
      if (item !== undefined && isTooLong(item.media.seconds, user, room)) {
        await rosey.act({ kind: "delete", uid: item.uid }, { class: "action" });
        const limit = durationText((room.options?.maxMediaSeconds ?? 0) * 1_000);
        return { outcome: "refused", reason: `it is longer than this channel allows (${limit})` };
      }
      const warning = fate.warning === undefined ? undefined : refusalText(fate.warning, media, room);
      return { outcome: "added", items: item === undefined ? [] : [item], warning };
    }
    case "refused":
      return { outcome: "refused", reason: refusalText(fate.message, media, room) };
    case "in_doubt":
      // The room may have been lost between the server's deed and its answer; then the new list shows it.
      return positionOf(room, media) === undefined
        ? { outcome: "unclear", reason: "the server did not answer; look into the playlist" }
        : { outcome: "added", items: [], warning: undefined };
    case "expired":
      return { outcome: "stuck", reason: refusalText(fate.message, media, room) };
  }
}
