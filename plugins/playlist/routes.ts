/**
 * The playlist over HTTP.
 *
 * @module
 */

import { z } from "zod";
import { defineRoute, NO_BODY, NO_PARAMETERS, pageLength, wholeNumber } from "../../src/plugin/mod.ts";
import type { Desk, RoomView, Route } from "../../src/plugin/mod.ts";

/** The key under which the beginning of the playlist is kept for programs beside the bot. */
export const KEPT_PLAYLIST = "playlist";

/** Items that are kept: a value of a plugin is short. */
const KEPT_ITEMS = 80;

/** Of a title, of what names the media, and of who queued it. */
const KEPT_TEXT_LENGTH = 100;

const item = z.object({
  uid: z.int(),
  /** From 1. */
  position: z.int(),
  title: z.string(),
  type: z.string(),
  id: z.string(),
  /** 0: live. */
  seconds: z.number(),
  queuedBy: z.string(),
  temporary: z.boolean(),
});

const kept = z.object({ items: z.array(item), current: z.int().nullable(), total: z.int() });

/** See the top of this file. */
export function playlistRoutes({ room, store }: Pick<Desk, "room" | "store">): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/playlist",
      policy: "read",
      summary:
        "The playlist, and the `uid` of what plays; beside the bot, its beginning as it was some seconds ago",
      params: NO_PARAMETERS,
      query: z.strictObject({ offset: wholeNumber(0, 1_000_000).default(0), limit: pageLength }),
      body: NO_BODY,
      answer: kept,
      async handle({ query: { offset, limit } }) {
        const { items, current, total } = room === undefined
          ? await store.get(KEPT_PLAYLIST, kept) ?? { items: [], current: null, total: 0 }
          : shown(room);
        return { items: items.slice(offset, offset + limit), current, total };
      },
    }),
  ];
}

/** The beginning of the playlist, short enough to be kept. */
export function keptPlaylist(room: RoomView): z.output<typeof kept> {
  const { items, current, total } = shown(room);
  const cut = (text: string) => text.slice(0, KEPT_TEXT_LENGTH);
  const beginning = items.slice(0, KEPT_ITEMS).map((one) => ({
    ...one,
    title: cut(one.title),
    id: cut(one.id),
    queuedBy: cut(one.queuedBy),
  }));
  return { items: beginning, current, total };
}

function shown({ playlist, current }: RoomView): z.output<typeof kept> {
  const items = playlist.map(({ uid, media, queuedBy, temporary }, index) => ({
    uid,
    position: index + 1,
    title: media.title,
    type: media.type,
    id: media.id,
    seconds: media.seconds,
    queuedBy,
    temporary,
  }));
  return { items, current: current?.uid ?? null, total: playlist.length };
}
