/**
 * What was said, over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type { ChatLine, RecentChatRepository, UserStatsRepository } from "../../db/repositories/mod.ts";
import { plainFromHtml } from "../../src/domain/chat_html.ts";
import {
  cursor,
  cursorOf,
  defineRoute,
  moment,
  NO_BODY,
  NO_PARAMETERS,
  pageLength,
  readCursor,
} from "../../src/plugin/mod.ts";
import type { Route } from "../../src/plugin/mod.ts";

/** What the routes read. */
export interface ChatReads {
  readonly chat: Pick<RecentChatRepository, "search">;
  readonly users: Pick<UserStatsRepository, "find">;
}

/** Lines that one request looks at: some milliseconds on both databases. Whoever wants to go further back asks again. */
export const SCAN_LIMIT = 5_000;

/** Somebody's last line can have come a little later than they were seen: clocks differ. */
const SIGHT_SLACK_MS = 60_000;

const line = z.object({
  id: z.int(),
  at: z.int(),
  /** Server clock; null in lines of v0.5.0. */
  serverTimeMs: z.int().nullable(),
  user: z.string(),
  text: z.string(),
  style: z.string(),
  /** Said while Rosey was away. */
  replayed: z.boolean(),
});

const place = z.object({ id: z.int(), atMs: z.int() });

/** See the top of this file. */
export function chatRoutes({ chat, users }: ChatReads): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/chat",
      policy: "read",
      summary:
        "What was said, newest first; a search looks some thousand lines back and says how far it came: `next` goes on",
      params: NO_PARAMETERS,
      query: z.strictObject({
        user: z.string().min(1).max(200).optional(),
        search: z.string().min(1).max(200).optional(),
        before: cursor.optional(),
        after: moment.optional(),
        limit: pageLength,
      }),
      body: NO_BODY,
      answer: z.object({
        lines: z.array(line),
        next: z.string().nullable(),
        searchedBackTo: z.int().nullable(),
      }),
      async handle({ query: { user, search, before, after, limit } }) {
        const { lines, searchedTo } = await chat.search({
          user,
          text: search,
          fromMs: after === undefined ? undefined : after * 1000,
          after: before === undefined ? await lastSight(user) : readCursor(place, before),
          limit,
          scan: SCAN_LIMIT,
        });
        return {
          lines: lines.map(lineOf),
          next: searchedTo === undefined ? null : cursorOf(place.parse(searchedTo)),
          searchedBackTo: searchedTo === undefined ? null : Math.floor(searchedTo.atMs / 1000),
        };
      },
    }),
  ];

  /** Nobody says anything after they were seen last: somebody's lines are looked for from there on. */
  async function lastSight(user: string | undefined) {
    const known = user === undefined ? undefined : await users.find(user);
    return known && { id: Number.MAX_SAFE_INTEGER, atMs: known.lastSeenMs + SIGHT_SLACK_MS };
  }
}

function lineOf(
  { id, atMs, serverTimeMs, user, html, text, style, replayed }: ChatLine,
): z.output<typeof line> {
  return {
    id,
    at: Math.floor(atMs / 1000),
    serverTimeMs: serverTimeMs ?? null,
    user,
    text: text ?? plainFromHtml(html),
    style: style ?? "plain",
    replayed,
  };
}
