/**
 * The bot's status for programs outside.
 *
 * @module
 */

import { z } from "zod";
import type { CurrentStatus } from "../../db/repositories/mod.ts";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import { change, count, defineService, DONE, done, requestId, unixSeconds } from "../../src/plugin/mod.ts";
import type { StatusMemory } from "./plugin.ts";
import { columnsOf, StatusColumns } from "./status_columns.ts";

/** v0.5.0 wrote 0 and 1 for these. */
const flag = z.union([z.boolean(), z.literal([0, 1]).transform((digit) => digit === 1)]);

/** The columns of v0.5.0. `null` clears one, one that is left out stays, and others are not looked at. */
const StatusData = z.object({
  bot_name: z.string().nullable().optional(),
  bot_rank: z.number().nullable().optional(),
  bot_afk: flag.nullable().optional(),
  channel_name: z.string().nullable().optional(),
  current_chat_users: count.nullable().optional(),
  current_connected_users: count.nullable().optional(),
  playlist_items: count.nullable().optional(),
  current_media_title: z.string().nullable().optional(),
  current_media_duration: count.nullable().optional().describe("seconds"),
  bot_start_time: unixSeconds.nullable().optional(),
  bot_connected: flag.nullable().optional(),
});

/** See the module. */
export function statusServices(desk: Desk, { status }: StatusMemory): readonly Service[] {
  return [
    defineService({
      subject: "rosey.db.status.update",
      summary: "What a bot does; Rosey writes her own status over it as soon as that changes",
      policy: "open",
      request: z.object({ status_data: StatusData, id: requestId }),
      answer: DONE,
      handle: ({ status_data, id }, context) =>
        change(desk, context, id, status.updated(statusOf(status_data), desk.clock.now())),
    }),
    defineService({
      subject: "rosey.db.status.get",
      summary: "What the bot does: the columns of v0.5.0",
      policy: "open",
      request: z.object({}),
      answer: z.object({
        success: z.literal(true),
        status: StatusColumns.nullable().describe("null: nothing was ever written"),
      }),
      handle: async () => {
        const now = await status.get();
        return { ...done, status: now === undefined ? null : columnsOf(now, desk.clock.now()) };
      },
    }),
  ];
}

type Changes = { -readonly [Field in keyof CurrentStatus]?: CurrentStatus[Field] };

/** `undefined` clears a column, so what was left out must not be there at all. */
function statusOf(data: z.output<typeof StatusData>): Changes {
  const changes: Changes = {};
  if (data.bot_name !== undefined) changes.botName = data.bot_name ?? undefined;
  if (data.bot_rank !== undefined) changes.botRank = data.bot_rank ?? undefined;
  if (data.bot_afk !== undefined) changes.botAfk = data.bot_afk ?? undefined;
  if (data.channel_name !== undefined) changes.channelName = data.channel_name ?? undefined;
  if (data.current_chat_users !== undefined) changes.chatUsers = data.current_chat_users ?? undefined;
  if (data.current_connected_users !== undefined) {
    changes.connectedUsers = data.current_connected_users ?? undefined;
  }
  if (data.playlist_items !== undefined) changes.playlistItems = data.playlist_items ?? undefined;
  if (data.current_media_title !== undefined) changes.mediaTitle = data.current_media_title ?? undefined;
  if (data.current_media_duration !== undefined) {
    changes.mediaSeconds = data.current_media_duration ?? undefined;
  }
  if (data.bot_start_time !== undefined) {
    changes.botStartMs = data.bot_start_time === null ? undefined : data.bot_start_time * 1000;
  }
  if (data.bot_connected !== undefined) changes.botConnected = data.bot_connected ?? undefined;
  return changes;
}
