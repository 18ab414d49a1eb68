/**
 * `!addquote` and `!delquote`.
 *
 * @module
 */

import { quoted } from "../../src/domain/text.ts";
import { arg, CommandRefusal, nameKey, RANKS, sameName } from "../../src/plugin/mod.ts";
import type { CommandContext, Rosey } from "../../src/plugin/mod.ts";
import { LastLines } from "./last_lines.ts";
import type { Quote, QuoteBook } from "./quote_book.ts";
import { searchText } from "./quote_book.ts";
import { authorOf, numberOf, wordsOf } from "./quote_text.ts";
import { quoteAdded, quoteDeleted } from "./changes.ts";

/** How much of a quote is shown when it is to be thrown away. */
const ASKED_CHARACTERS = 150;

/** Whose name is registered cannot be played by somebody else; that is what makes words somebody's own. */
function mayDelete(user: { readonly name: string; readonly rank: number }, quote: Quote): boolean {
  if (user.rank >= RANKS.moderator) return true;
  const isTheirs = sameName(user.name, quote.addedBy) || sameName(user.name, quote.author);
  return isTheirs && user.rank >= RANKS.user;
}

/** Offers the commands that keep a quote and throw one away. */
export function keepingCommands(rosey: Rosey<{ readonly addRank: number }>, book: QuoteBook): void {
  const lines = new LastLines((text) => rosey.isCommand(text));
  rosey.on("chat", ({ user, text, own, shadow }) => {
    if (!own && !shadow) lines.heard(user, text);
  });

  rosey.command({
    name: "addquote",
    summary: "Keeps what somebody said; without a text, what they said last",
    args: { author: arg.phrase(), text: arg.rest().optional() },
    rank: rosey.settings.addRank,
    cooldown: "5s",
    changes: true,
    examples: [["!addquote alice I came for the popcorn.", /^Kept as quote #\d+\.$/]],
    async run({ args, user, reply }) {
      const author = authorOf(args.author);
      if (await book.isOptedOut(author)) throw unwanted(author);
      const said = args.text ?? lines.of(author);
      if (said === undefined) {
        throw new CommandRefusal(`I have not heard ${author} say anything lately: addquote NAME TEXT.`);
      }
      const text = wordsOf(said);
      const known = await book.same(author, text);
      if (known !== undefined) throw new CommandRefusal(`That is quote #${known.number} already.`);
      await reply(`Kept as quote #${await add(author, text, user.name)}.`);
    },
  });

  /** The number comes from the database, in the moment that the quote is kept: no two can get the same one. */
  async function add(author: string, text: string, addedBy: string): Promise<number> {
    const nowMs = rosey.clock.now();
    const entryKey = `${nowMs.toString(36)}-${rosey.random().toString(36).slice(2)}`;
    await rosey.write([
      quoteAdded({
        entry_key: entryKey,
        author,
        author_key: nameKey(author),
        text,
        search_text: searchText(text),
        added_by: addedBy,
        added_at: Math.floor(nowMs / 1_000),
      }),
    ]);
    const quote = await book.added(entryKey) ?? await book.same(author, text);
    if (quote === undefined) throw unwanted(author);
    return quote.number;
  }

  /** The quote of a number. Throws where there is none, or where it is not this user's to throw away. */
  async function deletable(typed: string, user: CommandContext["user"]): Promise<Quote> {
    const number = numberOf(typed);
    const quote = await book.find(number);
    if (quote === undefined) throw new CommandRefusal(`There is no quote #${number}.`);
    if (mayDelete(user, quote)) return quote;
    throw new CommandRefusal(
      `Quote #${number} can be thrown away by ${quote.author}, by ${quote.addedBy} who added it, and by rank 2 and up.`,
    );
  }

  rosey.command({
    name: "delquote",
    summary: "Throws a quote away: yours, one that you added, or any for rank 2 and up",
    args: { number: arg.word() },
    rank: "guest",
    cooldown: "3s",
    changes: true,
    confirm: async (args, _room, user) => questionText(await deletable(args.number, user)),
    examples: [["!delquote 2", /Quote #2 is gone\.$/]],
    async run({ args, user, reply }) {
      const { number } = await deletable(args.number, user);
      await rosey.write(quoteDeleted(number));
      await reply(`Quote #${number} is gone.`);
    },
  });
}

function questionText({ number, text, author }: Quote): string {
  return `Throw quote #${number} away, ${quoted(text, ASKED_CHARACTERS)} by ${author}?`;
}

function unwanted(author: string): CommandRefusal {
  return new CommandRefusal(`${author} does not want to be quoted.`);
}
