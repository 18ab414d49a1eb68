/**
 * Every change of the quotes' tables. Each is declared once and has a name; calling it gives the change as data.
 *
 * @module
 */

import { sql } from "kysely";
import type { Write } from "../../src/plugin/mod.ts";
import { storage } from "./storage.ts";

/** A quote is kept, unless its author does not want to be quoted, or the very same one is there already. */
export const quoteAdded = storage.defineWrite(
  "quotes.added",
  {
    entry_key: "text",
    author: "text",
    author_key: "text",
    text: "text",
    search_text: "text",
    added_by: "text",
    added_at: "integer64",
  },
  ({ db, parameter }) =>
    db.insertInto("quotes")
      .columns(["entry_key", "author", "author_key", "text", "search_text", "added_by", "added_at"])
      .expression(
        db.selectNoFrom([
          sql<string>`${parameter.entry_key}`.as("entry_key"),
          sql<string>`${parameter.author}`.as("author"),
          sql<string>`${parameter.author_key}`.as("author_key"),
          sql<string>`${parameter.text}`.as("text"),
          sql<string>`${parameter.search_text}`.as("search_text"),
          sql<string>`${parameter.added_by}`.as("added_by"),
          sql<number>`${parameter.added_at}`.as("added_at"),
        ])
          .where(({ not, exists, selectFrom }) =>
            not(exists(
              selectFrom("quotes_optouts").select("person_key")
                .where("person_key", "=", parameter.author_key),
            ))
          )
          .where(({ not, exists, selectFrom }) =>
            not(exists(
              selectFrom("quotes as same").select("same.id")
                .where("same.author_key", "=", parameter.author_key)
                .where("same.text", "=", parameter.text),
            ))
          ),
      ),
);

/** Somebody's vote for a quote: 1 or -1. The last one counts; for a quote that is not there nothing happens. */
export const quoteVoted = storage.defineWrite(
  "quotes.voted",
  { quote_id: "integer64", voter_key: "text", vote: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("quotes_votes").columns(["quote_id", "voter_key", "vote"])
      .expression((eb) =>
        eb.selectFrom("quotes")
          .select([
            "id",
            sql<string>`${parameter.voter_key}`.as("voter_key"),
            sql<number>`${parameter.vote}`.as("vote"),
          ])
          .where("id", "=", parameter.quote_id)
      )
      .onConflict((conflict) =>
        conflict.columns(["quote_id", "voter_key"])
          .doUpdateSet((eb) => ({ vote: eb.ref("excluded.vote") }))
      ),
);

const votesDeleted = storage.defineWrite(
  "quotes.votes_deleted",
  { quote_id: "integer64" },
  ({ db, parameter }) => db.deleteFrom("quotes_votes").where("quote_id", "=", parameter.quote_id),
);

const deleted = storage.defineWrite(
  "quotes.deleted",
  { id: "integer64" },
  ({ db, parameter }) => db.deleteFrom("quotes").where("id", "=", parameter.id),
);

const votesForAuthorDeleted = storage.defineWrite(
  "quotes.votes_for_author_deleted",
  { author_key: "text" },
  ({ db, parameter }) =>
    db.deleteFrom("quotes_votes").where(
      "quote_id",
      "in",
      (eb) => eb.selectFrom("quotes").select("id").where("author_key", "=", parameter.author_key),
    ),
);

const authorDeleted = storage.defineWrite(
  "quotes.author_deleted",
  { author_key: "text" },
  ({ db, parameter }) => db.deleteFrom("quotes").where("author_key", "=", parameter.author_key),
);

/** Somebody does not want to be quoted. */
export const optedOut = storage.defineWrite(
  "quotes.opted_out",
  { person_key: "text", since: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("quotes_optouts").values(parameter).onConflict((conflict) =>
      conflict.column("person_key").doNothing()
    ),
);

/** Somebody may be quoted again. */
export const optedIn = storage.defineWrite(
  "quotes.opted_in",
  { person_key: "text" },
  ({ db, parameter }) => db.deleteFrom("quotes_optouts").where("person_key", "=", parameter.person_key),
);

/** A quote goes, with its votes. */
export function quoteDeleted(id: number): Write[] {
  return [votesDeleted({ quote_id: id }), deleted({ id })];
}

/** All quotes of somebody's words go, with their votes. */
export function quotesOfAuthorDeleted(authorKey: string): Write[] {
  return [votesForAuthorDeleted({ author_key: authorKey }), authorDeleted({ author_key: authorKey })];
}
