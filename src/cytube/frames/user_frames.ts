/**
 * Frames about people: who is here, who comes and goes, their ranks and marks.
 *
 * @module
 */

import { z } from "zod";
import { sameName } from "../../domain/names.ts";
import { RANKS, type RoomUser } from "../../domain/room.ts";
import type { UserChange } from "../room/user_list.ts";
import { sameUser } from "../room/user_list.ts";
import { type FrameContext, handled, tolerantList } from "./rule.ts";

const Meta = z.object({
  afk: z.boolean().default(false),
  muted: z.boolean().default(false),
  smuted: z.boolean().optional(),
  aliases: z.array(z.string()).default([]),
  ip: z.string().optional(),
}).transform((meta) => ({
  afk: meta.afk,
  muted: meta.muted,
  shadowMuted: meta.smuted,
  aliases: meta.aliases,
  address: meta.ip,
}));

const Profile = z.object({ image: z.string().default(""), text: z.string().default("") });

const User = z.object({
  name: z.string().min(1),
  rank: z.number(),
  profile: Profile.default({ image: "", text: "" }),
  meta: Meta,
}).transform((user): RoomUser => ({ name: user.name, rank: user.rank, profile: user.profile, ...user.meta }));

/** Rules of the frames about people. */
export const USER_FRAMES = {
  userlist: handled(
    "replaces everybody; the first one completes the join",
    tolerantList(User),
    (list, context) => {
      context.unreadable(list.unreadable);
      context.room.userList.replace(list.items, context.nowMs());
      context.emit({ kind: "users.listed", users: context.room.users });
      context.session.joined();
    },
  ),

  addUser: handled("somebody came", User, (told, context) => {
    const { before, user } = context.room.userList.add(told, context.nowMs());
    if (before === undefined) context.emit({ kind: "user.joined", user });
    else if (!sameUser(before, user)) context.emit({ kind: "user.changed", before, user });
  }),

  // The login of a duplicate is told to the newcomer as a leaving of its own name; as long as this connection lives,
  // Rosey is here.
  userLeave: handled("somebody left", z.object({ name: z.string() }), ({ name }, context) => {
    if (sameName(name, context.room.myName)) return;
    const user = context.room.userList.remove(name);
    if (user !== undefined) context.emit({ kind: "user.left", name: user.name });
  }),

  setUserMeta: handled(
    "AFK, mute and shadow mute of somebody",
    z.object({ name: z.string(), meta: Meta }),
    ({ name, meta }, context) => {
      const change = context.room.userList.change(name, meta);
      if (change === undefined) return;
      context.emit({ kind: "user.changed", ...change });
      emitMutes(change, context);
    },
  ),

  setAFK: handled(
    "AFK of somebody (older form of setUserMeta, sent beside it)",
    z.object({ name: z.string(), afk: z.boolean() }),
    ({ name, afk }, context) => emitChange(context.room.userList.change(name, { afk }), context),
  ),

  setUserProfile: handled(
    "profile of somebody",
    z.object({ name: z.string(), profile: Profile }),
    ({ name, profile }, context) => emitChange(context.room.userList.change(name, { profile }), context),
  ),

  setUserRank: handled(
    "rank of somebody, who may be absent or about to come",
    z.object({ name: z.string(), rank: z.number() }),
    ({ name, rank }, context) => {
      const { userList } = context.room;
      const change = userList.rank(name, rank, context.nowMs());
      if (change === undefined) return;
      context.emit({ kind: "user.changed", ...change });
      if (userList.justCame(name, context.nowMs())) return;
      if (change.before.rank === RANKS.leader || rank === RANKS.leader) return;
      context.emit({
        kind: "moderation",
        action: "rank",
        target: change.user.name,
        by: undefined,
        detail: `${change.before.rank} to ${rank}`,
      });
    },
  ),

  rank: handled("Rosey's own rank", z.number(), (rank, context) => {
    if (context.room.myRank === rank) return;
    context.room.myRank = rank;
    context.emit({ kind: "rank.changed", rank });
  }),

  usercount: handled(
    "connections, anonymous viewers included",
    z.number().int().min(0),
    (connected, context) => {
      context.room.connected = connected;
      context.emit({ kind: "users.counted", connected });
    },
  ),

  banlist: handled(
    "the bans of the channel, asked for to lift one",
    tolerantList(z.object({ id: z.number(), name: z.string() })),
    (list, context) => {
      context.unreadable(list.unreadable);
      context.answer({ kind: "bans.listed", bans: list.items });
    },
  ),

  banlistRemove: handled("a ban was lifted", z.object({ id: z.number() }), ({ id }, context) => {
    context.answer({ kind: "ban.lifted", banId: id });
  }),

  setLeader: handled("who leads the playback; empty is the server", z.string(), (name, context) => {
    const leader = name === "" ? undefined : name;
    if (context.room.leader === leader) return;
    context.room.leader = leader;
    context.emit({ kind: "leader.changed", name: leader });
  }),
};

function emitChange(change: UserChange | undefined, context: FrameContext): void {
  if (change !== undefined) context.emit({ kind: "user.changed", ...change });
}

/** A mute that is also a shadow mute is told as the latter: moderators see both marks set at once. */
function emitMutes({ before, user }: UserChange, context: FrameContext): void {
  const target = user.name;
  const shadowBefore = before.shadowMuted ?? false;
  const shadowNow = user.shadowMuted ?? false;
  const base = { kind: "moderation", target, by: undefined, detail: undefined } as const;
  if (shadowBefore !== shadowNow) {
    context.emit({ ...base, action: shadowNow ? "shadow_mute" : "shadow_unmute" });
  } else if (before.muted !== user.muted) {
    context.emit({ ...base, action: user.muted ? "mute" : "unmute" });
  }
}
