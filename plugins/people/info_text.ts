/**
 * What `!info` answers: the bot and the channel at a glance.
 *
 * @module
 */

import type { RoomView } from "../../src/plugin/mod.ts";
import { durationText, titleText } from "../../src/plugin/mod.ts";

/** The parts of the answer; the caller decides how many stand in one line. */
export function infoParts(room: RoomView): string[] {
  const { playlistMeta: { count, seconds }, playback } = room;
  return [
    `Bot: ${room.myName ?? "not logged in"}`,
    `Rank: ${room.myRank}`,
    `AFK: ${room.me?.afk === true ? "yes" : "no"}`,
    `Channel: ${room.channel}`,
    `Users: ${room.users.length} in chat, ${room.connected} connected`,
    `Playlist: ${count} ${count === 1 ? "item" : "items"}`,
    `Duration: ${durationText(seconds * 1_000)}`,
    `Now playing: ${playback === undefined ? "nothing" : titleText(playback.media.title)}`,
  ];
}
