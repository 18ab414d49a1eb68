/**
 * What the bot is doing, and the room around her, over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type { CurrentStatusRepository, RecentChatRepository } from "../../db/repositories/mod.ts";
import { defineRoute, NO_BODY, NO_PARAMETERS } from "../../src/plugin/mod.ts";
import type { Desk, Route } from "../../src/plugin/mod.ts";
import { isBotConnected } from "../../src/domain/status_age.ts";
import { leftRoom, NO_ROOM, roomState, stateOf } from "./room_state.ts";
import { columnsOf, StatusColumns } from "./status_columns.ts";

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
        status: StatusColumns.nullable(),
        recent_chat: z.array(z.object({ timestamp: z.int(), username: z.string(), message: z.string() })),
      }),
      async handle({ caller: { scopes } }) {
        const now = await status.get();
        // Public statistics are figures, not what people said.
        const mayRead = scopes.includes("read") || scopes.includes("admin");
        const lines = mayRead ? await chat.since(desk.clock.now() - RECENT_MS, RECENT_LINES) : [];
        return {
          status: now === undefined ? null : columnsOf(now, desk.clock.now()),
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
      async handle() {
        if (desk.room !== undefined) return stateOf(desk.room);
        const [kept = NO_ROOM, now] = await Promise.all([
          desk.store.get(KEPT_ROOM, roomState),
          status.get(),
        ]);
        return isBotConnected(now, desk.clock.now()) ? kept : leftRoom(kept);
      },
    }),
  ];
}
