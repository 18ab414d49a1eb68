/**
 * Commands that are done to somebody: kick, ban, mute, and what takes them back.
 *
 * Each needs the channel's own permission, of the user and of Rosey, and a higher rank than the person's. It is
 * answered when the server has done it.
 *
 * @module
 */

import { quoted } from "../../src/domain/text.ts";
import { arg, CommandRefusal } from "../../src/plugin/mod.ts";
import type { RoomUser, Rosey } from "../../src/plugin/mod.ts";
import { doneText, readReason, shownReason } from "./reason.ts";

const person = { user: arg.user() };
const personAndReason = { user: arg.user(), reason: arg.rest().optional() };

/** Offers the commands. */
export function offerPeopleCommands<Settings>(rosey: Rosey<Settings>): void {
  const { room } = rosey;

  function here(name: string): RoomUser {
    const found = room.user(name);
    if (found === undefined) throw new CommandRefusal(`${name} is not here.`);
    return found;
  }

  rosey.command({
    name: "kick",
    summary: "Throws somebody out of the room; they may come back",
    args: personAndReason,
    rank: "leader",
    permission: "kick",
    outranks: "user",
    speaks: true,
    changes: true,
    examples: [["!kick bob enough of that", /^Kicked bob: enough of that$/]],
    async run({ args, user, act, reply }) {
      const { name } = here(args.user);
      const reason = readReason(args.reason);
      await act({ kind: "kick", name, reason: shownReason(user.name, reason) });
      await reply(doneText("Kicked", name, reason));
    },
  });

  rosey.command({
    name: "ban",
    summary: "Bans somebody by name, here or not",
    args: personAndReason,
    rank: "moderator",
    permission: "ban",
    outranks: "user",
    reachesAbsent: true,
    speaks: true,
    changes: true,
    confirm(args) {
      const reason = readReason(args.reason);
      return `Ban ${args.user}${reason === undefined ? "" : ` for ${quoted(reason)}`}?`;
    },
    examples: [["!ban bob spam", /^Banned bob: spam$/m]],
    async run({ args, user, act, reply }) {
      const name = room.user(args.user)?.name ?? args.user;
      const reason = readReason(args.reason);
      const { warning } = await act({ kind: "ban", name, reason: shownReason(user.name, reason) });
      await reply(warning ?? doneText("Banned", name, reason));
    },
  });

  rosey.command({
    name: "unban",
    summary: "Lifts somebody's ban",
    args: person,
    rank: "moderator",
    permission: "ban",
    changes: true,
    examples: [["!unban bob", /^Unbanned bob$/]],
    async run({ args: { user: name }, act, reply }) {
      await act({ kind: "unban", name });
      await reply(`Unbanned ${name}`);
    },
  });

  rosey.command({
    name: "mute",
    summary: "Silences somebody in the room",
    args: person,
    rank: "leader",
    permission: "mute",
    outranks: "user",
    speaks: true,
    changes: true,
    examples: [["!mute bob", /^Muted bob$/]],
    async run({ args, act, reply }) {
      const { name } = here(args.user);
      await act({ kind: "mute", name, shadow: false });
      await reply(`Muted ${name}`);
    },
  });

  rosey.command({
    name: "smute",
    summary: "Silences somebody without their knowing",
    args: person,
    rank: "moderator",
    // Said in the room, it would be no secret.
    where: "pm",
    permission: "mute",
    outranks: "user",
    speaks: true,
    changes: true,
    examples: [["smute bob", /^Shadow-muted bob$/]],
    async run({ args, act, reply }) {
      const { name } = here(args.user);
      await act({ kind: "mute", name, shadow: true });
      await reply(`Shadow-muted ${name}`);
    },
  });

  rosey.command({
    name: "unmute",
    summary: "Takes a mute or a shadow mute back",
    args: person,
    rank: "leader",
    permission: "mute",
    outranks: "user",
    speaks: true,
    changes: true,
    examples: [["!unmute bob", /^Unmuted bob$/]],
    async run({ args, act, reply }) {
      const { name } = here(args.user);
      await act({ kind: "unmute", name });
      await reply(`Unmuted ${name}`);
    },
  });
}
