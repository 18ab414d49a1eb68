/**
 * Commands that show the playlist and what plays.
 *
 * @module
 */

import type { Rosey } from "../../src/plugin/mod.ts";
import { arg } from "../../src/plugin/mod.ts";
import { currentParts, playlistParts } from "./playlist_text.ts";

/** Items shown when nobody says how many: a line in the room, a page by PM. */
const SHOWN = { chat: 5, pm: 10 } as const;

/** Offers `playlist` and `current`. */
export function offerReading(rosey: Rosey<unknown>): void {
  const { room, clock } = rosey;

  rosey.command({
    name: "playlist",
    summary: "The playlist from what plays on",
    args: { count: arg.integer({ min: 1, max: 30 }).optional() },
    rank: "guest",
    permission: "seeplaylist",
    cooldown: "5s",
    examples: [
      ["!playlist", /^Playlist \(\d+ items?, .*, (locked|open)\): .*\d+\. /],
      ["!playlist 2", /^Playlist \(.*\): (► )?\d+\. .*\(.*\) \| /],
    ],
    async run({ args: { count }, via, reply }) {
      const [first, ...items] = playlistParts(room, count ?? SHOWN[via]);
      await reply(via === "pm" ? [first, ...items].join("\n") : `${first} ${items.join(" | ")}`.trimEnd());
    },
  });

  rosey.command({
    name: "current",
    aliases: ["np"],
    summary: "What plays now, how far it is, and who added it",
    rank: "guest",
    cooldown: "3s",
    examples: [["!current", /^Now playing: .+, (.+ of .+|live), /], ["!np", /^Now playing: /]],
    run: ({ via, reply }) => reply(currentParts(room, clock.now()).join(via === "pm" ? "\n" : ", ")),
  });
}
