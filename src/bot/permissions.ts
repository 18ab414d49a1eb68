/**
 * Who may use a command, here and now.
 *
 * @module
 */

import { isPermitted } from "../domain/permissions.ts";
import { rankNumber, RANKS } from "../domain/room.ts";
import type { RoomUser, RoomView } from "../domain/room.ts";
import type { CommandFacts } from "./command_registry.ts";

/** What a person calls a rank: `moderator`, or the number where it has no name. */
export function rankName(rank: number): string {
  return Object.entries(RANKS).find(([, number]) => number === rank)?.[0] ?? `rank ${rank}`;
}

/** Why this user may not use this command, as a sentence for them; `undefined` when they may. */
export function refusal(
  command: CommandFacts,
  user: Pick<RoomUser, "rank">,
  via: "chat" | "pm",
  room: RoomView,
): string | undefined {
  const needed = rankNumber(command.rank);
  if (user.rank < needed) return `${command.name} is for rank ${needed} (${rankName(needed)}) and up.`;
  if (command.where !== undefined && command.where !== via) {
    return command.where === "pm"
      ? `${command.name} works by PM only.`
      : `${command.name} works in the room only.`;
  }
  if (command.permission === undefined || isPermitted(user.rank, command.permission, room)) return undefined;
  return `${command.name} needs the channel permission "${command.permission}", which you do not have.`;
}
