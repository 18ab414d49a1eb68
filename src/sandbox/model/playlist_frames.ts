/**
 * The frames that act on the playlist. Without the permission none of them is answered.
 *
 * @module
 */

import { type Connection, isNamed } from "./connection.ts";
import { type FrameHandler, type FrameTargets, shaped } from "./frame_handler.ts";
import { isRecord } from "./frame_shape.ts";
import type { Position } from "./item_list.ts";
import type { Permission } from "./permissions.ts";
import { QUEUE_FRAME } from "./queueing.ts";

/** `requestPlaylist` is answered once in this time. */
const PLAYLIST_REQUEST_PAUSE_MS = 60_000;

/** Every frame of this part by its event. */
export function playlistFrames(): [string, FrameHandler][] {
  return [
    shaped("queue", QUEUE_FRAME, ({ queueing }, from, frame) => queueing.receive(from, frame)),
    [
      "delete",
      allowed("playlistdelete", ({ playlist }, data) => {
        if (typeof data === "number") playlist.remove(data);
      }),
    ],
    [
      "moveMedia",
      allowed("playlistmove", ({ playlist }, data) => {
        if (!isRecord(data) || typeof data["from"] !== "number") return;
        const after = readPosition(data["after"]);
        if (after !== undefined) playlist.move(data["from"], after);
      }),
    ],
    [
      "jumpTo",
      allowed("playlistjump", ({ playlist }, data) => {
        if (typeof data === "number") playlist.jumpTo(data);
      }),
    ],
    ["playNext", allowed("playlistjump", ({ playlist }) => playlist.playNext())],
    [
      "setTemp",
      allowed("settemp", ({ playlist }, data) => {
        if (!isRecord(data) || typeof data["uid"] !== "number" || typeof data["temp"] !== "boolean") return;
        playlist.setTemp(data["uid"], data["temp"]);
      }),
    ],
    ["shufflePlaylist", allowed("playlistshuffle", ({ playlist }) => playlist.shuffle())],
    ["clearPlaylist", allowed("playlistclear", ({ playlist }) => playlist.clear())],
    [
      "togglePlaylistLock",
      allowed("playlistlock", ({ room }) => {
        room.permissions.playlistOpen = !room.permissions.playlistOpen;
        room.broadcast("setPlaylistLocked", !room.permissions.playlistOpen);
      }),
    ],
    ["assignLeader", assignLeader],
    ["mediaUpdate", ({ playlist }, from, data) => {
      if (!isRecord(data)) return;
      const { id, type, currentTime, paused } = data;
      if (typeof id !== "string" || typeof type !== "string" || typeof currentTime !== "number") return;
      playlist.report(from, id, type, { currentTime, paused: paused === true });
    }],
    ["playerReady", ({ playlist }, from) => playlist.sendMediaTo(from)],
    ["requestPlaylist", ({ room, playlist }, from) => {
      const last = from.playlistRequestedMs;
      if (last !== undefined && room.now() - last < PLAYLIST_REQUEST_PAUSE_MS) {
        from.send("errorMsg", {
          msg: "Get Playlist URLs is limited to 1 usage every 60 seconds.  Please try again later.",
          code: "REQ_PLAYLIST_LIMIT_REACHED",
        });
        return;
      }
      from.playlistRequestedMs = room.now();
      playlist.sendTo(from);
    }],
    ["listPlaylists", (_channel, from) => {
      if (from.identity.kind === "registered") from.send("listPlaylists", []);
    }],
  ];
}

function allowed(
  permission: Permission,
  handle: (channel: FrameTargets, data: unknown) => void,
): FrameHandler {
  return (channel, from, data) => {
    if (channel.room.allows(from, permission)) handle(channel, data);
  };
}

function readPosition(value: unknown): Position | undefined {
  return typeof value === "number" || value === "prepend" || value === "append" ? value : undefined;
}

function assignLeader({ room, playlist }: FrameTargets, from: Connection, data: unknown): void {
  if (!room.allows(from, "leaderctl")) {
    return from.kick("Attempted assignLeader without sufficient permission");
  }
  if (!isNamed(from) || !isRecord(data) || typeof data["name"] !== "string") return;
  const name = data["name"];
  if (playlist.assignLeader(name === "" ? undefined : name)) return;
  from.send("errorMsg", { msg: `Unable to assign leader: could not find user ${name}` });
}
