/**
 * Quotes: what people said, kept for those who were not there. The example of a plugin with tables of its own, which
 * `docs/PLUGINS.md` walks through.
 *
 * @module
 */

import { z } from "zod";
import { definePlugin, RANKS } from "../../src/plugin/mod.ts";
import { keepingCommands } from "./keeping_commands.ts";
import { privacyCommand } from "./privacy_command.ts";
import { QuoteBook } from "./quote_book.ts";
import { quoteRoutes } from "./routes.ts";
import { readingCommands } from "./reading_commands.ts";
import { storage } from "./storage.ts";
import { votingCommands } from "./voting_commands.ts";

/** See the top of this file. */
export default definePlugin({
  name: "quotes",
  summary: "Keeps what people said, with votes, and lets everybody decide about their own words",
  settings: z.strictObject({
    /** The least rank that may add a quote; 0 is a guest, 1 a registered user, 2 a moderator. */
    addRank: z.number().min(RANKS.guest).max(RANKS.siteAdmin).default(RANKS.user),
  }),
  storage,
  routes: (desk) => quoteRoutes(desk),
  setup(rosey) {
    const book = new QuoteBook(rosey.database);
    readingCommands(rosey, book);
    keepingCommands(rosey, book);
    votingCommands(rosey, book);
    privacyCommand(rosey, book);
  },
});
