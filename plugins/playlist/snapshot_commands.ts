/**
 * Snapshots: the playlist kept under a name, and brought back.
 *
 * A restore adds what is missing and touches nothing else, so that one which was cut off is finished by asking again.
 *
 * @module
 */

import type { CommandContext, Rosey } from "../../src/plugin/mod.ts";
import {
  arg,
  ArgumentError,
  CommandRefusal,
  durationText,
  isPermitted,
  nameKey,
  RANKS,
  sameName,
  titleText,
} from "../../src/plugin/mod.ts";
import type { ItemToAdd } from "./add_item.ts";
import { telling } from "./adding_commands.ts";
import { begunRestore, deletedSnapshot, endedRestore, passedRestore, savedSnapshot } from "./changes.ts";
import { positionOf } from "./find_item.ts";
import type { PacedAdding } from "./paced_adding.ts";
import type { PlaylistMemory, Snapshot, SnapshotItem } from "./playlist_memory.ts";
import { itemsText } from "./playlist_text.ts";
import { checkWish } from "./wish.ts";

/** Letters and digits of every language, `-` and `_`: a name is said back. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;
/** Each holds up to 4000 items. */
const SNAPSHOTS_LIMIT = 100;
/** Fits a few lines. */
const SHOWN_SNAPSHOTS = 15;

type Context = Pick<CommandContext, "user" | "via" | "reply">;

/** Offers `snapshot`. */
export function offerSnapshots(rosey: Rosey<unknown>, adding: PacedAdding, memory: PlaylistMemory): void {
  const saving = new Set<string>();

  rosey.command({
    name: "snapshot",
    aliases: ["snapshots"],
    summary: "Keeps the playlist under a name, and adds what is missing of it again",
    args: {
      what: arg.choice("list", "save", "restore", "delete").default("list"),
      name: arg.word().optional(),
    },
    rank: "user",
    permission: "playlistadd",
    cooldown: "3s",
    changes: true,
    async confirm({ what, name }, _room, user) {
      if (what !== "restore" && what !== "delete") return undefined;
      const snapshot = await found(name);
      if (what === "delete") {
        checkOwn(snapshot, user);
        return `Delete the snapshot "${snapshot.name}"?`;
      }
      const { items } = await toRestore(snapshot, user);
      return items.length === 0 ? undefined : `Add what is missing of the snapshot "${snapshot.name}"?`;
    },
    examples: [
      ["!snapshot save friday", /^Saved \d+ items? as "friday"\.$/],
      ["!snapshot list", /^Snapshots: friday \(\d+ items?, by .+, .+ ago\)/],
      ["!snapshot restore friday", /Nothing is missing|Adding \d+ items?/],
      ["!snapshot delete friday", /Deleted the snapshot "friday"\.$/],
    ],
    async run({ args: { what, name }, ...context }) {
      if (what === "list") return await list(context);
      const named = nameOf(name);
      if (what === "save") return await save(named, context);
      const snapshot = await found(named);
      await (what === "delete" ? remove(snapshot, context) : restore(snapshot, context));
    },
  });

  async function found(name: string | undefined): Promise<Snapshot> {
    const named = nameOf(name);
    const snapshot = await memory.snapshot(named);
    if (snapshot === undefined) throw new CommandRefusal(`There is no snapshot "${named}".`);
    return snapshot;
  }

  async function list({ reply }: Context): Promise<void> {
    const snapshots = await memory.snapshots(SHOWN_SNAPSHOTS + 1);
    if (snapshots.length === 0) return await reply("There are no snapshots yet.");
    const nowMs = rosey.clock.now();
    const shown = snapshots.slice(0, SHOWN_SNAPSHOTS).map(({ name, items, savedBy, savedMs }) =>
      `${name} (${itemsText(items)}, by ${savedBy}, ${durationText(nowMs - savedMs)} ago)`
    );
    await reply(
      `Snapshots: ${shown.join(", ")}${snapshots.length > SHOWN_SNAPSHOTS ? ", and older ones" : ""}`,
    );
  }

  /** Of two who save one name at once both would find it free. */
  async function save(name: string, context: Context): Promise<void> {
    const key = nameKey(name);
    if (saving.has(key)) throw new CommandRefusal(`"${name}" is being saved just now: take another name.`);
    saving.add(key);
    try {
      await saveFree(name, context);
    } finally {
      saving.delete(key);
    }
  }

  async function saveFree(name: string, { user, reply }: Context): Promise<void> {
    const items = rosey.room.playlist;
    if (items.length === 0) throw new CommandRefusal("The playlist is empty.");
    if (await memory.snapshot(name) !== undefined) {
      throw new CommandRefusal(
        `There is a snapshot "${name}" already: delete it first, or take another name.`,
      );
    }
    if (await memory.countSnapshots() >= SNAPSHOTS_LIMIT) {
      throw new CommandRefusal(
        `There are ${SNAPSHOTS_LIMIT} snapshots, which is all I keep: delete one first.`,
      );
    }
    await rosey.write(savedSnapshot({ name, savedBy: user.name, atMs: rosey.clock.now(), items }));
    await reply(`Saved ${itemsText(items.length)} as "${name}".`);
  }

  async function remove(snapshot: Snapshot, { user, reply }: Context): Promise<void> {
    checkOwn(snapshot, user);
    const { name } = snapshot;
    await rosey.write(deletedSnapshot(name));
    await reply(`Deleted the snapshot "${name}".`);
  }

  /** What is missing of it and may be added; no items: nothing is missing. Throws a CommandRefusal when none may be. */
  async function toRestore({ name }: Snapshot, user: ItemToAdd["user"]): Promise<MissingItems> {
    const missing = (await memory.items(name)).filter(({ media }) =>
      positionOf(rosey.room, media) === undefined
    );
    const found = whatMayBeAdded(rosey, missing, user);
    if (found.items.length > 0 || missing.length === 0) return found;
    throw new CommandRefusal(`Nothing of "${name}" can be added: ${found.unread[0] ?? ""}.`);
  }

  async function restore(snapshot: Snapshot, { user, via, reply }: Context): Promise<void> {
    const { name } = snapshot;
    const { items, unread } = await toRestore(snapshot, user);
    if (items.length === 0) return await reply(`Nothing is missing of "${name}".`);
    const tell = telling(rosey, { user, via });
    await adding.start({
      by: user.name,
      what: `the snapshot "${name}" for ${user.name}`,
      items,
      unread,
      // What is written down of a restore is told at the next start.
      keep: () => [],
      passed: (count) => rosey.write(passedRestore(name, count)),
      tell: async (text, kind) => {
        if (kind === "end") await rosey.write(endedRestore(name));
        await tell(text, kind);
      },
    }, async () => {
      await rosey.write(begunRestore({ name, startedBy: user.name, items: items.length }));
      await reply(`Adding ${itemsText(items.length)} of "${name}"; I will say how it went.`);
    });
  }
}

/** Says what became of restores that ended with the Rosey before this one, once she is in the room. */
export function tellUnfinishedRestores(rosey: Rosey<unknown>, memory: PlaylistMemory): void {
  let told = false;
  rosey.on("room.entered", async () => {
    if (told) return;
    told = true;
    for (const { name, startedBy, passed, items } of await memory.unfinishedRestores()) {
      await rosey.say(
        `${startedBy}: the restore of the snapshot "${name}" was cut off after ${passed} of ${items} when I stopped. ` +
          `Restore it again, and I add what is still missing.`,
        { class: "announcement", key: `restore ${name} ${passed}` },
      );
      await rosey.write(endedRestore(name));
    }
  });
}

function checkOwn({ name, savedBy }: Snapshot, user: ItemToAdd["user"]): void {
  if (sameName(user.name, savedBy) || user.rank >= RANKS.moderator) return;
  throw new CommandRefusal(`"${name}" is ${savedBy}'s: they can delete it, or a moderator.`);
}

interface MissingItems {
  readonly items: readonly ItemToAdd[];
  /** What cannot be added, and why. */
  readonly unread: readonly string[];
}

/** The items that this user may add, and why not the others. */
function whatMayBeAdded(
  { room }: Rosey<unknown>,
  missing: readonly SnapshotItem[],
  user: ItemToAdd["user"],
): MissingItems {
  const items: ItemToAdd[] = [];
  const unread: string[] = [];
  const mayStay = isPermitted(user.rank, "addnontemp", room);
  for (const { media, title, temporary } of missing) {
    // What the playlist tells of an embed is a checksum of it.
    if (media.type === "cu" && media.id.startsWith("cu:")) {
      unread.push(`${titleText(title)}: an embed has to be added by hand`);
      continue;
    }
    const item = { media, position: "end", temporary: temporary || !mayStay, user } as const;
    try {
      checkWish({ ...item, media: [media], unread: [] }, user, room);
      items.push(item);
    } catch (error) {
      if (!(error instanceof CommandRefusal)) throw error;
      unread.push(`${titleText(title)}: ${error.message.replace(/\.$/, "")}`);
    }
  }
  return { items, unread };
}

function nameOf(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new ArgumentError("name must be up to 40 letters, digits, - or _");
}
