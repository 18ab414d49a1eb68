/**
 * What a sandbox keeps of its channels: the shape of the file behind `--keep`.
 *
 * @module
 */

import { z } from "zod";
import { BUFFER_LINES } from "./model/chat_line.ts";

const rule = z.object({ burst: z.number(), sustained: z.number(), cooldown: z.number() });

/** `channelOpts`. */
export const channelOptionsSchema = z.strictObject({
  allow_voteskip: z.boolean(),
  voteskip_ratio: z.number(),
  afk_timeout: z.number(),
  pagetitle: z.string(),
  maxlength: z.number(),
  externalcss: z.string(),
  externaljs: z.string(),
  chat_antiflood: z.boolean(),
  chat_antiflood_params: rule,
  show_public: z.boolean(),
  enable_link_regex: z.boolean(),
  password: z.union([z.string(), z.literal(false)]),
  allow_dupes: z.boolean(),
  torbanned: z.boolean(),
  block_anonymous_users: z.boolean(),
  allow_ascii_control: z.boolean(),
  playlist_max_per_user: z.number(),
  new_user_chat_delay: z.number(),
  new_user_chat_link_delay: z.number(),
  playlist_max_duration_per_user: z.number(),
});

const chatLine = z.object({
  username: z.string(),
  msg: z.string(),
  meta: z.object({
    addClass: z.string().exactOptional(),
    action: z.literal(true).exactOptional(),
    addClassToNameAndTimestamp: z.literal(true).exactOptional(),
    forceShowName: z.literal(true).exactOptional(),
    modflair: z.number().exactOptional(),
    shadow: z.literal(true).exactOptional(),
    superadminflair: z.object({ labelclass: z.string(), icon: z.string() }).exactOptional(),
  }),
  time: z.number(),
});

const media = z.object({
  id: z.string(),
  title: z.string(),
  seconds: z.number(),
  duration: z.string(),
  type: z.string(),
  meta: z.record(z.string(), z.unknown()),
});

const channel = z.object({
  options: channelOptionsSchema,
  permissions: z.record(z.string(), z.number()),
  playlistOpen: z.boolean(),
  look: z.object({ motd: z.string(), css: z.string(), js: z.string() }),
  emotes: z.array(z.object({ name: z.string(), image: z.string(), source: z.string() })),
  filters: z.array(z.object({
    name: z.string(),
    source: z.string(),
    flags: z.string(),
    replace: z.string(),
    active: z.boolean(),
    filterlinks: z.boolean(),
  })),
  mutes: z.array(z.object({ key: z.string(), mute: z.enum(["muted", "shadow"]) })),
  buffer: z.array(chatLine).max(BUFFER_LINES),
  playlist: z.object({
    items: z.array(z.object({ media, temp: z.boolean(), queueby: z.string() })),
    current: z.number().nullable(),
    positionS: z.number(),
  }),
  poll: z.object({
    title: z.string(),
    options: z.array(z.string()),
    initiator: z.string(),
    timestamp: z.number(),
    obscured: z.boolean(),
    retainVotes: z.boolean(),
    votes: z.record(z.string(), z.number()),
  }).nullable(),
});

const ban = z.object({
  id: z.number(),
  ip: z.string(),
  name: z.string(),
  reason: z.string(),
  bannedby: z.string(),
});

/** The whole of what is kept; `format` changes when an old file could no longer be read. */
export const sandboxStateSchema = z.object({
  format: z.literal(1),
  /** By channel name, as last saved. */
  channels: z.record(z.string(), channel),
  /** By channel name; written at once, unlike the channels. */
  ranks: z.record(z.string(), z.array(z.object({ name: z.string(), rank: z.number() }))),
  bans: z.record(z.string(), z.array(ban)),
});

/** What one channel keeps while nobody is in it. */
export type KeptChannel = z.infer<typeof channel>;

/** What a sandbox keeps over a restart. Plain JSON. */
export type SandboxState = z.infer<typeof sandboxStateSchema>;
