/**
 * Frames about the playlist and what plays.
 *
 * @module
 */

import { z } from "zod";
import type { Media, PlaylistItem } from "../../domain/room.ts";
import { plainFromHtml } from "../../domain/chat_html.ts";
import { sameMedia } from "../room/playlist.ts";
import { handled, tolerantList } from "./rule.ts";

const mediaFields = {
  type: z.string(),
  id: z.string(),
  title: z.string(),
  seconds: z.number().default(0),
};

const Item = z.object({
  uid: z.number(),
  media: z.object(mediaFields),
  temp: z.boolean().default(false),
  queueby: z.string().default(""),
}).transform((item): PlaylistItem => ({
  uid: item.uid,
  media: item.media,
  temporary: item.temp,
  queuedBy: item.queueby,
}));

const Place = z.union([z.number(), z.literal("prepend"), z.literal("append")]);

/** Rules of the frames about the playlist. */
export const PLAYLIST_FRAMES = {
  playlist: handled(
    "replaces the playlist; empty also stops what plays",
    tolerantList(Item),
    (list, context) => {
      context.unreadable(list.unreadable);
      const { queue } = context.room;
      const stops = queue.current !== undefined && list.items.length === 0;
      queue.replace(list.items);
      context.emit({ kind: "playlist.replaced", items: queue.items });
      if (stops) context.emit({ kind: "playlist.current", item: undefined });
    },
  ),

  queue: handled("an item was added", z.object({ item: Item, after: Place }), ({ item, after }, context) => {
    context.emit({ kind: "playlist.added", ...context.room.queue.insert(item, after) });
  }),

  delete: handled("an item was taken out", z.object({ uid: z.number() }), ({ uid }, context) => {
    const { queue } = context.room;
    const wasCurrent = queue.current?.uid === uid;
    const item = queue.remove(uid);
    if (item === undefined) return;
    context.emit({ kind: "playlist.removed", item });
    if (wasCurrent && queue.items.length === 0) context.emit({ kind: "playlist.current", item: undefined });
  }),

  moveVideo: handled("an item was moved", z.object({ from: z.number(), after: Place }), (move, context) => {
    const placed = context.room.queue.move(move.from, move.after);
    if (placed !== undefined) context.emit({ kind: "playlist.moved", ...placed });
  }),

  setTemp: handled(
    "an item became temporary or lasting",
    z.object({ uid: z.number(), temp: z.boolean() }),
    ({ uid, temp }, context) => {
      const item = context.room.queue.setTemporary(uid, temp);
      if (item !== undefined) context.emit({ kind: "playlist.changed", item });
    },
  ),

  // A join says it up to three times.
  setCurrent: handled("which item plays", z.number(), (uid, context) => {
    const { queue } = context.room;
    if (queue.setCurrent(uid)) context.emit({ kind: "playlist.current", item: queue.current });
  }),

  setPlaylistMeta: handled(
    "count and length of the playlist",
    z.object({ count: z.number(), rawTime: z.number() }),
    ({ count, rawTime }, context) => {
      context.room.queue.meta = { count, seconds: rawTime };
    },
  ),

  setPlaylistLocked: handled("whether the playlist is locked", z.boolean(), (locked, context) => {
    context.room.queue.locked = locked;
    context.emit({ kind: "playlist.locked", locked });
  }),

  // On a rejoin the media that goes on is told like a new one.
  changeMedia: handled(
    "a media starts, or plays on a join",
    z.object({ ...mediaFields, currentTime: z.number(), paused: z.boolean() }),
    ({ currentTime, paused, ...fields }, context) => {
      const media: Media = fields;
      const { room } = context;
      const playback = { media, positionSeconds: currentTime, measuredAtMs: context.nowMs(), paused };
      const goesOn = !room.inRoom && sameMedia(media, room.before.media);
      room.queue.start(playback);
      context.emit({ kind: goesOn ? "media.progressed" : "media.changed", playback });
    },
  ),

  mediaUpdate: handled(
    "position of what plays, every 5 s",
    z.object({ currentTime: z.number(), paused: z.boolean().default(false) }),
    ({ currentTime, paused }, context) => {
      const playback = context.room.queue.progress(currentTime, paused, context.nowMs());
      if (playback !== undefined) context.emit({ kind: "media.progressed", playback });
    },
  ),

  queueFail: handled(
    "a media that Rosey queued was refused",
    z.object({ msg: z.string(), link: z.string().optional(), id: z.string().optional() }),
    ({ msg, link, id }, context) => {
      context.emit({
        kind: "playlist.refused",
        message: plainFromHtml(msg),
        link,
        mediaId: id,
        warning: false,
      });
    },
  ),

  queueWarn: handled(
    "a media that Rosey queued was taken with a warning",
    z.object({ msg: z.string(), link: z.string().optional() }),
    ({ msg, link }, context) => {
      const message = plainFromHtml(msg);
      context.emit({ kind: "playlist.refused", message, link, mediaId: undefined, warning: true });
    },
  ),

  voteskip: handled(
    "votes to skip",
    z.object({ count: z.number(), need: z.number() }),
    (votes, context) => {
      context.room.queue.voteskip = votes;
      context.emit({ kind: "voteskip.counted", ...votes });
    },
  ),
};
