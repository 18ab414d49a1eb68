/**
 * Having something said, and looking after the outbox, over HTTP.
 *
 * @module
 */

import { z } from "zod";
import type { OutboxLine, OutboxRepository, UserActionsRepository } from "../../db/repositories/mod.ts";
import { OUTBOX_STATES, type OutboxState } from "../../src/domain/outbox.ts";
import type { Outgoing } from "../../src/domain/room_line.ts";
import { isBlank } from "../../src/domain/text.ts";
import {
  cursor,
  cursorOf,
  defineRoute,
  describeAction,
  HttpProblem,
  NO_BODY,
  NO_PARAMETERS,
  pageLength,
  readCursor,
  rowNumber,
  wholeNumber,
} from "../../src/plugin/mod.ts";
import type { Desk, RoomAction, Route, Write } from "../../src/plugin/mod.ts";

/** What the routes read and change. */
export interface OutboxDoor {
  readonly outbox: OutboxRepository;
  readonly actions: Pick<UserActionsRepository, "logged">;
}

const PREVIEW_LENGTH = 100;
const MESSAGE_LENGTH_MAX = 20_000;

/** v0.5.0's words for where a line is. */
const OLD_STATUS = {
  queued: "queued",
  sending: "retrying",
  in_doubt: "retrying",
  sent: "sent",
  rejected: "failed",
  parked: "abandoned",
  expired: "abandoned",
  dead: "abandoned",
} as const satisfies Record<OutboxState, string>;

/** What a person may do about a line in each state. */
const RETRYABLE: readonly OutboxState[] = ["parked", "rejected", "expired", "dead"];
const DROPPABLE: readonly OutboxState[] = ["queued", "parked", "in_doubt"];

/** Acts of moderators against people: as such events, they are not for every reader. */
const MODERATION: ReadonlySet<RoomAction["kind"]> = new Set(["kick", "ban", "unban", "mute", "unmute"]);

const entry = z.object({
  id: z.int(),
  state: z.enum(OUTBOX_STATES),
  kind: z.enum(["chat", "pm", "action", "unknown"]),
  text: z.string(),
  to: z.string().nullable(),
  class: z.string(),
  producer: z.string(),
  at: z.int(),
  expiresAt: z.int(),
  changedAt: z.int().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  sends: z.int(),
  truncated: z.boolean(),
  shadowed: z.boolean(),
  /** What is private is left out: its text, to whom it goes, and the detail. */
  hidden: z.boolean(),
});

const place = z.object({ id: z.int() });

/** See the top of this file. */
export function outboundRoutes(desk: Desk, door: OutboxDoor): readonly Route[] {
  return [sayRoute(desk), ...readingRoutes(door), ...mendingRoutes(desk, door)];
}

function sayRoute(desk: Desk): Route {
  return defineRoute({
    method: "post",
    path: "/say",
    sinceV050: true,
    policy: "say",
    headers: {
      "Idempotency-Key": "1 to 200 visible characters, such as a UUID: the same text with it is said once.",
    },
    summary:
      "Has a text said to everybody, or to one person; the same `Idempotency-Key` again says nothing more",
    params: NO_PARAMETERS,
    query: NO_PARAMETERS,
    body: z.strictObject({
      message: z.string().max(MESSAGE_LENGTH_MAX).optional(),
      to: z.string().regex(/^[\w-]{1,20}$/, { error: "must be the name of a user" }).optional(),
    }).meta({ required: ["message"] }).optional(),
    answer: z.object({ queued: z.literal(true), id: z.int(), ids: z.array(z.int()) }),
    async handle({ body, caller, idempotencyKey }) {
      // v0.5.0's words.
      if (body?.message === undefined) throw new HttpProblem(400, "missing_message", "Missing message");
      if (isBlank(body.message)) throw new HttpProblem(400, "empty_message", "Empty message");
      const ids = await desk.queue({ text: body.message, to: body.to }, {
        producer: `token:${caller.preview ?? ""}`,
        class: "message",
        ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
      });
      const [id] = ids;
      if (id === undefined) throw new Error("a text that was queued has no number");
      return { queued: true as const, id, ids: [...ids] };
    },
  });
}

function readingRoutes({ outbox }: OutboxDoor): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/outbox",
      policy: "read",
      summary: "What is to be said and done, newest first, and how much of it is in each state",
      params: NO_PARAMETERS,
      query: z.strictObject({
        state: z.enum(OUTBOX_STATES).optional(),
        producer: z.string().min(1).max(200).optional(),
        before: cursor.optional(),
        limit: pageLength,
      }),
      body: NO_BODY,
      answer: z.object({
        entries: z.array(entry),
        counts: z.record(z.string(), z.object({ count: z.int(), oldest: z.int() })),
        next: z.string().nullable(),
      }),
      async handle({ query: { state, producer, before, limit }, caller }) {
        const beforeId = before === undefined ? undefined : readCursor(place, before).id;
        const [found, counts] = await Promise.all([
          outbox.list({ state, producer, beforeId, limit: limit + 1 }),
          outbox.counts(),
        ]);
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          entries: page.map((line) => entryFor(line, caller)),
          counts: Object.fromEntries(
            counts.map((one) => [one.state, { count: one.lines, oldest: Math.floor(one.oldestMs / 1000) }]),
          ),
          next: last === undefined || found.length <= limit ? null : cursorOf({ id: last.id }),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/outbox/:id",
      policy: "read",
      summary: "One line or act of the outbox",
      params: z.object({ id: rowNumber }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: entry,
      handle: async ({ params: { id }, caller }) => entryFor(await known(outbox, id), caller),
    }),
    defineRoute({
      method: "get",
      path: "/outbound/recent",
      sinceV050: true,
      policy: "read",
      summary: "The newest lines of the outbox, with the names and words of v0.5.0",
      params: NO_PARAMETERS,
      query: z.strictObject({ limit: wholeNumber(0, 1_000_000).default(20) }),
      body: NO_BODY,
      answer: z.array(z.object({
        id: z.int(),
        timestamp: z.int(),
        message: z.string(),
        sent: z.int(),
        sent_timestamp: z.int().nullable(),
        retry_count: z.int(),
        last_error: z.string().nullable(),
        message_preview: z.string(),
        status: z.string(),
      })),
      async handle({ query: { limit }, caller }) {
        const lines = await outbox.list({ limit: Math.min(limit, 100) });
        return lines.map((line) => {
          const { text, detail } = entryFor(line, caller);
          const isSent = line.state === "sent";
          return {
            id: line.id,
            timestamp: seconds(line.queuedAtMs),
            message: text,
            sent: isSent ? 1 : 0,
            sent_timestamp: isSent && line.changedAtMs !== undefined ? seconds(line.changedAtMs) : null,
            retry_count: Math.max(0, line.sends - 1),
            last_error: isSent ? null : detail,
            message_preview: text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}...` : text,
            status: OLD_STATUS[line.state],
          };
        });
      },
    }),
  ];
}

function mendingRoutes(desk: Desk, { outbox, actions }: OutboxDoor): Route[] {
  const mending = (verb: "retry" | "drop", states: readonly OutboxState[], summary: string) =>
    defineRoute({
      method: "post",
      path: `/outbox/:id/${verb}`,
      policy: "admin",
      summary,
      params: z.object({ id: rowNumber }),
      query: NO_PARAMETERS,
      body: z.strictObject({}).optional(),
      answer: entry,
      async handle({ params: { id }, caller }) {
        const line = await known(outbox, id);
        if (!states.includes(line.state)) {
          const detail = `number ${id} is ${line.state}; only what is ${states.join(", ")} can be ${
            PAST[verb]
          }`;
          throw new HttpProblem(409, "wrong_state", detail);
        }
        const atMs = desk.clock.now();
        const changes: Write[] = verb === "retry" ? outbox.retried(line, atMs) : outbox.dropped(id, atMs);
        const user = `token:${caller.name}`;
        const kind = `api_outbox_${verb}`;
        await desk.write([...changes, ...actions.logged({ atMs, user, kind, details: `number ${id}` })]);
        return entryOf(await known(outbox, id));
      },
    });
  return [
    mending("retry", RETRYABLE, "Has a line said after all that was parked, refused, too old or given up"),
    mending("drop", DROPPABLE, "Gives up a line that waits, is parked or in doubt"),
  ];
}

const PAST = { retry: "retried", drop: "dropped" } as const;

async function known(outbox: OutboxRepository, id: number): Promise<OutboxLine> {
  const line = await outbox.find(id);
  if (line === undefined) throw new HttpProblem(404, "not_found", `there is no number ${id} in the outbox`);
  return line;
}

/** The row as its reader may see it: of what is private only that it is there, and what became of it. */
function entryFor(
  line: OutboxLine,
  { scopes }: { readonly scopes: readonly string[] },
): z.output<typeof entry> {
  const whole = entryOf(line);
  if (scopes.includes("admin") || !isPrivate(line.outgoing)) return whole;
  // The detail repeats what the server said, which names the person.
  return { ...whole, text: "", to: null, detail: null, hidden: true };
}

/** Messages to one person, what moderators do to people, and what cannot be read: that might be either. */
function isPrivate(outgoing: Outgoing | undefined): boolean {
  switch (outgoing?.kind) {
    case "chat":
      return false;
    case "action":
      return MODERATION.has(outgoing.action.kind);
    default:
      return true;
  }
}

function entryOf(line: OutboxLine): z.output<typeof entry> {
  const { outgoing } = line;
  return {
    id: line.id,
    state: line.state,
    kind: outgoing?.kind ?? "unknown",
    text: outgoing === undefined
      ? ""
      : outgoing.kind === "action"
      ? describeAction(outgoing.action)
      : outgoing.text,
    to: outgoing?.kind === "pm" ? outgoing.to : null,
    class: line.class,
    producer: line.producer,
    at: seconds(line.queuedAtMs),
    expiresAt: seconds(line.expiresAtMs),
    changedAt: line.changedAtMs === undefined ? null : seconds(line.changedAtMs),
    reason: line.reason ?? null,
    detail: line.detail ?? null,
    sends: line.sends,
    truncated: line.truncated,
    shadowed: line.shadowed,
    hidden: false,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
