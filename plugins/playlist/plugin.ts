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
import { ItemAdding } from "./add_item.ts";
import { offerAdding } from "./adding_commands.ts";
import { offerEditing } from "./editing_commands.ts";
import { DeadItems, offerDeadItems } from "./dead_items.ts";
import { Lead } from "./lead.ts";
import { OwnVote } from "./own_vote.ts";
import { PacedAdding } from "./paced_adding.ts";
import { PlaylistMemory } from "./playlist_memory.ts";
import { offerPlaying } from "./playing_commands.ts";
import { offerReading } from "./reading_commands.ts";
import { offerSnapshots, tellUnfinishedRestores } from "./snapshot_commands.ts";
import { KEPT_PLAYLIST, keptPlaylist, playlistRoutes } from "./routes.ts";
import { storage } from "./storage.ts";

/** See the top of this file. */
export default definePlugin({
  name: "playlist",
  summary: "Shows and changes the playlist: links of every kind, in bulk, in order, by position or title",
  settings: z.strictObject({}),
  storage,
  routes: (desk) => playlistRoutes(desk),
  setup(rosey) {
    let kept = "";
    rosey.every("10s", async () => {
      const beginning = keptPlaylist(rosey.room);
      const text = JSON.stringify(beginning);
      if (text === kept) return;
      await rosey.store.set(KEPT_PLAYLIST, beginning);
      kept = text;
    });
    const memory = new PlaylistMemory(rosey.database);
    const one = new ItemAdding(rosey);
    const adding = new PacedAdding(rosey, one);
    const lead = new Lead(rosey);
    const dead = new DeadItems(rosey.room);
    const vote = new OwnVote(rosey.room);
    rosey.on("media.changed", () => lead.mediaChanged());
    rosey.on("leader.changed", () => lead.leaderChanged());
    rosey.on("room.lost", () => lead.lost());
    rosey.onStop((why) => {
      // When Rosey stops she leaves the room, and the server leads again.
      if (why === "switched") void lead.end();
      return adding.end(why);
    });

    rosey.record("playlist.refused", (event) => dead.refused(event));
    rosey.record("media.changed", (event) => dead.started(event));
    rosey.record("voteskip.counted", (event) => dead.voted(event));
    rosey.record("room.lost", () => dead.lost());

    rosey.record("media.changed", () => vote.over());
    rosey.record("user.changed", (event) => vote.changed(event));
    rosey.record("room.lost", () => vote.over());

    offerReading(rosey);
    offerAdding(rosey, one, adding);
    offerEditing(rosey);
    offerPlaying(rosey, { lead, dead, vote });
    offerSnapshots(rosey, adding, memory);
    offerDeadItems(rosey, memory);
    tellUnfinishedRestores(rosey, memory);
  },
});
