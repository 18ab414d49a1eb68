/**
 * The people in the room, and the room itself, for whoever asks.
 *
 * @module
 */

import { z } from "zod";
import { definePlugin, RANKS } from "../../src/plugin/mod.ts";
import { infoParts } from "./info_text.ts";
import { userListText } from "./user_list_text.ts";

/** Lines of a list in the room: more would push the talk away. By PM it is whole. */
const ROOM_LINES = 3;

/** See the top of this file. */
export default definePlugin({
  name: "people",
  summary: "Tells who is here, and what the room is like",
  settings: z.strictObject({}),
  setup(rosey) {
    const { room } = rosey;

    rosey.command({
      name: "users",
      summary: "Who is in the room, by rank; all of them by PM",
      rank: "guest",
      cooldown: "10s",
      examples: [["!users", /^Users in channel \(\d+\): \[\d+(\.\d+)?\] \S/]],
      run: ({ via, user, reply }) =>
        reply(userListText(room.users, {
          leader: room.leader,
          tellsShadowMutes: via === "pm" && user.rank >= RANKS.moderator,
          maxLines: via === "pm" ? Infinity : ROOM_LINES,
        })),
    });

    rosey.command({
      name: "info",
      summary: "The bot and the channel at a glance",
      rank: "guest",
      cooldown: "5s",
      examples: [["!info", /^Bot: \S+, Rank: \d+, AFK: (yes|no), Channel: \S+, Users: \d+ in chat/]],
      run: ({ via, reply }) => reply(infoParts(room).join(via === "pm" ? "\n" : ", ")),
    });
  },
});
