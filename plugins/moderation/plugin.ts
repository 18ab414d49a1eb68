/**
 * Moderation through Rosey: what people may do themselves, they may have her do.
 *
 * @module
 */

import { z } from "zod";
import { definePlugin } from "../../src/plugin/mod.ts";
import { offerChannelCommands } from "./channel_commands.ts";
import { offerPeopleCommands } from "./people_commands.ts";

/** See the top of this file. */
export default definePlugin({
  name: "moderation",
  summary: "Kicks, bans and mutes, clears the chat, sets the message of the day",
  settings: z.strictObject({}),
  setup(rosey) {
    offerPeopleCommands(rosey);
    offerChannelCommands(rosey);
  },
});
