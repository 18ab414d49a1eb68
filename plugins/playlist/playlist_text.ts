/**
 * The answers of `!playlist` and `!current`.
 *
 * @module
 */

import type { Media, RoomView } from "../../src/plugin/mod.ts";
import { durationText, titleText } from "../../src/plugin/mod.ts";
import { currentPosition } from "./find_item.ts";
import { itemText, lengthText } from "./item_text.ts";

type ShownRoom = Pick<RoomView, "playlist" | "current" | "playlistLocked">;

/** How many items, in words. */
export function itemsText(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}

/** The playlist from what plays on, as parts: the caller decides how many stand in one line. */
export function playlistParts(room: ShownRoom, count: number): string[] {
  const { playlist } = room;
  if (playlist.length === 0) return ["The playlist is empty."];
  const playing = currentPosition(room) ?? 1;
  const first = Math.max(1, Math.min(playing, playlist.length - count + 1));
  const shown = playlist.slice(first - 1, first - 1 + count).map((item, index) => {
    const mark = item.uid === room.current?.uid ? "► " : "";
    return `${mark}${itemText(first + index, item)}`;
  });
  const seconds = playlist.reduce((sum, { media }) => sum + media.seconds, 0);
  const locked = room.playlistLocked ? "locked" : "open";
  const left = playlist.length - (first - 1 + shown.length);
  return [
    `Playlist (${itemsText(playlist.length)}, ${durationText(seconds * 1_000)}, ${locked}):`,
    ...shown,
    ...(left > 0 ? [`... and ${left} more`] : []),
  ];
}

/** Where what plays is now, in seconds: told at some moment, and counted on from there. */
export function playedSeconds({ playback }: Pick<RoomView, "playback">, nowMs: number): number {
  if (playback === undefined) return 0;
  const since = playback.paused ? 0 : (nowMs - playback.measuredAtMs) / 1_000;
  const seconds = Math.max(0, playback.positionSeconds + since);
  return playback.media.seconds > 0 ? Math.min(seconds, playback.media.seconds) : seconds;
}

/** What plays, as parts. */
export function currentParts(
  room: ShownRoom & Pick<RoomView, "playback" | "leader">,
  nowMs: number,
): string[] {
  const { playback, current } = room;
  const media = playback?.media ?? current?.media;
  if (media === undefined) return ["Nothing is playing."];
  const at = durationText(playedSeconds(room, nowMs) * 1_000);
  const position = currentPosition(room);
  const address = pageOf(media);
  return [
    `Now playing: ${titleText(media.title)}`,
    media.seconds > 0 ? `${at} of ${lengthText(media)}` : "live",
    ...(playback?.paused === true && playback.positionSeconds >= 0 ? ["paused"] : []),
    ...(current === undefined ? [] : [`added by ${current.queuedBy}`]),
    ...(current?.temporary === true ? ["temporary"] : []),
    ...(position === undefined ? [] : [`position ${position} of ${room.playlist.length}`]),
    ...(room.leader === undefined ? [] : [`led by ${room.leader}`]),
    ...(address === undefined ? [] : [address]),
  ];
}

/** The page of a media on the large sites; an address that somebody typed is not repeated. */
function pageOf({ type, id }: Media): string | undefined {
  if (!/^[\w-]+$/.test(id)) return undefined;
  switch (type) {
    case "yt":
      return `https://youtu.be/${id}`;
    case "vi":
      return `https://vimeo.com/${id}`;
    case "dm":
      return `https://www.dailymotion.com/video/${id}`;
    case "tw":
      return `https://www.twitch.tv/${id}`;
    default:
      return undefined;
  }
}
