/**
 * Commands that change what plays.
 *
 * @module
 */

import type { RoomView, Rosey } from "../../src/plugin/mod.ts";
import { arg, CommandRefusal, isPermitted, titleText } from "../../src/plugin/mod.ts";
import type { DeadItems } from "./dead_items.ts";
import { currentPosition, findItem } from "./find_item.ts";
import type { Lead } from "./lead.ts";
import type { OwnVote } from "./own_vote.ts";

/** What the commands have a part in. */
export interface PlayingParts {
  readonly lead: Lead;
  readonly dead: Pick<DeadItems, "jumps">;
  readonly vote: OwnVote;
}

/** Offers `jump`, `next`, `pause`, `resume` and `voteskip`. */
export function offerPlaying(rosey: Rosey<unknown>, { lead, dead, vote }: PlayingParts): void {
  const { room } = rosey;

  rosey.command({
    name: "jump",
    summary: "Plays an item now, by its position or a part of its title",
    args: { item: arg.rest() },
    rank: "user",
    permission: "playlistjump",
    changes: true,
    examples: [["!jump 3", /^Playing .+, at position 3\.$/]],
    async run({ args, act, reply }) {
      const { item, position } = findItem(room, args.item);
      dead.jumps();
      await act({ kind: "jump", uid: item.uid });
      await reply(`Playing ${titleText(item.media.title)}, at position ${position}.`);
    },
  });

  rosey.command({
    name: "next",
    summary: "Plays the item behind the one that plays",
    rank: "user",
    permission: "playlistjump",
    changes: true,
    examples: [["!next", /^Playing .+, at position \d+\.$/]],
    async run({ act, reply }) {
      if (room.playlist.length === 0) throw new CommandRefusal("The playlist is empty.");
      const position = (currentPosition(room) ?? 0) + 1;
      const item = room.playlist[position - 1];
      if (item === undefined) throw new CommandRefusal("Already at last item.");
      // To a certain item, not one further: said twice, it still skips one.
      dead.jumps();
      await act({ kind: "jump", uid: item.uid });
      await reply(`Playing ${titleText(item.media.title)}, at position ${position}.`);
    },
  });

  rosey.command({
    name: "pause",
    summary: "Pauses what plays, for everybody",
    rank: "user",
    permission: "leaderctl",
    changes: true,
    examples: [["!pause", /^Paused at .+; resume goes on from there\.$/]],
    run: async ({ act, reply }) =>
      await reply(`Paused at ${await lead.pause(act)}; resume goes on from there.`),
  });

  rosey.command({
    name: "resume",
    summary: "Goes on with what was paused",
    rank: "user",
    permission: "leaderctl",
    changes: true,
    examples: [["!resume", /^(Going on|Nothing is paused)\.$/]],
    async run({ act, reply }) {
      await lead.resume(act);
      await reply("Going on.");
    },
  });

  rosey.command({
    name: "voteskip",
    summary: "How many votes there are to skip what plays; with `vote` I vote as well",
    args: { what: arg.choice("vote").optional() },
    rank: "guest",
    permission: "voteskip",
    cooldown: "5s",
    changes: true,
    examples: [["!voteskip", /^Voteskip: (\d+\/\d+|no votes yet)\.$/], [
      "!voteskip vote",
      /^I voted(\. Voteskip: |, and that was enough)/,
    ]],
    async run({ args: { what }, act, reply }) {
      if (room.playback === undefined && room.current === undefined) {
        throw new CommandRefusal("Nothing is playing.");
      }
      if (room.options?.allowVoteskip === false) {
        throw new CommandRefusal("This channel does not skip by vote.");
      }
      if (what === undefined) return await reply(`Voteskip: ${votesText(room)}.`);
      if (vote.given) throw new CommandRefusal(`I have voted already. Voteskip: ${votesText(room)}.`);
      await vote.give(() => act({ kind: "voteskip" }));
      await reply(vote.given ? `I voted. Voteskip: ${votesText(room)}.` : "I voted, and that was enough.");
    },
  });
}

/** The server tells the votes only to those who may see them, and a need only while there are some. */
function votesText(room: RoomView): string {
  if (room.voteskip !== undefined && room.voteskip.count > 0) {
    return `${room.voteskip.count}/${room.voteskip.need}`;
  }
  return isPermitted(room.myRank, "viewvoteskip", room) ? "no votes yet" : "I am not shown the votes";
}
