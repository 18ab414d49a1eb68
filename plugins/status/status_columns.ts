/**
 * The bot's status in the columns of v0.5.0, as it is told over HTTP and NATS.
 *
 * @module
 */

import { z } from "zod";
import type { CurrentStatusRepository } from "../../db/repositories/mod.ts";
import { isBotConnected } from "../../src/domain/status_age.ts";
import { count, secondsOrNull, unixSeconds } from "../../src/plugin/mod.ts";

type StoredStatus = NonNullable<Awaited<ReturnType<CurrentStatusRepository["get"]>>>;

const digit = z.literal([0, 1]).nullable();

/** A row of v0.5.0's table. */
export const StatusColumns = z.object({
  id: z.literal(1),
  bot_name: z.string().nullable(),
  bot_rank: z.number().nullable(),
  bot_afk: digit,
  channel_name: z.string().nullable(),
  current_chat_users: count.nullable(),
  current_connected_users: count.nullable(),
  playlist_items: count.nullable(),
  current_media_title: z.string().nullable(),
  current_media_duration: count.nullable(),
  bot_start_time: unixSeconds.nullable(),
  bot_connected: digit.describe("0 also where nothing was written for 45 seconds"),
  last_updated: unixSeconds.nullable(),
});

/** The status as v0.5.0 told it; one that was not renewed for too long is of a bot that is gone. */
export function columnsOf(now: StoredStatus, atMs: number): z.input<typeof StatusColumns> {
  return {
    id: 1,
    bot_name: now.botName ?? null,
    bot_rank: now.botRank ?? null,
    bot_afk: digitOf(now.botAfk),
    channel_name: now.channelName ?? null,
    current_chat_users: now.chatUsers ?? null,
    current_connected_users: now.connectedUsers ?? null,
    playlist_items: now.playlistItems ?? null,
    current_media_title: now.mediaTitle ?? null,
    current_media_duration: now.mediaSeconds ?? null,
    bot_start_time: secondsOrNull(now.botStartMs),
    bot_connected: digitOf(now.botConnected && isBotConnected(now, atMs)),
    last_updated: secondsOrNull(now.updatedMs),
  };
}

function digitOf(flag: boolean | undefined): 0 | 1 | null {
  if (flag === undefined) return null;
  return flag ? 1 : 0;
}
