/**
 * The quotes' own tables, as all of their migrations together make them.
 *
 * @module
 */

import { pluginStorage } from "../../db/plugin_storage/mod.ts";
import { migrations } from "./migrations/mod.ts";

/** Numbers are never given twice: `#3` means one quote for ever, also when it is gone. */
export const storage = pluginStorage({
  plugin: "quotes",
  tables: {
    quotes: {
      columns: {
        id: { type: "integer64", key: "autoincrement" },
        /** Made up by whoever adds a quote, who finds its number by it. */
        entry_key: { type: "text" },
        author: { type: "text" },
        /** The author's name as names are compared. */
        author_key: { type: "text" },
        text: { type: "text" },
        /** The text as it is searched. */
        search_text: { type: "text" },
        added_by: { type: "text" },
        added_at: { type: "integer64" },
      },
      indexes: {
        idx_quotes_entry_key: { on: "entry_key", unique: true },
        idx_quotes_author_key: { on: "author_key" },
      },
    },
    quotes_votes: {
      columns: {
        quote_id: { type: "integer64" },
        voter_key: { type: "text" },
        vote: { type: "integer64", check: "vote IN (-1, 1)" },
      },
      primaryKey: ["quote_id", "voter_key"],
    },
    /** Those who do not want to be quoted. */
    quotes_optouts: {
      columns: { person_key: { type: "text", key: "primary" }, since: { type: "integer64" } },
    },
  },
  migrations,
  people: {
    // Whoever votes or adds a quote is known by it; a wish not to be quoted is kept for their sake.
    quotes: { columns: { author: "remove", author_key: "remove", added_by: "blank" } },
    quotes_votes: {
      columns: { voter_key: "remove" },
      goesWith: { column: "quote_id", table: "quotes", key: "id" },
    },
    quotes_optouts: { columns: { person_key: "keep" } },
  },
});
