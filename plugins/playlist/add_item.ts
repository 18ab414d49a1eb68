/**
 * Adding one media, and what became of it in words.
 *
 * @module
 */

import type { MediaLink, PlaylistItem, Rosey } from "../../src/plugin/mod.ts";
import { durationText } from "../../src/plugin/mod.ts";
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
    readonly item: PlaylistItem | undefined;
    readonly warning: string | undefined;
  }
  | { readonly outcome: "refused" | "unclear" | "stuck"; readonly reason: string };

/** Adds it and waits for the server's answer. What is longer than the user may add is taken out again. */
export async function addItem(
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
      return { outcome: "added", item, warning };
    }
    case "refused":
      return { outcome: "refused", reason: refusalText(fate.message, media, room) };
    case "in_doubt":
      // The room may have been lost between the server's deed and its answer; then the new list shows it.
      return positionOf(room, media) === undefined
        ? { outcome: "unclear", reason: "the server did not answer; look into the playlist" }
        : { outcome: "added", item: undefined, warning: undefined };
    case "expired":
      return { outcome: "stuck", reason: refusalText(fate.message, media, room) };
  }
}
