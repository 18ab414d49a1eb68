/**
 * What the bot is doing, and the room around her, over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type { CurrentStatusRepository, RecentChatRepository } from "../../db/repositories/mod.ts";
import { defineRoute, NO_BODY, NO_PARAMETERS } from "../../src/plugin/mod.ts";
import type { Desk, Route } from "../../src/plugin/mod.ts";
import { NO_ROOM, roomState, stateOf } from "./room_state.ts";

/** What the routes read. */
export interface StatusReads {
  readonly status: Pick<CurrentStatusRepository, "get">;
  readonly chat: Pick<RecentChatRepository, "since">;
}

/** What v0.5.0's page showed: the lines of the last 20 minutes, a thousand at most. */
const RECENT_MS = 20 * 60_000;
const RECENT_LINES = 1_000;

/** The key under which the room is kept for programs beside the bot. */
export const KEPT_ROOM = "room";

const flag = z.int().nullable();

/** See the top of this file. */
export function statusRoutes(desk: Desk, { status, chat }: StatusReads): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/current",
      sinceV050: true,
      policy: "statistics",
      summary: "The bot's status, and the chat of the last 20 minutes for those who may read it",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        status: z.object({
          id: z.int(),
          bot_name: z.string().nullable(),
          bot_rank: z.number().nullable(),
          bot_afk: flag,
          channel_name: z.string().nullable(),
          current_chat_users: z.int().nullable(),
          current_connected_users: z.int().nullable(),
          playlist_items: z.int().nullable(),
          current_media_title: z.string().nullable(),
          current_media_duration: z.int().nullable(),
          bot_start_time: z.int().nullable(),
          bot_connected: flag,
          last_updated: z.int().nullable(),
        }).nullable(),
        recent_chat: z.array(z.object({ timestamp: z.int(), username: z.string(), message: z.string() })),
      }),
      async handle({ caller: { scopes } }) {
        const now = await status.get();
        // Public statistics are figures, not what people said.
        const mayRead = scopes.includes("read") || scopes.includes("admin");
        const lines = mayRead ? await chat.since(desk.clock.now() - RECENT_MS, RECENT_LINES) : [];
        return {
          status: now === undefined ? null : {
            id: 1,
            bot_name: now.botName ?? null,
            bot_rank: now.botRank ?? null,
            bot_afk: bit(now.botAfk),
            channel_name: now.channelName ?? null,
            current_chat_users: now.chatUsers ?? null,
            current_connected_users: now.connectedUsers ?? null,
            playlist_items: now.playlistItems ?? null,
            current_media_title: now.mediaTitle ?? null,
            current_media_duration: now.mediaSeconds ?? null,
            bot_start_time: seconds(now.botStartMs),
            bot_connected: bit(now.botConnected),
            last_updated: seconds(now.updatedMs),
          },
          recent_chat: lines.map(({ atMs, user, html }) => ({
            timestamp: Math.floor(atMs / 1000),
            username: user,
            message: html,
          })),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/room",
      policy: "read",
      summary: "The room: who is there, what plays, the poll; beside the bot, as it was some seconds ago",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: roomState,
      handle: async () =>
        desk.room === undefined ? await desk.store.get(KEPT_ROOM, roomState) ?? NO_ROOM : stateOf(desk.room),
    }),
  ];
}

function bit(flag: boolean | undefined): number | null {
  return flag === undefined ? null : Number(flag);
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.floor(ms / 1000);
}
