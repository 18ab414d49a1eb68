/**
 * What happens in and around a room, in Rosey's own words. Frames of the wire become these at the border; nothing
 * behind the border sees a frame.
 *
 * @module
 */

import type { OutboxState } from "./outbox.ts";
import type { Playback, PlaylistItem, Poll, RoomUser } from "./room.ts";

/** How a line of chat was said. */
export type ChatStyle = "plain" | "action" | "greentext" | "spoiler" | "shout" | "drink";

/** Why the room was lost or could not be entered: each reason has one policy (see `docs/RECONNECT.md`). */
export type LossReason =
  | "stopped"
  | "network"
  | "dead_line"
  | "server_closed"
  | "rate_limited"
  | "too_many_connections"
  | "partition_moved"
  | "kicked"
  | "banned"
  | "duplicate_login"
  | "login_refused"
  | "guest_login_too_soon"
  | "channel_password"
  | "channel_not_registered"
  | "channel_unavailable";

/**
 * The payload of each event, by its kind. Kinds are stable names: they leave the process as NATS subjects. No payload
 * has a field of {@link EventHead}.
 */
export interface EventPayloads {
  /** A line of chat. */
  chat: {
    user: string;
    /** As the server sent it. */
    html: string;
    /** Plain, as it was typed: entities resolved, links kept as addresses, marks such as `*bold*` put back. */
    text: string;
    style: ChatStyle;
    /** Milliseconds, server clock; old in a replay. */
    serverTimeMs: number;
    /** Shown again by the server on joining: said before Rosey came, never a reason to act. */
    replayed: boolean;
    /** From a shadow-muted user: nobody but moderators sees it. Never a reason to act. */
    shadow: boolean;
    /** Rosey's own line, echoed. */
    own: boolean;
  };
  /** A line by the server itself (`[server]`, `[voteskip]`): neither people nor chat. */
  "server.line": { from: string; text: string; serverTimeMs: number; replayed: boolean };
  /** A private message to Rosey, or Rosey's own, echoed. */
  pm: { from: string; to: string; html: string; text: string; serverTimeMs: number; own: boolean };
  /** Everybody in the room was told anew: on every join, and when Rosey's rank crosses 2. A replacement, not news. */
  "users.listed": { users: readonly RoomUser[] };
  "user.joined": { user: RoomUser };
  "user.left": { name: string };
  /** AFK, mute, rank or profile of somebody in the room changed. */
  "user.changed": { before: RoomUser; user: RoomUser };
  /** Connections, anonymous viewers included; the server tells at most one in 10 s. */
  "users.counted": { connected: number };
  "leader.changed": { name: string | undefined };
  /** Rosey's own rank. */
  "rank.changed": { rank: number };
  "media.changed": { playback: Playback };
  "media.progressed": { playback: Playback };
  "playlist.replaced": { items: readonly PlaylistItem[] };
  "playlist.added": { item: PlaylistItem; position: number };
  "playlist.removed": { item: PlaylistItem };
  "playlist.moved": { item: PlaylistItem; position: number };
  "playlist.changed": { item: PlaylistItem };
  "playlist.current": { item: PlaylistItem | undefined };
  "playlist.locked": { locked: boolean };
  /** The server refused or warned about a media that Rosey queued. */
  "playlist.refused": {
    message: string;
    link: string | undefined;
    mediaId: string | undefined;
    warning: boolean;
  };
  "voteskip.counted": { count: number; need: number };
  "poll.opened": { poll: Poll };
  "poll.counted": { poll: Poll };
  "poll.closed": { poll: Poll | undefined };
  "channel.options": Record<never, never>;
  "channel.permissions": Record<never, never>;
  "channel.emotes": { count: number };
  "channel.motd": { html: string };
  "channel.drinks": { count: number };
  /** The chat of the room was cleared. */
  "chat.cleared": { by: string };
  /** A line of Rosey's was refused by a flood limit: it is lost unless sent again. */
  "send.throttled": { waitMs: number };
  /** A line of Rosey's was refused for another reason. */
  "send.refused": { reason: "muted" | "spam" | "error"; message: string };
  /** A text of the server for people: `errorMsg` and its like. */
  "server.notice": { message: string; code: string | undefined };
  /** A site-wide announcement; HTML. */
  announcement: { title: string; html: string; from: string };
  /** Somebody with power used it, as far as Rosey can see. `by` is unknown where the server does not tell. */
  moderation: {
    action: "kick" | "ban" | "mute" | "unmute" | "shadow_mute" | "shadow_unmute" | "rank" | "clear";
    target: string | undefined;
    by: string | undefined;
    detail: string | undefined;
  };
  /** The join is complete: everything told about the room is in the room's view. */
  "room.entered": { channel: string; name: string | undefined; rank: number; registered: boolean };
  /** The room is gone. `retryInMs` is undefined when Rosey stops. */
  "room.lost": { reason: LossReason; message: string; retryInMs: number | undefined };
  /** Lines may be missing: nothing is known between these two server times (milliseconds). */
  "chat.gap": { fromMs: number; toMs: number };
  /** Something that is to be said or done came into another state. */
  "outbox.changed": {
    /** Its number in the outbox. */
    outboxId: number;
    state: OutboxState;
    /** Why, where there is something to say. */
    detail: string | undefined;
  };
  /** A plugin was switched, or given other settings. */
  "plugin.changed": { plugin: string; enabled: boolean; by: string };
  /** Every command that was understood as one, once, with how it ended. */
  "command.finished": {
    user: string;
    command: string;
    /** As written, secrets masked. */
    args: string;
    via: "chat" | "pm";
    outcome: "success" | "refused" | "error";
    /** Why, when it was not a success, or could not be answered. */
    detail: string | undefined;
    durationMs: number;
  };
}

/** The name of a kind of event. */
export type EventKind = keyof EventPayloads;

/** What every event carries. */
export interface EventHead {
  /** Unique for ever. */
  readonly id: string;
  /** Grows by one with each event of this process: the order of arrival, which recording follows. */
  readonly seq: number;
  /** Rosey's clock on arrival, milliseconds. */
  readonly atMs: number;
}

/** An event of one kind. */
export type EventOf<Kind extends EventKind> = Kind extends EventKind
  ? Readonly<EventHead & { kind: Kind } & EventPayloads[Kind]>
  : never;

/** Any event. `kind` tells which. */
export type RoomEvent = EventOf<EventKind>;
