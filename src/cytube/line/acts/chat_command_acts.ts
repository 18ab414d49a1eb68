/**
 * Acts that are lines with a `/`.
 *
 * | act          | its effect, by which it is known to be done                  | the server's words against it      |
 * | ------------ | ------------------------------------------------------------ | ---------------------------------- |
 * | `kick`       | the person leaves                                            | a notice about the rank            |
 * | `ban`        | the `[server]` whisper to those who may ban                  | a notice; "already banned" is done, with a warning |
 * | `mute`       | the mark on the person; of a shadow mute the whisper as well | a notice                           |
 * | `unmute`     | the marks are gone                                           | a notice; "not muted" is done      |
 * | `clear_chat` | `clearchat` in Rosey's name                                  | -                                  |
 * | `afk`        | the mark on Rosey: the command is a toggle                   | -                                  |
 *
 * @module
 */

import { isUserName, sameName } from "../../../domain/names.ts";
import type { RoomView } from "../../../domain/room.ts";
import type { ChatCommandAction } from "../../../domain/room_action.ts";
import { serverCommand } from "../../../domain/server_command.ts";
import { done, type Obstacle } from "../fates.ts";
import type { Heard } from "../heard.ts";
import { rankObstacle } from "../rights.ts";
import { type ActEar, type ActPlan, doneWhen, ended, refusedBy, SO_ALREADY, writing } from "./act_plan.ts";

/** Plans one of these acts. */
export function planChatCommand(action: ChatCommandAction, room: RoomView): ActPlan {
  const obstacle = "name" in action ? targetObstacle(action, room) : undefined;
  if (obstacle !== undefined) return { kind: "refused", obstacle };
  if (isSo(action, room)) return SO_ALREADY;
  const frame = { event: "chatMsg", payload: { msg: serverCommand(action), meta: {} } } as const;
  return writing(frame, "name" in action ? aboutPerson(action, room) : aboutRoom(action, room));
}

type PersonalAction = Extract<ChatCommandAction, { readonly name: string }>;

function targetObstacle(action: PersonalAction, room: RoomView): Obstacle | undefined {
  const { kind, name } = action;
  if (!isUserName(name)) return { reason: "target", message: `"${name}" is not the name of a user` };
  if (sameName(name, room.myName)) {
    return { reason: "target", message: `Rosey does not ${kind} herself` };
  }
  const target = room.user(name);
  if (target === undefined) {
    return kind === "ban" ? undefined : { reason: "target", message: `${name} is not in the room` };
  }
  return kind === "unmute" ? undefined : rankObstacle(target, room);
}

function isSo(action: ChatCommandAction, room: RoomView): boolean {
  switch (action.kind) {
    case "mute": {
      const target = room.user(action.name);
      return action.shadow
        ? target?.shadowMuted === true
        : target?.muted === true && target.shadowMuted !== true;
    }
    case "unmute": {
      const target = room.user(action.name);
      // Below rank 2 nobody is told of shadow mutes: then the server is asked.
      return target?.muted === false && target.shadowMuted === false;
    }
    case "afk":
      return room.me?.afk === action.away;
    case "kick":
    case "ban":
    case "clear_chat":
      return false;
  }
}

function aboutRoom(action: Exclude<ChatCommandAction, PersonalAction>, room: RoomView): ActEar {
  const me = room.myName;
  return doneWhen((heard) =>
    action.kind === "clear_chat"
      ? heard.kind === "chat.cleared" && sameName(heard.by, me)
      : heard.kind === "user.changed" && sameName(heard.user.name, me) && heard.user.afk === action.away
  );
}

function aboutPerson(action: PersonalAction, room: RoomView): ActEar {
  const me = room.myName;
  const { name } = action;
  return (heard) => {
    if (happened(action, heard, me)) return ended(done());
    if (heard.kind !== "server.notice" || heard.code !== undefined || !isAbout(heard.message, name)) {
      return undefined;
    }
    if (/is already banned/i.test(heard.message)) {
      return ended(done({ warning: `${name} was banned already` }));
    }
    if (/is not muted/i.test(heard.message)) return ended(done());
    const reason = /permission|rank/i.test(heard.message) ? "permission" : "server";
    return refusedBy(reason, heard.message);
  };
}

function happened(action: PersonalAction, heard: Heard, me: string | undefined): boolean {
  const { kind, name } = action;
  switch (heard.kind) {
    case "user.left":
      return kind === "kick" && sameName(heard.name, name);
    case "moderation":
      return (kind === "kick" || kind === "ban") && heard.action === kind && sameName(heard.by, me) &&
        sameName(heard.target, name);
    case "user.changed": {
      if (!sameName(heard.user.name, name)) return false;
      const { muted, shadowMuted } = heard.user;
      if (kind === "unmute") return !muted && shadowMuted !== true;
      return kind === "mute" && (action.shadow ? shadowMuted === true : muted);
    }
    case "server.line":
      return heard.from === "[server]" && whispered(action, me) === heard.text.toLowerCase();
    default:
      return false;
  }
}

/** The whisper to moderators of a mute or its end: where a shadow mute is not to be seen, it is all that tells. */
function whispered(action: PersonalAction, me: string | undefined): string | undefined {
  if (action.kind !== "mute" && action.kind !== "unmute") return undefined;
  const did = action.kind === "unmute" ? "unmuted" : action.shadow ? "shadowmuted" : "muted";
  return `${me ?? ""} ${did} ${action.name}`.toLowerCase();
}

function isAbout(notice: string, name: string): boolean {
  return notice.toLowerCase().includes(name.toLowerCase()) || /permission|username|yourself/i.test(notice);
}
