/**
 * `!quoteme`: everybody decides about their own words.
 *
 * @module
 */

import { arg, CommandRefusal, nameKey, RANKS } from "../../src/plugin/mod.ts";
import type { CommandContext, Rosey } from "../../src/plugin/mod.ts";
import type { QuoteBook } from "./quote_book.ts";
import { optedIn, optedOut, quotesOfAuthorDeleted } from "./changes.ts";

/** Offers the command. */
export function privacyCommand(rosey: Rosey<unknown>, book: QuoteBook): void {
  rosey.command({
    name: "quoteme",
    summary:
      "Your own words: off hides them and lets nobody quote you, on allows it again, purge throws them away",
    args: { what: arg.choice("on", "off", "purge") },
    rank: "guest",
    cooldown: "3s",
    changes: true,
    confirm: async ({ what }, _room, user) =>
      what === "purge" ? purgeQuestion(await purgeable(user)) : undefined,
    examples: [["!quoteme off", /^Nobody can quote you now/], ["!quoteme on", /^You may be quoted/]],
    async run({ args: { what }, user, reply }) {
      const key = nameKey(user.name);
      if (what === "off") {
        await rosey.write([optedOut({ person_key: key, since: Math.floor(rosey.clock.now() / 1_000) })]);
        return await reply(
          "Nobody can quote you now, and what was quoted is hidden. To throw it away: quoteme purge.",
        );
      }
      if (what === "on") {
        await rosey.write([optedIn({ person_key: key })]);
        return await reply("You may be quoted.");
      }
      const count = await purgeable(user);
      await rosey.write(quotesOfAuthorDeleted(key));
      await reply(`Gone: ${count} of your quotes.`);
    },
  });

  /** How many quotes are the user's to throw away. Throws where they may not, or where there is none. */
  async function purgeable({ name, rank }: CommandContext["user"]): Promise<number> {
    // A guest's name is anybody's: with `off` nothing is lost, with this there is.
    if (rank < RANKS.user) {
      throw new CommandRefusal("Only a registered name can throw its quotes away; quoteme off hides them.");
    }
    const count = await book.countBy(name);
    if (count === 0) throw new CommandRefusal("There is nothing of yours.");
    return count;
  }
}

function purgeQuestion(count: number): string {
  return count === 1
    ? "Throw the one quote of your words away, for good?"
    : `Throw all ${count} quotes of your words away, for good?`;
}
