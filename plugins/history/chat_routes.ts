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

const lineAt = z.object({ id: z.int(), atMs: z.int() });

/** Where a search goes on, and what it still has to look at when it is through with all that is older. */
const place = lineAt.extend({
  /** No further back than to this moment. */
  untilMs: z.int().optional(),
  passedOver: lineAt.extend({ untilMs: z.int() }).optional(),
});

type Place = z.output<typeof place>;

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
        const look = async (at: Place | undefined) => {
          const bounds = [at?.untilMs, after === undefined ? undefined : after * 1000]
            .filter((bound) => bound !== undefined);
          const { lines, searchedTo } = await chat.search({
            user,
            text: search,
            fromMs: bounds.length === 0 ? undefined : Math.max(...bounds),
            after: at,
            limit,
            scan: SCAN_LIMIT,
          });
          const next = searchedTo === undefined
            ? at?.passedOver
            : { ...searchedTo, untilMs: at?.untilMs, passedOver: at?.passedOver };
          return { lines, next };
        };
        const at = before === undefined ? undefined : readCursor(place, before);
        const newest = await look(at);
        const sight = at === undefined && newest.lines.length === 0
          ? await lastSight(user, newest.next)
          : undefined;
        const { lines, next } = sight === undefined ? newest : await look(sight);
        return {
          lines: lines.map(lineOf),
          next: next === undefined ? null : cursorOf(place.parse(next)),
          searchedBackTo: next === undefined ? null : Math.floor(next.atMs / 1000),
        };
      },
    }),
  ];

  /**
   * Where the lines of somebody begin who said nothing lately: when they were seen last, if that is further back than
   * was looked. It is a guess, since people are seen while the plugin `stats` is on, and Rosey herself never is: what is
   * passed over is looked at in the end.
   */
  async function lastSight(
    user: string | undefined,
    lookedTo: z.output<typeof lineAt> | undefined,
  ): Promise<Place | undefined> {
    if (user === undefined || lookedTo === undefined) return undefined;
    const known = await users.find(user);
    if (known === undefined) return undefined;
    const second = Math.floor((known.lastSeenMs + SIGHT_SLACK_MS) / 1000);
    if (second * 1000 >= lookedTo.atMs) return undefined;
    const { id, atMs } = lookedTo;
    return {
      id: Number.MAX_SAFE_INTEGER,
      atMs: second * 1000,
      passedOver: { id, atMs, untilMs: (second + 1) * 1000 },
    };
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
