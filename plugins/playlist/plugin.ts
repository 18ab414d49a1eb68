/**
 * The playlist by command: shown, added to, put in order, played.
 *
 * Whoever acts through Rosey needs the channel's own permission for it, as by hand; what the server refuses is told in
 * words that say what to do.
 *
 * @module
 */

import { z } from "zod";
import { definePlugin } from "../../src/plugin/mod.ts";
import { offerAdding } from "./adding_commands.ts";
import { offerEditing } from "./editing_commands.ts";
import { Lead } from "./lead.ts";
import { PacedAdding } from "./paced_adding.ts";
import { offerPlaying } from "./playing_commands.ts";
import { offerReading } from "./reading_commands.ts";

/** See the top of this file. */
export default definePlugin({
  name: "playlist",
  summary: "Shows and changes the playlist: links of every kind, in bulk, in order, by position or title",
  settings: z.strictObject({}),
  setup(rosey) {
    const lead = new Lead(rosey);
    rosey.on("media.changed", () => lead.mediaChanged());
    rosey.on("leader.changed", () => lead.leaderChanged());
    rosey.on("room.lost", () => lead.lost());

    offerReading(rosey);
    offerAdding(rosey, new PacedAdding(rosey));
    offerEditing(rosey);
    offerPlaying(rosey, lead);
  },
});
