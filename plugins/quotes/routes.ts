/**
 * The quotes over HTTP. Words of people who do not want to be quoted are in no answer.
 *
 * @module
 */

import { z } from "zod";
import {
  cursor,
  cursorOf,
  defineRoute,
  HttpProblem,
  NO_BODY,
  NO_PARAMETERS,
  pageLength,
  readCursor,
  rowNumber,
} from "../../src/plugin/mod.ts";
import type { Desk, Route } from "../../src/plugin/mod.ts";
import { type Quote, QuoteBook } from "./quote_book.ts";

const quote = z.object({
  id: z.int(),
  text: z.string(),
  author: z.string(),
  addedBy: z.string(),
  at: z.int(),
  votes: z.int(),
});

const place = z.object({ id: z.int() });

/** See the top of this file. */
export function quoteRoutes({ database }: Pick<Desk, "database">): readonly Route[] {
  const book = new QuoteBook(database);
  return [
    defineRoute({
      method: "get",
      path: "/quotes",
      policy: "read",
      summary: "The quotes, newest first; by their words or by who said them",
      params: NO_PARAMETERS,
      query: z.strictObject({
        search: z.string().min(1).max(200).optional(),
        author: z.string().min(1).max(100).optional(),
        before: cursor.optional(),
        limit: pageLength,
      }),
      body: NO_BODY,
      answer: z.object({ quotes: z.array(quote), next: z.string().nullable() }),
      async handle({ query: { search, author, before, limit } }) {
        const found = await book.page({
          words: search?.split(/\s+/).filter((word) => word !== "") ?? [],
          author,
          before: before === undefined ? undefined : readCursor(place, before).id,
          limit: limit + 1,
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          quotes: page.map(documentOf),
          next: last === undefined || found.length <= limit ? null : cursorOf({ id: last.number }),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/quotes/:id",
      policy: "read",
      summary: "A quote by its number",
      params: z.object({ id: rowNumber }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: quote,
      async handle({ params: { id } }) {
        const found = await book.find(id);
        if (found === undefined) throw new HttpProblem(404, "not_found", `there is no quote #${id}`);
        return documentOf(found);
      },
    }),
  ];
}

function documentOf({ number, author, text, addedBy, addedMs, score }: Quote): z.output<typeof quote> {
  return { id: number, text, author, addedBy, at: Math.floor(addedMs / 1000), votes: score };
}
