/**
 * `!upvote` and `!downvote`: one vote for each person and quote; the last one counts.
 *
 * @module
 */

import { arg, CommandRefusal, nameKey } from "../../src/plugin/mod.ts";
import type { Rosey } from "../../src/plugin/mod.ts";
import type { Quote, QuoteBook } from "./quote_book.ts";
import { numberOf, signed } from "./quote_text.ts";
import { quoteVoted } from "./changes.ts";

/** Offers both commands. */
export function votingCommands(rosey: Rosey<unknown>, book: QuoteBook): void {
  const ways = [
    { name: "upvote", vote: 1, summary: "Votes for a quote" },
    { name: "downvote", vote: -1, summary: "Votes against a quote" },
  ] as const;
  for (const { name, vote, summary } of ways) {
    rosey.command({
      name,
      summary: `${summary}; your last vote for it counts`,
      args: { number: arg.word() },
      // A guest could come back with another name, and vote once more.
      rank: "user",
      cooldown: "2s",
      changes: true,
      examples: [[`!${name} 1`, /^Quote #1 stands at [+-]?\d+\.$/]],
      async run({ args, user, reply }) {
        const number = numberOf(args.number);
        await existing(number);
        await rosey.write([quoteVoted({ quote_id: number, voter_key: nameKey(user.name), vote })]);
        await reply(`Quote #${number} stands at ${signed((await existing(number)).score)}.`);
      },
    });
  }

  /** Throws a CommandRefusal when there is none, or none any more. */
  async function existing(number: number): Promise<Quote> {
    const quote = await book.find(number);
    if (quote === undefined) throw new CommandRefusal(`There is no quote #${number}.`);
    return quote;
  }
}
