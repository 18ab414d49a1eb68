/**
 * Frames about the channel itself: permissions, options, emotes, polls.
 *
 * @module
 */

import { z } from "zod";
import type { Emote, Poll } from "../../domain/room.ts";
import { plainFromHtml } from "../../domain/chat_html.ts";
import { type FrameContext, handled, tolerantList } from "./rule.ts";

const EmoteShape = z.object({ name: z.string(), image: z.string() });

const Options = z.object({
  pagetitle: z.string().default(""),
  afk_timeout: z.number().default(0),
  chat_antiflood: z.boolean().default(false),
  chat_antiflood_params: z.object({
    burst: z.number().min(0),
    sustained: z.number().positive(),
    cooldown: z.number().min(0).optional(),
  }).default({ burst: 4, sustained: 1, cooldown: 4 }),
  allow_voteskip: z.boolean().default(true),
  voteskip_ratio: z.number().default(0.5),
  allow_dupes: z.boolean().default(false),
  maxlength: z.number().default(0),
  allow_ascii_control: z.boolean().default(false),
  new_user_chat_delay: z.number().default(0),
  new_user_chat_link_delay: z.number().default(0),
});

// A count is a number, "?" where the poll hides it, and "3?" where it hides it from others only.
const Count = z.union([
  z.number().transform((votes) => ({ votes, hidden: false })),
  z.string().transform((text) => ({
    votes: /^\d+\??$/.test(text) ? parseInt(text, 10) : undefined,
    hidden: text.endsWith("?"),
  })),
]);

// Titles and options are HTML with more entities than chat.
const PollShape = z.object({
  title: z.string(),
  options: z.array(z.string()),
  counts: z.array(Count),
  initiator: z.string().default(""),
  timestamp: z.number(),
}).transform((poll): Poll => ({
  openedAtMs: poll.timestamp,
  title: plainFromHtml(poll.title).trim(),
  options: poll.options.map((html, index) => ({
    text: plainFromHtml(html),
    votes: poll.counts[index]?.votes,
  })),
  hidden: poll.counts.some(({ hidden }) => hidden),
  openedBy: poll.initiator,
}));

/** Rules of the frames about the channel. */
export const CHANNEL_FRAMES = {
  setPermissions: handled("which rank may do what", z.record(z.string(), z.unknown()), (nodes, context) => {
    const entries = Object.entries(nodes);
    const ranks = entries.filter((entry): entry is [string, number] => typeof entry[1] === "number");
    context.unreadable(entries.length - ranks.length);
    context.room.settings.permissions = new Map(ranks);
    context.emit({ kind: "channel.permissions" });
  }),

  channelOpts: handled("the channel's options", Options, (told, context) => {
    const { burst, sustained, cooldown } = told.chat_antiflood_params;
    context.room.settings.options = {
      pageTitle: told.pagetitle,
      afkTimeoutSeconds: told.afk_timeout,
      antiflood: {
        enabled: told.chat_antiflood,
        burst,
        sustained,
        cooldownSeconds: cooldown ?? burst / sustained,
      },
      allowVoteskip: told.allow_voteskip,
      voteskipRatio: told.voteskip_ratio,
      allowDuplicates: told.allow_dupes,
      maxMediaSeconds: told.maxlength,
      allowControlCharacters: told.allow_ascii_control,
      newUserChatDelaySeconds: told.new_user_chat_delay,
      newUserChatLinkDelaySeconds: told.new_user_chat_link_delay,
    };
    context.emit({ kind: "channel.options" });
  }),

  setMotd: handled("message of the day, HTML", z.string(), (html, context) => {
    context.room.settings.motd = html;
    context.emit({ kind: "channel.motd", html });
  }),

  emoteList: handled("all emotes", tolerantList(EmoteShape), (list, context) => {
    context.unreadable(list.unreadable);
    context.room.settings.setEmotes(list.items);
    emitEmotes(context);
  }),

  updateEmote: handled("an emote was added or changed", EmoteShape, (emote, context) => {
    context.room.settings.updateEmote(emote);
    emitEmotes(context);
  }),

  renameEmote: handled("an emote was renamed", EmoteShape.extend({ old: z.string() }), (renamed, context) => {
    const emote: Emote = { name: renamed.name, image: renamed.image };
    context.room.settings.renameEmote(renamed.old, emote);
    emitEmotes(context);
  }),

  removeEmote: handled("an emote was removed", z.object({ name: z.string() }), ({ name }, context) => {
    context.room.settings.removeEmote(name);
    emitEmotes(context);
  }),

  // Every change of media sends it again.
  drinkCount: handled("drinks", z.number(), (count, context) => {
    if (context.room.settings.drinkCount === count) return;
    context.room.settings.drinkCount = count;
    context.emit({ kind: "channel.drinks", count });
  }),

  // A join tells an open poll like a new one; its time of opening tells them apart.
  newPoll: handled("a poll was opened, or is open on a join", PollShape, (poll, context) => {
    const known = context.room.settings.poll?.openedAtMs ?? context.room.before.pollOpenedAtMs;
    context.room.settings.poll = poll;
    context.emit({ kind: known === poll.openedAtMs ? "poll.counted" : "poll.opened", poll });
  }),

  updatePoll: handled("votes of the poll", PollShape, (poll, context) => {
    context.room.settings.poll = poll;
    context.emit({ kind: "poll.counted", poll });
  }),

  closePoll: handled("the poll was closed", z.unknown(), (_nothing, context) => {
    const { poll } = context.room.settings;
    context.room.settings.poll = undefined;
    context.room.before = { ...context.room.before, pollOpenedAtMs: poll?.openedAtMs };
    context.emit({ kind: "poll.closed", poll });
  }),
};

function emitEmotes(context: FrameContext): void {
  context.emit({ kind: "channel.emotes", count: context.room.settings.emotes.length });
}
