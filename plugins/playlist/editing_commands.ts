/**
 * Commands that change what is in the playlist, and its order.
 *
 * @module
 */

import type { PlaylistPlace, RoomView, Rosey } from "../../src/plugin/mod.ts";
import { arg, CommandRefusal, titleText } from "../../src/plugin/mod.ts";
import { currentPosition, findItem, itemAt } from "./find_item.ts";
import { itemsText } from "./playlist_text.ts";

/** Positions are not checked against the playlist before it is known: 4000 items are the most that CyTube takes. */
const POSITION = arg.integer({ min: -99_999, max: 99_999 });

/** Offers `remove`, `move`, `settemp`, `shuffle`, `clearplaylist`, `lock` and `unlock`. */
export function offerEditing(rosey: Rosey<unknown>): void {
  const { room } = rosey;

  rosey.command({
    name: "remove",
    summary: "Takes an item out of the playlist, by its position or a part of its title",
    args: { item: arg.rest() },
    rank: "user",
    permission: "playlistdelete",
    changes: true,
    examples: [["!remove 2", /^Removed .+, which was at position 2\.$/], [
      "!remove 0",
      /^Position must be between 1/,
    ]],
    async run({ args, act, reply }) {
      const { item, position } = findItem(room, args.item);
      await act({ kind: "delete", uid: item.uid });
      await reply(`Removed ${titleText(item.media.title)}, which was at position ${position}.`);
    },
  });

  rosey.command({
    name: "move",
    summary: "Moves an item to another position; `next` and `end` will do as well",
    args: { from: POSITION, to: arg.word() },
    rank: "user",
    permission: "playlistmove",
    changes: true,
    examples: [
      ["!move 3 1", /^Moved .+ to position 1\.$/],
      ["!move 1 end", /^Moved .+ to position \d+\.$/],
    ],
    async run({ args: { from, to }, act, reply }) {
      const { item } = itemAt(room, from);
      const position = targetPosition(room, from, to);
      if (position === from) throw new CommandRefusal(`It is at position ${from} already.`);
      await act({ kind: "move", uid: item.uid, after: placeBehind(room, from, position) });
      await reply(`Moved ${titleText(item.media.title)} to position ${position}.`);
    },
  });

  rosey.command({
    name: "settemp",
    summary: "Says whether an item is taken out after it was played (on) or stays (off)",
    args: { position: POSITION, temporary: arg.onOff() },
    rank: "user",
    permission: "settemp",
    changes: true,
    examples: [["!settemp 2 off", /^.+ (stays|stays already)\.$/]],
    async run({ args, act, reply }) {
      const { item } = itemAt(room, args.position);
      const { temporary } = args;
      const state = temporary ? "goes after it was played" : "stays";
      const title = titleText(item.media.title);
      if (item.temporary === temporary) return await reply(`${title} ${state} already.`);
      await act({ kind: "set_temporary", uid: item.uid, temporary });
      await reply(`${title} ${state}.`);
    },
  });

  rosey.command({
    name: "shuffle",
    summary: "Puts the playlist into a new order by chance",
    rank: "user",
    permission: "playlistshuffle",
    changes: true,
    confirm: () => room.playlist.length < 2 ? undefined : `Shuffle all ${itemsText(room.playlist.length)}?`,
    examples: [["!shuffle", /Shuffled \d+ items\.$/]],
    async run({ act, reply }) {
      const count = room.playlist.length;
      if (count < 2) throw new CommandRefusal("There is nothing to shuffle.");
      await act({ kind: "shuffle" });
      await reply(`Shuffled ${itemsText(count)}.`);
    },
  });

  rosey.command({
    name: "clearplaylist",
    summary: "Takes everything out of the playlist",
    rank: "user",
    permission: "playlistclear",
    changes: true,
    confirm: () => room.playlist.length === 0 ? undefined : `Remove all ${itemsText(room.playlist.length)}?`,
    examples: [["!clearplaylist", /Removed \d+ items\.$/]],
    async run({ act, reply }) {
      const count = room.playlist.length;
      if (count === 0) throw new CommandRefusal("The playlist is empty.");
      await act({ kind: "clear_playlist" });
      await reply(`Removed ${itemsText(count)}.`);
    },
  });

  for (const [name, locked, state] of [["lock", true, "locked"], ["unlock", false, "open"]] as const) {
    rosey.command({
      name,
      summary: locked ? "Locks the playlist: the channel's stricter permissions hold" : "Opens the playlist",
      rank: "user",
      permission: "playlistlock",
      changes: true,
      examples: [[`!${name}`, /^The playlist is (locked|open)( already)?\.$/]],
      async run({ act, reply }) {
        if (room.playlistLocked === locked) return await reply(`The playlist is ${state} already.`);
        await act({ kind: "lock_playlist", locked });
        await reply(`The playlist is ${state}.`);
      },
    });
  }
}

/** The position that a word means, for an item that is at `from`. */
function targetPosition(room: Pick<RoomView, "playlist" | "current">, from: number, to: string): number {
  const word = to.toLowerCase();
  if (["end", "last", "bottom"].includes(word)) return room.playlist.length;
  if (["top", "first", "start", "beginning"].includes(word)) return 1;
  if (word === "next") {
    const playing = currentPosition(room);
    if (playing === undefined || playing === from) {
      throw new CommandRefusal("Next to what? It would be behind itself.");
    }
    // What stands before the one that plays leaves a gap behind it.
    return from < playing ? playing : playing + 1;
  }
  return itemAt(room, /^[+-]?\d{1,9}$/.test(word) ? Number(word) : 0).position;
}

/** Behind which item that position is, once the item has been taken out of its old one. */
function placeBehind({ playlist }: Pick<RoomView, "playlist">, from: number, to: number): PlaylistPlace {
  const neighbour = playlist.toSpliced(from - 1, 1)[to - 2];
  return to === 1 || neighbour === undefined ? "prepend" : neighbour.uid;
}
