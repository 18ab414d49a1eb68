/**
 * `!quoteme`: everybody decides about their own words.
 *
 * @module
 */

import { arg, CommandRefusal, nameKey, RANKS } from "../../src/plugin/mod.ts";
import type { Rosey } from "../../src/plugin/mod.ts";
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
    confirm: ({ what }) => what === "purge" ? "Throw every quote of your words away, for good?" : undefined,
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
      // A guest's name is anybody's: with `off` nothing is lost, with this there is.
      if (user.rank < RANKS.user) {
        throw new CommandRefusal("Only a registered name can throw its quotes away; quoteme off hides them.");
      }
      const count = await book.countBy(user.name);
      await rosey.write(quotesOfAuthorDeleted(key));
      await reply(count === 0 ? "There was nothing of yours." : `Gone: ${count} of your quotes.`);
    },
  });
}
