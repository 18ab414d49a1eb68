/**
 * When somebody was last here. Only the time is told: neither what they said nor what they watched.
 *
 * @module
 */

import { z } from "zod";
import type { UserStats, UserStatsRepository } from "../../db/repositories/mod.ts";
import { nearestWord } from "../../src/domain/spelling.ts";
import { arg, CommandRefusal, definePlugin, durationText, sameName } from "../../src/plugin/mod.ts";

/** What the plugin reads: the people that the statistics count. */
export interface SeenMemory {
  readonly users: Pick<UserStatsRepository, "find" | "topChatters">;
}

/** Among so many of those who talk most, and the people in the room, a mistyped name is looked for. */
const KNOWN_NAMES = 500;

function seenText({ name, lastSeenMs, sessionStartMs }: UserStats, here: boolean, nowMs: number): string {
  if (!here) return `${name} was last here ${durationText(nowMs - lastSeenMs)} ago.`;
  return sessionStartMs === undefined
    ? `${name} is here now.`
    : `${name} is here now, for ${durationText(nowMs - sessionStartMs)}.`;
}

/** See the top of this file. */
export default definePlugin({
  name: "seen",
  summary: "Says when somebody was last here",
  settings: z.strictObject({}),
  setup(rosey, { users }: SeenMemory) {
    const { room, clock } = rosey;

    rosey.command({
      name: "seen",
      summary: "When somebody was last here",
      args: { name: arg.user() },
      rank: "guest",
      cooldown: "3s",
      examples: [["!seen alice", /^alice (is here now, for|was last here) .*\.$/]],
      async run({ args: { name }, reply }) {
        if (sameName(name, room.myName)) throw new CommandRefusal("I am here, and I am looking at you.");
        const here = room.user(name);
        const known = await users.find(name);
        if (known !== undefined) return await reply(seenText(known, here !== undefined, clock.now()));
        if (here !== undefined) return await reply(`${here.name} is here now.`);
        const near = nearestWord(name, await names(), () => name.length >= 5 ? 2 : 1);
        const hint = near === undefined ? "" : ` Did you mean ${near}?`;
        throw new CommandRefusal(`I have never seen ${name} here.${hint}`);
      },
    });

    async function names(): Promise<Set<string>> {
      const chatters = await users.topChatters(KNOWN_NAMES);
      const all = [...room.users, ...chatters].map(({ name }) => name);
      return new Set(all.filter((name) => !sameName(name, room.myName)));
    }
  },
});
