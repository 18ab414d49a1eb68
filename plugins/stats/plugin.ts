/**
 * Statistics: who comes, how long they stay, how much they say.
 *
 * @module
 */

import { z } from "zod";
import type {
  ChannelStatsRepository,
  CurrentStatusRepository,
  UserStatsRepository,
} from "../../db/repositories/mod.ts";
import { arg, CommandRefusal, definePlugin, RANKS, sameName } from "../../src/plugin/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { Attendance } from "./attendance.ts";
import { presenceText } from "./presence_text.ts";
import { statsRoutes } from "./routes.ts";
import { statsServices } from "./services.ts";
import { channelText, chattersText, personText } from "./stats_text.ts";

/** What the plugin remembers and reads. */
export interface StatsMemory {
  readonly users: UserStatsRepository;
  readonly channel: Pick<ChannelStatsRepository, "peaks">;
  readonly status: Pick<CurrentStatusRepository, "get">;
}

/** How many are named in the answer to `!stats`: in the room they share a line or two with the peaks. */
const CHATTERS_IN_STATS = { chat: 5, pm: 10 } as const;

/** See the top of this file. */
export default definePlugin({
  name: "stats",
  summary: "Counts joins, time and lines of everybody, and answers !stats, !top and !user",
  settings: z.strictObject({}),
  routes: (desk: Desk, memory: StatsMemory) => statsRoutes(desk, memory),
  async setup(rosey, { users, channel }: StatsMemory) {
    // Sessions that a crash left open end when their owners were last seen, not now.
    await rosey.write(users.closeOpenSessions());

    const attendance = new Attendance(users, rosey.room);
    rosey.record("users.listed", (event) => attendance.listed(event));
    rosey.record("user.joined", (event) => attendance.joined(event));
    rosey.record("user.left", (event) => attendance.left(event));
    rosey.record("chat", (event) => attendance.said(event));
    rosey.record("room.lost", (event) => attendance.lost(event));
    rosey.on("media.progressed", ({ atMs }) => attendance.alive(atMs));
    rosey.on("users.counted", ({ atMs }) => attendance.alive(atMs));
    rosey.every("5m", () => rosey.write(attendance.sampled(rosey.clock.now())));
    rosey.onStop(() => attendance.stopped(rosey.clock.now()));

    rosey.command({
      name: "stats",
      summary: "The channel's statistics, or somebody's",
      args: { name: arg.user().optional() },
      rank: "guest",
      cooldown: "3s",
      examples: [
        ["!stats", /^Peak chat users: .*people seen: \d+\nTop chatters: /],
        ["!stats alice", /^alice: \d+ lines?, connected .* in all, first seen /],
      ],
      async run({ args: { name }, via, reply }) {
        if (name !== undefined) return await reply(await person(name));
        const [peaks, people, chatters] = await Promise.all([
          channel.peaks(),
          users.count(),
          users.topChatters(CHATTERS_IN_STATS[via]),
        ]);
        await reply(channelText(peaks, people, chatters));
      },
    });

    rosey.command({
      name: "top",
      summary: "Who says the most",
      args: { count: arg.integer({ min: 1, max: 20 }).default(10) },
      rank: "guest",
      cooldown: "3s",
      examples: [["!top 3", /^Top chatters: 1\. \S+ \d+/]],
      async run({ args: { count }, reply }) {
        await reply(chattersText(await users.topChatters(count)));
      },
    });

    rosey.command({
      name: "user",
      summary: "Somebody's rank and marks, and their statistics; moderators get more by PM",
      args: { name: arg.user() },
      rank: "guest",
      cooldown: "3s",
      examples: [["!user alice", /^alice: rank \d.*\nalice: \d+ lines?, connected /]],
      async run({ args: { name }, user, via, reply }) {
        const here = rosey.room.user(name);
        if (here === undefined) return await reply(`${name} is not here.\n${await person(name)}`);
        const trusted = via === "pm" && user.rank >= RANKS.moderator;
        const known = sameName(name, rosey.room.myName) ? undefined : await users.find(name);
        await reply([
          presenceText(here, rosey.room, { trusted }),
          ...(known === undefined ? [] : [personText(known, rosey.clock.now())]),
        ].join("\n"));
      },
    });

    async function person(name: string): Promise<string> {
      if (sameName(name, rosey.room.myName)) throw new CommandRefusal("I count the others, not myself.");
      const stats = await users.find(name);
      if (stats === undefined) throw new CommandRefusal(`I have never seen ${name} here.`);
      return personText(stats, rosey.clock.now());
    }
  },
  services: statsServices,
});
