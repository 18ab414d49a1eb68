/**
 * What the bot is doing now: in a row that others can read, and for whoever asks in the room.
 *
 * @module
 */

import { z } from "zod";
import type { CurrentStatus, CurrentStatusRepository } from "../../db/repositories/mod.ts";
import { STATUS_RENEWED_MS } from "../../src/domain/status_age.ts";
import type { Desk, RoomView } from "../../src/plugin/mod.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import { keptState, leftRoom, type RoomState } from "./room_state.ts";
import { KEPT_ROOM, type StatusReads, statusRoutes } from "./routes.ts";
import { statusServices } from "./services.ts";
import { statusParts } from "./status_text.ts";

/** What the plugin keeps up to date, and reads for others. */
export interface StatusMemory extends StatusReads {
  readonly status: Pick<CurrentStatusRepository, "updated" | "get">;
}

function currentStatus(room: RoomView, botStartMs: number): CurrentStatus {
  return {
    botName: room.myName,
    botRank: room.inRoom ? room.myRank : undefined,
    botAfk: room.me?.afk ?? false,
    channelName: room.channel,
    chatUsers: room.users.length,
    connectedUsers: room.connected,
    playlistItems: room.playlistMeta.count,
    mediaTitle: room.playback?.media.title,
    mediaSeconds: room.playback?.media.seconds,
    botStartMs,
    botConnected: room.inRoom,
  };
}

/** See the top of this file. */
export default definePlugin({
  name: "status",
  summary: "Shows what the bot is doing, and answers !ping and !status",
  settings: z.strictObject({}),
  routes: (desk: Desk, memory: StatusMemory) => statusRoutes(desk, memory),
  setup(rosey, { status }: StatusMemory) {
    const { room, bot, clock } = rosey;
    let written = "";
    let writtenMs = 0;
    let keptRoom = "";

    /** The writes that bring the row up to date; when nothing has changed, one now and then: it shows that she lives. */
    const changes = (now: CurrentStatus) => {
      const text = JSON.stringify(now);
      const isSame = text === written;
      if (isSame && clock.monotonic() - writtenMs < STATUS_RENEWED_MS) return [];
      written = text;
      writtenMs = clock.monotonic();
      return status.updated(isSame ? { botConnected: now.botConnected } : now, clock.now());
    };
    /** The room for programs beside the bot. */
    const roomChanges = (state: RoomState) => {
      const text = JSON.stringify(state);
      if (text === keptRoom) return [];
      keptRoom = text;
      return rosey.store.writes.set(KEPT_ROOM, state);
    };
    const inside = () => [...changes(currentStatus(room, bot.startedAtMs)), ...roomChanges(keptState(room))];
    const outside = () => [
      ...changes({ ...currentStatus(room, bot.startedAtMs), botConnected: false }),
      ...roomChanges(leftRoom(keptState(room))),
    ];
    rosey.every("10s", () => rosey.write(inside()));
    // At once: what a bot left there that was killed must not be taken for the room of now.
    rosey.record("room.entered", inside);
    rosey.record("room.lost", outside);
    rosey.onStop(outside);

    rosey.command({
      name: "ping",
      summary: "Answers pong, with the time from the line's arrival to the answer",
      rank: "guest",
      cooldown: "2s",
      examples: [["!ping", /^pong \(\d+ ms\)$/]],
      run: ({ atMs, reply }) => reply(`pong (${Math.max(0, clock.now() - atMs)} ms)`),
    });

    rosey.command({
      name: "status",
      summary: "How the bot is doing",
      rank: "guest",
      cooldown: "3s",
      examples: [["!status", /^Rosey \S+, up .*, in \S+ on \S+ for .*, AFK: (yes|no)/]],
      run: ({ via, reply }) => reply(statusParts(bot, room, clock.now()).join(via === "pm" ? "\n" : ", ")),
    });
  },
  services: statusServices,
});
