/**
 * Every act: on which lane it goes, which channel permissions Rosey needs for it, and how it is done.
 *
 * @module
 */

import type { RoomView } from "../../../domain/room.ts";
import type { ChatCommandAction, RoomAction } from "../../../domain/room_action.ts";
import { rightsObstacle } from "../rights.ts";
import type { ActPlan } from "./act_plan.ts";
import { planChannelAct } from "./channel_acts.ts";
import { planChatCommand } from "./chat_command_acts.ts";
import { planPlaybackAct } from "./playback_acts.ts";
import { planItemAct } from "./playlist_acts.ts";

/** Whether an act is a line with a `/`, which is paced together with the chat. */
export function isChatCommand(action: RoomAction): action is ChatCommandAction {
  switch (action.kind) {
    case "kick":
    case "ban":
    case "mute":
    case "unmute":
    case "clear_chat":
    case "afk":
      return true;
    default:
      return false;
  }
}

/**
 * What is to be done for an act, as the room is now; `nowMs` is Rosey's clock. Without the right to it nothing is ever
 * written: the server ignores most of it, and for a message of the day or a leader it throws the sender out.
 */
export function planAct(action: RoomAction, room: RoomView, nowMs: number): ActPlan {
  const obstacle = rightsObstacle(neededPermissions(action), room);
  if (obstacle !== undefined) return { kind: "refused", obstacle };
  switch (action.kind) {
    case "kick":
    case "ban":
    case "mute":
    case "unmute":
    case "clear_chat":
    case "afk":
      return planChatCommand(action, room);
    case "jump":
    case "play_next":
    case "voteskip":
    case "lead":
    case "pause":
      return planPlaybackAct(action, room, nowMs);
    case "open_poll":
    case "close_poll":
    case "set_motd":
    case "unban":
      return planChannelAct(action, room);
    default:
      return planItemAct(action, room);
  }
}

/** The permissions of the channel that an act needs; a line with a `/` is a line first. */
function neededPermissions(action: RoomAction): readonly string[] {
  switch (action.kind) {
    case "afk":
      return ["chat"];
    case "kick":
    case "ban":
      return ["chat", action.kind];
    case "mute":
    case "unmute":
      return ["chat", "mute"];
    case "clear_chat":
      return ["chat", "chatclear"];
    case "queue":
      return action.position === "next" ? ["playlistadd", "playlistnext"] : ["playlistadd"];
    case "delete":
      return ["playlistdelete"];
    case "move":
      return ["playlistmove"];
    case "jump":
    case "play_next":
      return ["playlistjump"];
    case "set_temporary":
      return ["settemp"];
    case "shuffle":
      return ["playlistshuffle"];
    case "clear_playlist":
      return ["playlistclear"];
    case "lock_playlist":
      return ["playlistlock"];
    case "voteskip":
      return ["voteskip"];
    case "lead":
      return ["leaderctl"];
    case "pause":
      return [];
    case "open_poll":
    case "close_poll":
      return ["pollctl"];
    case "set_motd":
      return ["motdedit"];
    case "unban":
      return ["ban"];
  }
}
