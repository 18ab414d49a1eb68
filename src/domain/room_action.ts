/**
 * What Rosey can do in a room beside speaking: each act as data, so that it can wait, be kept, be audited and be paced.
 *
 * @module
 */

import type { Media } from "./room.ts";

/** Names a media without anything that only the server knows of it. */
export type MediaLink = Pick<Media, "type" | "id">;

/** Where a playlist item goes: behind another (by uid), to the front, or to the end. */
export type PlaylistPlace = number | "prepend" | "append";

/** An act in the playlist. */
export type PlaylistAction =
  | {
    readonly kind: "queue";
    readonly media: MediaLink;
    readonly position: "end" | "next";
    readonly temporary: boolean;
  }
  | { readonly kind: "delete"; readonly uid: number }
  | { readonly kind: "move"; readonly uid: number; readonly after: PlaylistPlace }
  | { readonly kind: "jump"; readonly uid: number }
  | { readonly kind: "play_next" }
  | { readonly kind: "set_temporary"; readonly uid: number; readonly temporary: boolean }
  | { readonly kind: "shuffle" }
  | { readonly kind: "clear_playlist" }
  | { readonly kind: "lock_playlist"; readonly locked: boolean }
  | { readonly kind: "voteskip" }
  /** Takes the lead for itself or hands it on; `undefined` gives it back to the server. */
  | { readonly kind: "lead"; readonly name: string | undefined }
  /** Only as the leader. */
  | { readonly kind: "pause"; readonly paused: boolean };

/** An act on the channel. */
export type ChannelAction =
  | {
    readonly kind: "open_poll";
    readonly title: string;
    readonly options: readonly string[];
    /** Nobody but moderators sees the votes before it is closed. */
    readonly hidden: boolean;
    readonly timeoutSeconds: number | undefined;
  }
  | { readonly kind: "close_poll" }
  /** HTML, as CyTube takes it. */
  | { readonly kind: "set_motd"; readonly html: string };

/** An act that the server takes as a line of chat with a `/`: it is paced together with the chat. */
export type ChatCommandAction =
  | { readonly kind: "kick"; readonly name: string; readonly reason: string }
  | { readonly kind: "ban"; readonly name: string; readonly reason: string }
  | { readonly kind: "mute"; readonly name: string; readonly shadow: boolean }
  | { readonly kind: "unmute"; readonly name: string }
  | { readonly kind: "clear_chat" }
  | { readonly kind: "afk"; readonly away: boolean };

/** Lifts a ban: asks for the list of bans first, since the server wants the ban's number. */
export type UnbanAction = { readonly kind: "unban"; readonly name: string };

/** Anything that Rosey can do in a room beside speaking. */
export type RoomAction = PlaylistAction | ChannelAction | ChatCommandAction | UnbanAction;

/** An act in a few words, for logs, the audit and lists of what waits. Contains no secret. */
export function describeAction(action: RoomAction): string {
  switch (action.kind) {
    case "queue":
      return `add ${action.media.type}:${action.media.id}${action.position === "next" ? " as next" : ""}`;
    case "delete":
      return `remove item ${action.uid}`;
    case "move":
      return `move item ${action.uid} to ${
        typeof action.after === "number" ? `behind item ${action.after}` : action.after
      }`;
    case "jump":
      return `jump to item ${action.uid}`;
    case "play_next":
      return "play the next item";
    case "set_temporary":
      return `make item ${action.uid} ${action.temporary ? "temporary" : "permanent"}`;
    case "shuffle":
      return "shuffle the playlist";
    case "clear_playlist":
      return "clear the playlist";
    case "lock_playlist":
      return action.locked ? "lock the playlist" : "open the playlist";
    case "voteskip":
      return "vote to skip";
    case "lead":
      return action.name === undefined ? "give the lead back" : `give the lead to ${action.name}`;
    case "pause":
      return action.paused ? "pause" : "go on playing";
    case "open_poll":
      return `open the poll "${action.title}"`;
    case "close_poll":
      return "close the poll";
    case "set_motd":
      return "set the message of the day";
    case "kick":
    case "ban":
    case "unban":
    case "unmute":
      return `${action.kind} ${action.name}`;
    case "mute":
      return `${action.shadow ? "shadow-mute" : "mute"} ${action.name}`;
    case "clear_chat":
      return "clear the chat";
    case "afk":
      return action.away ? "go AFK" : "come back from AFK";
  }
}
