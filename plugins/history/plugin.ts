/**
 * The history of the room: lines of chat, how many were there, and the peaks.
 *
 * @module
 */

import { z } from "zod";
import type {
  ChannelStatsRepository,
  RecentChatRepository,
  UserCountHistoryRepository,
  UserStatsRepository,
} from "../../db/repositories/mod.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { type ChatReads, chatRoutes } from "./chat_routes.ts";
import { type CountReads, countRoutes } from "./count_routes.ts";
import { lineCounted, sampleCounted } from "./hours.ts";
import { purge } from "./retention.ts";
import { historyServices } from "./services.ts";
import { storage } from "./storage.ts";

/** What the plugin remembers, and reads over HTTP and NATS. */
export interface HistoryMemory extends ChatReads, CountReads {
  readonly chat:
    & ChatReads["chat"]
    & Pick<RecentChatRepository, "added" | "addedPlain" | "countBefore" | "purged" | "recent" | "page">;
  readonly counts:
    & CountReads["counts"]
    & Pick<UserCountHistoryRepository, "sampled" | "countBefore" | "purged" | "since">;
  readonly channel: Pick<ChannelStatsRepository, "counted">;
  /** A line that another program tells counts for its user in the same moment. */
  readonly users: ChatReads["users"] & Pick<UserStatsRepository, "said">;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** See the top of this file. */
export default definePlugin({
  name: "history",
  summary: "Keeps the chat, the user counts of every 5 minutes, and the peaks",
  settings: z.strictObject({
    /** Lines older than this are forgotten; nothing is when left out. v0.5.0 kept 150 hours. The hours' sums stay. */
    chatRetentionHours: z.number().min(1).optional(),
    /** Counts older than this are forgotten; nothing is when left out. v0.5.0 kept 30 days. The hours' sums stay. */
    countRetentionDays: z.number().min(1).optional(),
  }),
  storage,
  routes: (desk: Desk, memory: HistoryMemory) => [...countRoutes(desk, memory), ...chatRoutes(memory)],
  setup(rosey, { chat, counts, channel }: HistoryMemory) {
    const { room, clock, settings } = rosey;
    /** The highest counts written by this process: most changes are no peak and need no write. */
    const written = { chatUsers: 0, connected: 0 };

    rosey.record("chat", (event) => [
      ...chat.added({
        atMs: event.atMs,
        serverTimeMs: event.serverTimeMs,
        user: event.user,
        html: event.html,
        text: event.text,
        style: event.style,
        replayed: event.replayed,
        shadow: event.shadow,
        eventId: event.id,
      }),
      // The hour that the line itself is kept under.
      ...(event.shadow ? [] : lineCounted(event.replayed ? event.serverTimeMs : event.atMs)),
    ]);

    rosey.record("users.listed", ({ users, atMs }) => peak(users.length, room.connected, atMs));
    rosey.record("user.joined", ({ atMs }) => peak(room.users.length, room.connected, atMs));
    rosey.record("users.counted", ({ connected, atMs }) => peak(room.users.length, connected, atMs));

    rosey.every("5m", async () => {
      if (!room.inRoom) return;
      const sample = { chatUsers: room.users.length, connected: room.connected, atMs: clock.now() };
      await rosey.write([...counts.sampled(sample), ...sampleCounted(sample), ...channel.counted(sample)]);
    });

    rosey.every("1h", async (signal) => {
      const { chatRetentionHours, countRetentionDays } = settings;
      const write = rosey.write;
      if (chatRetentionHours !== undefined) {
        const lines = await purge(chat, clock.now() - chatRetentionHours * HOUR_MS, write, signal);
        if (lines > 0) rosey.log.info("old lines were forgotten", { lines });
      }
      if (countRetentionDays !== undefined) {
        const samples = await purge(counts, clock.now() - countRetentionDays * DAY_MS, write, signal);
        if (samples > 0) rosey.log.info("old user counts were forgotten", { samples });
      }
    });

    function peak(chatUsers: number, connected: number, atMs: number) {
      if (chatUsers <= written.chatUsers && connected <= written.connected) return [];
      written.chatUsers = Math.max(written.chatUsers, chatUsers);
      written.connected = Math.max(written.connected, connected);
      return channel.counted({ chatUsers, connected, atMs });
    }
  },
  services: historyServices,
});
