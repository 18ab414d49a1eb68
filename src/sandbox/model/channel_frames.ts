/**
 * Every frame that somebody inside a channel can send, and which part of the channel it goes to.
 *
 * What somebody may not do is either not answered or answered with a kick: each as the server does it.
 *
 * @module
 */

import { changeOptions } from "./channel_options.ts";
import { CHAT_FRAME } from "./chat.ts";
import { type Acknowledge, type Connection, isNamed } from "./connection.ts";
import { makeEmote } from "./emotes.ts";
import { changeFilter, importFilters, removeFilter, sendFilters } from "./filter_list.ts";
import { type FrameHandler, type FrameTargets, shaped } from "./frame_handler.ts";
import { isRecord } from "./frame_shape.ts";
import { cleanHtml } from "./html.ts";
import { lookToWire, MAX_LOOK_LENGTH } from "./look.ts";
import { playlistFrames } from "./playlist_frames.ts";
import { NEW_POLL_FRAME, VOTE_FRAME } from "./polls.ts";
import { PM_FRAME, sendPrivateMessage } from "./private_messages.ts";

const ADMIN_RANK = 3;

const handlers: ReadonlyMap<string, FrameHandler> = new Map<string, FrameHandler>([
  shaped("chatMsg", CHAT_FRAME, (channel, from, frame) => channel.chat.receive(from, frame)),
  shaped(
    "pm",
    PM_FRAME,
    (channel, from, frame) => sendPrivateMessage(channel.room, channel.chat, from, frame),
  ),
  shaped(
    "newPoll",
    NEW_POLL_FRAME,
    (channel, from, frame, acknowledge) => channel.polls.receive(from, frame, acknowledge),
  ),
  shaped("vote", VOTE_FRAME, (channel, from, { option }) => channel.polls.vote(from, option)),
  ["closePoll", ({ room, polls }, from) => {
    if (room.allows(from, "pollctl")) polls.close();
  }],
  ["voteskip", ({ voteskip, playlist, chat, away }, from) => {
    away.set(from, false);
    voteskip.vote(from, playlist, chat);
  }],
  ...playlistFrames(),
  ["setOptions", setOptions],
  ["setPermissions", setPermissions],
  ["setMotd", ({ room, look }, from, data) => {
    if (!room.allows(from, "motdedit")) return from.kick("Attempted setMotd with insufficient permission");
    if (!isRecord(data) || typeof data["motd"] !== "string") return;
    look.motd = cleanHtml(data["motd"].slice(0, MAX_LOOK_LENGTH));
    room.broadcast("setMotd", look.motd);
  }],
  ["setChannelCSS", (channel, from, data) => setLook(channel, from, "css", data)],
  ["setChannelJS", (channel, from, data) => setLook(channel, from, "js", data)],
  ["readChanLog", ({ room }, from) => {
    if (from.rank < ADMIN_RANK) return from.kick("Attempted readChanLog with insufficient permission");
    from.send("readChanLog", { success: true, data: room.logText() });
  }],
  ["requestChatFilters", ({ room, chat }, from) => sendFilters(room, chat, from)],
  ["addFilter", ({ room, chat }, from, data) => changeFilter(room, chat, from, data, true)],
  ["updateFilter", ({ room, chat }, from, data) => changeFilter(room, chat, from, data, false)],
  ["removeFilter", ({ room, chat }, from, data) => removeFilter(room, chat, from, data)],
  ["importFilters", ({ room, chat }, from, data) => importFilters(room, chat, from, data)],
  ["requestBanlist", ({ room, bans }, from) => {
    if (room.allows(from, "ban")) from.send("banlist", bans.toWire());
  }],
  shaped("unban", { id: "number", name: "string" }, ({ moderation }, from, { id, name }) => {
    if (isNamed(from)) moderation.unban(from, id, name);
  }),
  ["requestChannelRanks", ({ ranks }, from) => ranks.sendTo(from)],
  shaped("setChannelRank", { name: "string", rank: "number" }, ({ ranks }, from, { name, rank }) => {
    if (isNamed(from)) ranks.receive(from, name, rank);
  }),
  ["updateEmote", ({ room, emotes }, from, data) => {
    if (!room.allows(from, "emoteedit") || !isRecord(data)) return;
    const emote = makeEmote(data["name"], data["image"]);
    if (emote !== undefined && emotes.set(emote)) room.broadcast("updateEmote", emote);
  }],
  ["renameEmote", ({ room, emotes }, from, data) => {
    if (!room.allows(from, "emoteedit") || !isRecord(data)) return;
    const { old } = data;
    const emote = makeEmote(data["name"], data["image"]);
    if (typeof old !== "string" || emote === undefined) return;
    if (emotes.rename(old, emote)) room.broadcast("renameEmote", { old, ...emote });
  }],
  ["importEmotes", ({ room, emotes }, from, data) => {
    if (!room.allows(from, "emoteimport") || !Array.isArray(data)) return;
    emotes.replace(data);
    room.broadcast("emoteList", emotes.list);
  }],
  ["removeEmote", ({ room, emotes }, from, data) => {
    if (!room.allows(from, "emoteedit") || !isRecord(data)) return;
    const { name } = data;
    if (typeof name === "string" && emotes.remove(name)) room.broadcast("removeEmote", { name });
  }],
]);

/** Gives a frame of somebody inside to its handler; an unknown event is ignored. */
export function changeChannel(
  channel: FrameTargets,
  from: Connection,
  event: string,
  data: unknown,
  acknowledge: Acknowledge | undefined,
): void {
  handlers.get(event)?.(channel, from, data, acknowledge);
}

function setOptions({ room, away }: FrameTargets, from: Connection, data: unknown): void {
  if (from.rank < 2) return from.kick("Attempted setOptions as a non-moderator");
  if (!isRecord(data)) return;
  const { answers, changed } = changeOptions(room.options, data, from.rank);
  for (const { event, ...answer } of answers) from.send(event, answer);
  if (!changed) return;
  room.broadcast("channelOpts", room.options);
  if ("afk_timeout" in data) away.watchAll();
}

function setPermissions({ room, playlist }: FrameTargets, from: Connection, data: unknown): void {
  if (from.rank < ADMIN_RANK) return from.kick("Attempted setPermissions as a non-admin");
  if (!isRecord(data)) return;
  const before = room.permissions.rankFor("seeplaylist");
  room.permissions.change(data);
  if (room.permissions.rankFor("seeplaylist") !== before) {
    for (const member of [...room.members]) playlist.sendTo(member);
  }
  room.broadcast("setPermissions", room.permissions.toWire());
}

function setLook({ room, look }: FrameTargets, from: Connection, part: "css" | "js", data: unknown): void {
  const event = part === "css" ? "setChannelCSS" : "setChannelJS";
  if (from.rank < ADMIN_RANK) return from.kick(`Attempted ${event} as non-admin`);
  const text = isRecord(data) ? data[part] : undefined;
  if (typeof text !== "string") return;
  look[part] = text.slice(0, MAX_LOOK_LENGTH);
  room.broadcast("channelCSSJS", lookToWire(look));
}
