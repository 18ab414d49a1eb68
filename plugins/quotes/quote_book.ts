/**
 * Asking for quotes. Words of people who do not want to be quoted are in no answer.
 *
 * @module
 */

import { sql } from "kysely";
import type { Random, Rosey } from "../../src/plugin/mod.ts";
import { nameKey } from "../../src/plugin/mod.ts";
import { storage } from "./storage.ts";

/** A quote as people see it. */
export interface Quote {
  readonly number: number;
  readonly author: string;
  readonly text: string;
  readonly addedBy: string;
  readonly addedMs: number;
  /** All votes together. */
  readonly score: number;
}

/** A text as it is searched: without case, and the same however its accents were typed. */
export function searchText(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** A pattern that finds a word as it stands, whatever signs are in it. */
function containing(word: string): string {
  return `%${searchText(word).replace(/[!%_]/g, "!$&")}%`;
}

/** All that one can ask. */
export class QuoteBook {
  readonly #tables: ReturnType<typeof storage.reads>;

  constructor(database: Rosey<unknown>["database"]) {
    this.#tables = storage.reads(database);
  }

  /** The quote of a number. */
  async find(number: number): Promise<Quote | undefined> {
    return fromRow(await this.#visible().where("id", "=", number).executeTakeFirst());
  }

  /** The quote that somebody added under a key. */
  async added(entryKey: string): Promise<Quote | undefined> {
    return fromRow(await this.#visible().where("entry_key", "=", entryKey).executeTakeFirst());
  }

  /** The quote of exactly these words of this author. */
  async same(author: string, text: string): Promise<Quote | undefined> {
    const row = this.#visible().where("author_key", "=", nameKey(author)).where("text", "=", text);
    return fromRow(await row.executeTakeFirst());
  }

  /** One of all quotes; `undefined` when there are none. */
  async random(random: Random): Promise<Quote | undefined> {
    const count = await this.#countVisible();
    const row = this.#visible().orderBy("id").offset(Math.floor(random() * count)).limit(1);
    return fromRow(await row.executeTakeFirst());
  }

  /** Those with all of these words somewhere in them, the best first, then the newest. */
  async search(words: readonly string[], limit: number): Promise<Quote[]> {
    const found = words.reduce(
      (query, word) => query.where(sql<boolean>`search_text like ${containing(word)} escape '!'`),
      this.#visible(),
    );
    return (await found.orderBy("score", "desc").orderBy("id", "desc").limit(limit).execute()).map(whole);
  }

  /** The newest first, page by page: with all of these words, of this author, with numbers below `before`. */
  async page({ words, author, before, limit }: {
    readonly words: readonly string[];
    readonly author: string | undefined;
    readonly before: number | undefined;
    readonly limit: number;
  }): Promise<Quote[]> {
    let found = words.reduce(
      (query, word) => query.where(sql<boolean>`search_text like ${containing(word)} escape '!'`),
      this.#visible(),
    );
    if (author !== undefined) found = found.where("author_key", "=", nameKey(author));
    if (before !== undefined) found = found.where("id", "<", before);
    return (await found.orderBy("id", "desc").limit(limit).execute()).map(whole);
  }

  /** Somebody's words, the best first, then the newest. */
  async by(author: string, limit: number): Promise<Quote[]> {
    const found = this.#visible().where("author_key", "=", nameKey(author));
    return (await found.orderBy("score", "desc").orderBy("id", "desc").limit(limit).execute()).map(whole);
  }

  /** Those that people like most, of equal ones the older first; none without a vote. */
  async top(limit: number): Promise<Quote[]> {
    const best = await this.#visible().orderBy("score", "desc").orderBy("id").limit(limit).execute();
    return best.map(whole).filter(({ score }) => score > 0);
  }

  /** How many quotes of somebody's words there are, seen or not. */
  async countBy(author: string): Promise<number> {
    const { count } = await this.#tables.selectFrom("quotes")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("author_key", "=", nameKey(author))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Whether somebody does not want to be quoted. */
  async isOptedOut(author: string): Promise<boolean> {
    const row = await this.#tables.selectFrom("quotes_optouts").select("since")
      .where("person_key", "=", nameKey(author))
      .executeTakeFirst();
    return row !== undefined;
  }

  async #countVisible(): Promise<number> {
    const { count } = await this.#tables.selectFrom("quotes")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("author_key", "not in", (eb) => eb.selectFrom("quotes_optouts").select("person_key"))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  #visible() {
    return this.#tables.selectFrom("quotes")
      .select((eb) => [
        "id",
        "author",
        "text",
        "added_by",
        "added_at",
        eb.selectFrom("quotes_votes")
          .select(sql<number>`cast(coalesce(sum(vote), 0) as bigint)`.as("sum"))
          .whereRef("quote_id", "=", "quotes.id")
          .as("score"),
      ])
      .where("author_key", "not in", (eb) => eb.selectFrom("quotes_optouts").select("person_key"));
  }
}

interface Row {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  readonly added_by: string;
  readonly added_at: number;
  readonly score: number | null;
}

function whole({ id, author, text, added_by, added_at, score }: Row): Quote {
  return { number: id, author, text, addedBy: added_by, addedMs: added_at * 1_000, score: Number(score) };
}

function fromRow(row: Row | undefined): Quote | undefined {
  return row && whole(row);
}
