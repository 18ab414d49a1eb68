/**
 * The audit over HTTP, for administrators.
 *
 * @module
 */

import { z } from "zod";
import type { UserActionsRepository } from "../../db/repositories/mod.ts";
import { commandIn, OUTCOMES } from "../../src/domain/command_details.ts";
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
export interface AuditReads {
  readonly actions: Pick<UserActionsRepository, "list">;
}

const place = z.object({ id: z.int(), atMs: z.int() });

/** See the top of this file. */
export function auditRoutes({ actions }: AuditReads): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/audit",
      policy: "admin",
      summary: "Who did what and how it ended, newest first",
      params: NO_PARAMETERS,
      query: z.strictObject({
        user: z.string().min(1).max(200).optional(),
        kind: z.string().min(1).max(100).optional(),
        outcome: z.enum(OUTCOMES).optional(),
        search: z.string().min(1).max(200).optional(),
        since: moment.optional(),
        until: moment.optional(),
        before: cursor.optional(),
        limit: pageLength,
      }),
      body: NO_BODY,
      answer: z.object({
        entries: z.array(z.object({
          id: z.int(),
          at: z.int(),
          user: z.string(),
          kind: z.string(),
          details: z.string().nullable(),
          /** Of a command, where the details can be read in one way only. */
          outcome: z.enum(OUTCOMES).nullable(),
        })),
        next: z.string().nullable(),
      }),
      async handle({ query: { user, kind, outcome, search, since, until, before, limit } }) {
        const found = await actions.list({
          ...(user === undefined ? {} : { user }),
          ...(kind === undefined ? {} : { kind }),
          ...(outcome === undefined ? {} : { outcome }),
          ...(search === undefined ? {} : { text: search }),
          ...(since === undefined ? {} : { fromMs: since * 1000 }),
          ...(until === undefined ? {} : { toMs: until * 1000 }),
          ...(before === undefined ? {} : { after: readCursor(place, before) }),
          limit: limit + 1,
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          entries: page.map(({ id, atMs, user, kind, details }) => ({
            id,
            at: Math.floor(atMs / 1000),
            user,
            kind,
            details: details ?? null,
            outcome: commandIn(details)?.outcome ?? null,
          })),
          next: last === undefined || found.length <= limit ? null : cursorOf(place.parse(last)),
        };
      },
    }),
  ];
}
