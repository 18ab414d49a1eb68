/**
 * What `!status` answers.
 *
 * @module
 */

import type { BotCondition, Playback, RoomView } from "../../src/plugin/mod.ts";
import { durationText, titleText } from "../../src/plugin/mod.ts";

function playbackText(playback: Playback | undefined): string {
  if (playback === undefined) return "stopped";
  // During the lead-in the server says that it is paused.
  return playback.paused && playback.positionSeconds >= 0 ? "paused" : "playing";
}

/** The bot's condition, part by part; the caller decides how many stand in one line. */
export function statusParts(bot: BotCondition, room: RoomView, nowMs: number): string[] {
  const { inRoomSinceMs, reconnects, waitingLines } = bot;
  const { playback } = room;
  return [
    `Rosey ${bot.version}, up ${durationText(nowMs - bot.startedAtMs)}`,
    inRoomSinceMs === undefined
      ? `not in ${room.channel} on ${bot.server}`
      : `in ${room.channel} on ${bot.server} for ${durationText(nowMs - inRoomSinceMs)}`,
    `reconnects: ${reconnects}`,
    `rank: ${room.myRank}`,
    `AFK: ${room.me?.afk ? "yes" : "no"}`,
    `users: ${room.users.length} in chat, ${room.connected} connected`,
    `leader: ${room.leader ?? "none"}`,
    `now playing: ${playback === undefined ? "nothing" : titleText(playback.media.title)}`,
    `playback: ${playbackText(playback)}`,
    `lines waiting: ${waitingLines}`,
  ];
}
