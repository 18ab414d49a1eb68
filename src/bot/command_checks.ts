/**
 * What must hold before a command runs: one list, in order, that the router goes by, `help` leaves out by and `why`
 * explains by. Every check has a name that never changes, and says what is wrong and, unless that goes without saying, what
 * would mend it.
 *
 * @module
 */

import { nameKey, sameName } from "../domain/names.ts";
import { permissionRank } from "../domain/permissions.ts";
import { rankNumber, RANKS } from "../domain/room.ts";
import type { RoomView } from "../domain/room.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";
import { durationText } from "../plugin/duration.ts";
import type { CommandFacts } from "./command_registry.ts";
import { rankName } from "./rank_name.ts";

/** A use of a command that somebody makes, or is asked about. */
export interface CommandUse {
  readonly facts: CommandFacts;
  readonly plugin: string;
  readonly pluginOn: boolean;
  /** The name of who uses it. */
  readonly user: string;
  readonly via: "chat" | "pm";
  readonly room: RoomView;
  /** Whom it is done to, for a command that declares `outranks`; `undefined` while that is not known. */
  readonly target: string | undefined;
  /** How long the user is not yet answered on the command, because they and Rosey answered each other. */
  readonly silentMs: number;
  /** How long the user still has to wait. */
  readonly waitMs: number;
  /** What commands in the room start with. */
  readonly prefix: string;
}

/** What is wrong, and what would mend it where that can be told: a sentence each, to be read by whoever meets it. */
interface Finding {
  readonly reason: string;
  readonly fix: string | undefined;
}

interface Check<Id extends string> {
  readonly id: Id;
  /** Whether `help` leaves out a command that fails here: not for what passes by itself. */
  readonly hides: boolean;
  find(use: CommandUse): Finding | undefined;
}

function check<const Id extends string>(
  id: Id,
  find: (use: CommandUse) => Finding | undefined,
  options: { readonly hides: boolean } = { hides: false },
): Check<Id> {
  return { id, find, ...options };
}

/** The checks, in the order in which they are made. */
const COMMAND_CHECKS = [
  check("silence", ({ facts: { name }, user, silentMs }) =>
    silentMs <= 0 ? undefined : {
      reason: `I leave ${user}'s ${name} unanswered for ${
        waitText(silentMs)
      }: it was said again and again right after my answers, as by a bot that answers me.`,
      fix: "It ends by itself, and other commands are answered meanwhile.",
    }),

  check("plugin", ({ pluginOn, plugin, prefix }) =>
    pluginOn ? undefined : {
      reason: `The plugin "${plugin}" is switched off.`,
      fix: `An admin can switch it on: ${prefix}plugin on ${plugin}.`,
    }, { hides: true }),

  check(
    "room",
    ({ room }) => room.inRoom ? undefined : { reason: "I am not in the room.", fix: "Wait until I am back." },
  ),

  check("place", ({ facts: { name, where }, via }) => {
    if (where === undefined || where === via) return undefined;
    return where === "pm"
      ? { reason: `${name} works by PM only.`, fix: "Send it to me as a private message." }
      : { reason: `${name} works in the room only.`, fix: "Say it in the room." };
  }),

  check(
    "present",
    ({ user, room }) =>
      room.user(user) !== undefined
        ? undefined
        : { reason: `${user} is not in the room.`, fix: "Come into the room under that name." },
  ),

  check("rank", (use) => {
    const needed = rankNumber(use.facts.rank);
    if (rankOf(use) >= needed) return undefined;
    return {
      reason: `${use.facts.name} is for rank ${needed} (${rankName(needed)}) and up, ${use.user} has ${
        rankOf(use)
      }.`,
      fix: needed <= RANKS.user ? "Log in with a registered name." : "Ask somebody of that rank to do it.",
    };
  }, { hides: true }),

  check("permission", (use) => {
    const { facts: { name, permission }, room, user } = use;
    if (permission === undefined) return undefined;
    const needed = permissionRank(permission, room);
    if (needed === undefined) return untold(permission);
    if (rankOf(use) >= needed) return undefined;
    const whileOpen = permissionRank(permission, { permissions: room.permissions, playlistLocked: false });
    return {
      reason: `${name} needs the channel permission "${permission}" (${rankText(needed)}), ${user} has rank ${
        rankOf(use)
      }.`,
      fix: whileOpen !== undefined && rankOf(use) >= whileOpen
        ? "It is enough as soon as somebody opens the playlist."
        : "Ask somebody who has it.",
    };
  }, { hides: true }),

  check("muted", ({ facts, via, room: { me } }) => {
    const muted = me?.muted === true || me?.shadowMuted === true;
    if (!muted || (via === "pm" && facts.speaks !== true)) return undefined;
    return {
      reason: "I am muted in the room.",
      fix: facts.speaks === true
        ? "A moderator can unmute me."
        : "A moderator can unmute me, or send me the command by PM.",
    };
  }),

  check("bot_permission", ({ facts: { permission, botPermission = permission }, room }) => {
    if (botPermission === undefined || botPermission === false) return undefined;
    const needed = permissionRank(botPermission, room);
    if (needed === undefined) return untold(botPermission);
    if (room.myRank >= needed) return undefined;
    return {
      reason: `I need the channel permission "${botPermission}" (${
        rankText(needed)
      }) for that and have rank ${room.myRank}.`,
      fix: "A channel admin can raise my rank, or ask less for the permission.",
    };
  }),

  check(
    "target",
    ({ target, room }) =>
      target !== undefined && sameName(target, room.myName)
        ? { reason: "I do not do that to myself.", fix: "Name somebody else." }
        : undefined,
  ),

  check("target_present", ({ facts: { reachesAbsent }, target, room }) => {
    if (target === undefined || reachesAbsent === true || room.user(target) !== undefined) return undefined;
    const near = didYouMean(target, room.users.map(({ name }) => name));
    return {
      reason: `${target} is not here.`,
      fix: near === undefined ? undefined : `Did you mean ${near}?`,
    };
  }),

  check("outranks", (use) => {
    const target = present(use.target, use.room);
    if (target === undefined) return beyondSight(use);
    if (rankOf(use) > target.rank) return undefined;
    const self = nameKey(target.name) === nameKey(use.user);
    return {
      reason: self
        ? `${use.user} does not outrank themselves.`
        : `${target.name} has rank ${target.rank} and ${use.user} ${
          rankOf(use)
        }: it takes a higher rank than theirs.`,
      fix: self ? "Name somebody else." : `Ask somebody above rank ${target.rank}.`,
    };
  }),

  check("bot_outranks", ({ target: name, room }) => {
    const target = present(name, room);
    if (target === undefined || room.myRank > target.rank) return undefined;
    return {
      reason:
        `${target.name} has rank ${target.rank} and I have ${room.myRank}: the server would not let me.`,
      fix: "A channel admin can raise my rank.",
    };
  }),

  check(
    "cooldown",
    ({ facts: { name, cooldown }, user, waitMs }) =>
      waitMs <= 0 || cooldown === undefined ? undefined : {
        reason: `${name} can be used once in ${cooldown}.`,
        fix: `Please wait ${waitText(waitMs)}, ${user}.`,
      },
  ),
] as const satisfies readonly Check<string>[];

/** The name of a check. */
export type CheckId = (typeof COMMAND_CHECKS)[number]["id"];

/** The first check that a use fails. */
export interface Obstacle extends Finding {
  readonly check: CheckId;
}

/** An obstacle as it is told. */
export function obstacleText({ reason, fix }: Obstacle): string {
  return fix === undefined ? reason : `${reason} ${fix}`;
}

/** The first thing that stands in the way of a use; `undefined` when nothing does. */
export function firstObstacle(use: CommandUse): Obstacle | undefined {
  for (const { id, find } of COMMAND_CHECKS) {
    const found = find(use);
    if (found !== undefined) return { check: id, ...found };
  }
  return undefined;
}

/** Whether `help` shows the command to this user. */
export function isListed(use: CommandUse): boolean {
  return !COMMAND_CHECKS.some(({ hides, find }) => hides && find(use) !== undefined);
}

/** Who is not in the room has the rank of nobody. */
function rankOf({ room, user }: CommandUse): number {
  return room.user(user)?.rank ?? RANKS.anonymous;
}

/**
 * Of people who are not there the server alone knows the rank, and it compares it with Rosey's: that is enough for whoever
 * has her rank, and would lend it to anybody else.
 */
function beyondSight(use: CommandUse): Finding | undefined {
  const { target, user, room: { myRank } } = use;
  if (target === undefined || rankOf(use) >= myRank) return undefined;
  return {
    reason: `${target} is not here, so I cannot see whether ${user} outranks them.`,
    fix: `Name them when they are here, or ask somebody of rank ${myRank}.`,
  };
}

/** In whole seconds, and never too few. */
function waitText(ms: number): string {
  return durationText(Math.ceil(ms / 1_000) * 1_000);
}

function present(name: string | undefined, room: RoomView) {
  return name === undefined ? undefined : room.user(name);
}

/** CyTube's number for a permission that nobody has. */
const NOBODY = 1_000_000;

function rankText(rank: number): string {
  return rank >= NOBODY ? "nobody has it" : `rank ${rank}`;
}

function untold(permission: string): Finding {
  return {
    reason: `The server has not told who has the channel permission "${permission}".`,
    fix: "Try again in a moment.",
  };
}
