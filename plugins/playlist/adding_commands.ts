/**
 * Commands that add to the playlist.
 *
 * @module
 */

import type { Timer } from "../../src/domain/clock.ts";
import { errorText } from "../../src/domain/errors.ts";
import type { CommandContext, PlaylistItem, Rosey } from "../../src/plugin/mod.ts";
import { arg, CommandRefusal, titleText } from "../../src/plugin/mod.ts";
import type { ItemAdding, ItemToAdd } from "./add_item.ts";
import { positionOf } from "./find_item.ts";
import { lengthText, mediaName } from "./item_text.ts";
import type { AddingTask, PacedAdding } from "./paced_adding.ts";
import { itemsText } from "./playlist_text.ts";
import { checkWish, readWish } from "./wish.ts";
import type { Wish } from "./wish.ts";

/** A command may take 10 s, and the server longer when the media's site is slow or other wishes stand before. */
const PATIENCE_MS = 8_000;

/** Offers `add` and `adding`. */
export function offerAdding(rosey: Rosey<unknown>, one: ItemAdding, adding: PacedAdding): void {
  const { room } = rosey;

  rosey.command({
    name: "add",
    summary: "Adds links to the playlist; put `next` and `perm` behind them to play next and to stay",
    args: { links: arg.rest() },
    rank: "user",
    permission: "playlistadd",
    cooldown: "3s",
    changes: true,
    examples: [
      ["!add https://youtu.be/dQw4w9WgXcQ", /^Added .*to the end/],
      ["!add yt:dQw4w9WgXcQ next perm", /^Added .*as next, to stay\.$/],
      ["!add yt:dQw4w9WgXcQ yt:LLFhKaqnWwk", /^Adding 2 items/],
      ["!add a film", /^That is no link I know/],
    ],
    async run({ args: { links }, user, via, reply }) {
      const wish = readWish(links);
      const { media, unread, position, temporary } = wish;
      const [first, ...others] = media;
      if (first === undefined) throw new CommandRefusal(unread[0]?.reason ?? "Give me a link to add.");
      checkWish(wish, user, room);
      const toAdd = (link: typeof first): ItemToAdd => ({ media: link, position, temporary, user });
      if (others.length === 0 && unread.length === 0) {
        return await answerInTime(rosey, addOne(rosey, one, toAdd(first)), { user, via, reply });
      }
      // Each that comes as next stands before the one added just now: the last goes first.
      const items = media.map(toAdd);
      await adding.start({
        by: user.name,
        what: `${itemsText(items.length)} for ${user.name}`,
        items: position === "next" ? items.toReversed() : items,
        unread: unread.map(unreadText),
        tell: telling(rosey, { user, via }),
        // Rosey is back within the time that a message waits, or nobody wonders any more.
        keep: (text) =>
          rosey.queued(via === "pm" ? text : `${user.name}: ${text}`, via === "pm" ? { to: user.name } : {}),
      }, () => reply(`Adding ${itemsText(items.length)}; I will say how it went.`));
    },
  });

  rosey.command({
    name: "adding",
    summary: "How far the adding of many items is; `stop` ends it, for who began it and for rank 2 and up",
    args: { what: arg.choice("stop").optional() },
    rank: "user",
    permission: "playlistadd",
    cooldown: "3s",
    changes: true,
    examples: [["!adding", /^(Nothing is being added|\d+ of \d+ added)/]],
    async run({ args: { what }, user, reply }) {
      const { progress } = adding;
      if (progress === undefined) return await reply("Nothing is being added.");
      if (what === "stop") adding.stop(user);
      await reply(what === "stop" ? `Stopping: ${progress}.` : `${progress}.`);
    },
  });
}

/** One of many links that was not understood: what would have been is too much to say. */
function unreadText({ word, reason }: Wish["unread"][number]): string {
  return `${titleText(word)}: ${reason.replace(/\.(\s.*)?$/s, "")}`;
}

/** Adds one media; the answer, or a CommandRefusal with the server's reason. */
async function addOne(rosey: Rosey<unknown>, one: ItemAdding, wanted: ItemToAdd): Promise<string> {
  const addition = await one.add(wanted);
  const name = mediaName(wanted.media);
  if (addition.outcome !== "added") throw new CommandRefusal(`Could not add ${name}: ${addition.reason}.`);
  const { items, warning } = addition;
  const [item, ...others] = items;
  const title = item === undefined ? name : `${titleText(item.media.title)} (${lengthText(item.media)})`;
  const what = others.length === 0 ? title : `${itemsText(items.length)}, the first of them ${title},`;
  const stays = wanted.temporary || item?.temporary === true ? "" : ", to stay";
  const note = warning === undefined ? "" : ` Note that ${warning}.`;
  return `Added ${what} ${placeText(rosey, wanted, items)}${stays}.${note}`;
}

/** Gives the answer at once if it comes soon, and otherwise when it comes. */
async function answerInTime(
  rosey: Rosey<unknown>,
  answer: Promise<string>,
  { reply, ...asked }: Pick<CommandContext, "user" | "via" | "reply">,
): Promise<void> {
  let timer: Timer | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = rosey.clock.after(PATIENCE_MS, () => resolve(undefined));
  });
  try {
    const soon = await Promise.race([answer, patience]);
    if (soon !== undefined) return await reply(soon);
  } finally {
    timer?.stop();
  }
  const tell = telling(rosey, asked);
  answer
    .catch((error: unknown) => {
      if (error instanceof CommandRefusal) return error.message;
      throw error;
    })
    .then((late) => tell(late, "end"))
    .catch((error: unknown) =>
      rosey.log.warn("a late answer could not be given", { error: errorText(error) })
    );
  await reply("The server is still looking it up; I will say how it went.");
}

function placeText(
  { room }: Rosey<unknown>,
  { position }: ItemToAdd,
  items: readonly PlaylistItem[],
): string {
  if (position === "next") return "as next";
  const [item, ...others] = items;
  const place = item === undefined ? undefined : positionOf(room, item.media);
  if (place === undefined) return "to the end";
  return others.length === 0
    ? `to the end, at position ${place}`
    : `to the end, at positions ${place} to ${place + others.length}`;
}

/** Says how a task is going where it was asked for, long after the command has ended. */
export function telling(
  rosey: Pick<Rosey<unknown>, "say" | "tell">,
  { user, via }: Pick<CommandContext, "user" | "via">,
): AddingTask["tell"] {
  return (text, kind) => {
    const options = { class: "reply", ...(kind === "progress" ? { collapseKey: "adding" } : {}) } as const;
    return via === "pm" ? rosey.tell(user.name, text, options) : rosey.say(`${user.name}: ${text}`, options);
  };
}
