/**
 * `!quote`, `!findquote`, `!quotesby`, `!topquotes`.
 *
 * @module
 */

import { quoted } from "../../src/domain/text.ts";
import { arg, CommandRefusal } from "../../src/plugin/mod.ts";
import type { Rosey } from "../../src/plugin/mod.ts";
import type { QuoteBook } from "./quote_book.ts";
import { authorOf, foundText, lineOf, numberOf, quoteText, topText } from "./quote_text.ts";

/** Of what was found, so many are named. */
const FOUND_LIMIT = 10;

/** Words to search for beyond these are left out. */
const MAX_WORDS = 10;

/** Offers the commands for whoever wants to read. */
export function readingCommands(rosey: Rosey<unknown>, book: QuoteBook): void {
  rosey.command({
    name: "quote",
    summary: "A quote by its number, or any one",
    args: { number: arg.word().optional() },
    rank: "guest",
    cooldown: "3s",
    examples: [["!quote", /^#\d+ ".*" - \S+/], ["!quote 1", /^#1 ".*" - \S+/]],
    async run({ args: { number }, reply }) {
      if (number === undefined) {
        const any = await book.random(rosey.random);
        if (any === undefined) throw new CommandRefusal("There are no quotes yet: addquote NAME keeps one.");
        return await reply(quoteText(any));
      }
      const wanted = numberOf(number);
      const quote = await book.find(wanted);
      if (quote === undefined) throw new CommandRefusal(`There is no quote #${wanted}.`);
      await reply(quoteText(quote));
    },
  });

  rosey.command({
    name: "findquote",
    summary: "The quotes in which all of these words stand",
    args: { words: arg.rest() },
    rank: "guest",
    cooldown: "3s",
    examples: [["!findquote popcorn", /^#\d+ ".*popcorn.*" - \S+/i]],
    async run({ args: { words }, reply }) {
      const wanted = lineOf(words).split(/\s+/).slice(0, MAX_WORDS);
      const found = await book.search(wanted, FOUND_LIMIT);
      if (found.length === 0) throw new CommandRefusal(`I know no quote with ${quoted(words)}.`);
      await reply(foundText(found, FOUND_LIMIT));
    },
  });

  rosey.command({
    name: "quotesby",
    summary: "Somebody's quotes",
    args: { author: arg.phrase() },
    rank: "guest",
    cooldown: "3s",
    examples: [["!quotesby alice", /^#\d+ ".*" - alice/]],
    async run({ args, reply }) {
      const author = authorOf(args.author);
      const found = await book.by(author, FOUND_LIMIT);
      if (found.length === 0) throw new CommandRefusal(`I know no quote by ${quoted(author)}.`);
      await reply(foundText(found, FOUND_LIMIT));
    },
  });

  rosey.command({
    name: "topquotes",
    summary: "The quotes that people like most",
    args: { count: arg.integer({ min: 1, max: 5 }).default(3) },
    rank: "guest",
    cooldown: "5s",
    examples: [["!topquotes 2", /^#\d+ \(\+\d+\) ".*" - \S+/]],
    async run({ args: { count }, reply }) {
      const best = await book.top(count);
      if (best.length === 0) {
        throw new CommandRefusal("Nobody has voted for a quote yet: upvote NUMBER does.");
      }
      await reply(topText(best));
    },
  });
}
