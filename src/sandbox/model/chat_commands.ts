/**
 * The slash commands that belong to chat itself, to polls and to the playlist.
 *
 * @module
 */

import type { Away } from "./away.ts";
import type { Chat, ChatCommand } from "./chat.ts";
import type { NamedConnection } from "./connection.ts";
import type { Playlist } from "./playlist.ts";
import type { Polls } from "./polls.ts";
import { LEADER_RANK } from "./connection.ts";
import { type Room, SITE_ADMIN_RANK } from "./room.ts";

/** The parts of a channel that the commands act on. */
export interface CommandTargets {
  readonly room: Room;
  readonly chat: Chat;
  readonly polls: Polls;
  readonly playlist: Playlist;
  readonly away: Away;
}

/** Every command by its name; what is not here is an ordinary line, slash and all. */
export function chatCommands(channel: CommandTargets): [string, ChatCommand][] {
  const shout: ChatCommand = (from, text, meta) => {
    if (from.rank < LEADER_RANK) return;
    const loud = {
      ...meta,
      addClass: "shout",
      addClassToNameAndTimestamp: true,
      forceShowName: true,
    } as const;
    channel.chat.say(from, text, loud);
  };
  return [
    ["me", (from, text, meta) => channel.chat.say(from, text, { ...meta, addClass: "action", action: true })],
    ["sp", (from, text, meta) => channel.chat.say(from, text, { ...meta, addClass: "spoiler" })],
    ["say", shout],
    ["shout", shout],
    ["rcv", shout],
    ["a", (from, text, meta) => {
      if (from.globalRank < SITE_ADMIN_RANK) return;
      const superadminflair = { labelclass: "label-danger", icon: "glyphicon-globe" };
      channel.chat.say(from, text, { ...meta, superadminflair, forceShowName: true });
    }],
    ["afk", (from) => channel.away.set(from, !from.isAway)],
    ["clear", (from) => clear(channel, from)],
    ["poll", (from, text) => openPoll(channel, from, text, false)],
    ["hpoll", (from, text) => openPoll(channel, from, text, true)],
    ["clean", (from, text) => {
      const key = text.trim().toLowerCase();
      cleanPlaylist(channel, from, (item) => item.queueby.toLowerCase() === key);
    }],
    ["cleantitle", (from, text) => {
      const part = text.trim().toLowerCase();
      cleanPlaylist(channel, from, (item) => part !== "" && item.media.title.toLowerCase().includes(part));
    }],
  ];
}

function clear({ room, chat }: CommandTargets, from: NamedConnection): void {
  if (!room.allows(from, "chatclear")) return;
  chat.clear();
  room.broadcast("clearchat", { clearedBy: from.name });
  room.whisper(`${from.name} cleared chat.`, Number.NEGATIVE_INFINITY);
}

function openPoll(
  { room, polls }: CommandTargets,
  from: NamedConnection,
  text: string,
  obscured: boolean,
): void {
  if (!room.allows(from, "pollctl")) return;
  // The title keeps the space after the command: so does the server's.
  const [title = "", ...options] = ` ${text}`.split(",");
  const error = polls.open(from, { title, options, obscured, timeoutS: undefined, retainVotes: false });
  if (error !== undefined) from.send("errorMsg", { msg: error });
}

function cleanPlaylist(
  { room, playlist }: CommandTargets,
  from: NamedConnection,
  isUnwanted: (item: Playlist["list"]["items"][number]) => boolean,
): void {
  if (!room.allows(from, "playlistdelete")) return;
  for (const item of playlist.list.items.filter(isUnwanted)) playlist.remove(item.uid);
}
