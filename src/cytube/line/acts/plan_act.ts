/**
 * Every act: on which lane it goes, which channel permission Rosey needs for it, and how it is done.
 *
 * @module
 */

import type { RoomView } from "../../../domain/room.ts";
import type { ChatCommandAction, RoomAction } from "../../../domain/room_action.ts";
import { rightsObstacle } from "../rights.ts";
import { type ActPlan, impossible } from "./act_plan.ts";
import { planChatCommand } from "./chat_command_acts.ts";

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

/** What is to be done for an act, as the room is now. */
export function planAct(action: RoomAction, room: RoomView): ActPlan {
  const obstacle = rightsObstacle(neededPermissions(action), room);
  if (obstacle !== undefined) return { kind: "refused", obstacle };
  if (isChatCommand(action)) return planChatCommand(action, room);
  return impossible("server", "this cannot be done yet");
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
    default:
      return [];
  }
}
