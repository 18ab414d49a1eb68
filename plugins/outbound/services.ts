/**
 * The outbox for programs outside: to have something said, and for a sender of their own.
 *
 * @module
 */

import { z } from "zod";
import type { OutboundMessagesRepository } from "../../db/repositories/mod.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import {
  change,
  count,
  defineService,
  DONE,
  done,
  LINE_CLASSES,
  requestId,
  ServiceRefusal,
  unixSeconds,
} from "../../src/plugin/mod.ts";

/** What the services work on: the queue as v0.5.0 knew it. */
export interface OutboundServicesMemory {
  readonly outbound: Pick<OutboundMessagesRepository, "unsent" | "sent" | "failed" | "find">;
}

/** More in one request than the room would ever want to read. */
const MESSAGE_MAX = 4_000;

const ERROR_MAX = 1_000;

const LIMIT_MAX = 1_000;

/** How those who say nothing of themselves share the turns. */
const PRODUCER = "nats";

const Enqueue = z.object({
  message: z.string().max(MESSAGE_MAX)
    .describe("plain text; each line of it is said by itself, and none can be a command of the server"),
  to: z.string().regex(/^[\w-]{1,20}$/, "must be a user's name").optional().describe("told privately"),
  class: z.enum(["message", "announcement"]).default("message")
    .describe("an announcement is said again when it cannot be known whether it was said"),
  producer: z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 _ . -").default(PRODUCER)
    .describe("who asks: each has a fair share of the turns, and ids of its own"),
  collapse_key: z.string().min(1).max(200).optional()
    .describe("takes the place of what waits with the same key"),
  wait_seconds: z.int().min(1).max(LINE_CLASSES.announcement.waitLimitMs / 1000).optional()
    .describe("then it is not said any more"),
  id: requestId,
});

const messageId = z.int().min(1);

/** See the module. */
export function outboundServices(desk: Desk, { outbound }: OutboundServicesMemory): readonly Service[] {
  const known = async (id: number): Promise<void> => {
    if (await outbound.find(id) === undefined) {
      throw new ServiceRefusal("NOT_FOUND", `message_id: there is no message ${id}`);
    }
  };
  return [
    defineService({
      subject: "rosey.db.messages.outbound.enqueue",
      summary: "Has something said in the room, or told to somebody, as soon as it may",
      policy: "open",
      request: Enqueue,
      errors: ["LIMIT_REACHED"],
      answer: z.object({
        success: z.literal(true),
        id: messageId.nullable().describe("the number of the first line"),
        ids: z.array(messageId).describe("one for each line"),
      }),
      handle: async ({ message, to, class: lineClass, producer, collapse_key, wait_seconds, id }) => {
        const queued = desk.queue({ text: message, to }, {
          producer,
          class: lineClass,
          ...(collapse_key === undefined ? {} : { collapseKey: collapse_key }),
          ...(wait_seconds === undefined ? {} : { waitLimitMs: wait_seconds * 1000 }),
          ...(id === undefined ? {} : { key: id }),
        });
        const ids = await queued.catch(tellWhy);
        return { ...done, id: ids[0] ?? null, ids: [...ids] };
      },
    }),
    defineService({
      subject: "rosey.db.messages.outbound.get",
      summary:
        "Lines for everybody that are due, oldest first, for a sender that is not Rosey; she says them, too",
      policy: "open",
      request: z.object({
        limit: z.int().min(1).max(LIMIT_MAX).default(50),
        max_retries: z.int().min(0).default(3).describe("lines that failed so often are not given"),
      }),
      answer: z.array(z.object({
        id: messageId,
        timestamp: unixSeconds,
        message: z.string(),
        retry_count: count,
        last_error: z.string().nullable(),
      })),
      handle: async ({ limit, max_retries }) => {
        const due = await outbound.unsent({ nowMs: desk.clock.now(), limit, maxRetries: max_retries });
        return due.map((line) => ({
          id: line.id,
          timestamp: Math.floor(line.atMs / 1000),
          message: line.message,
          retry_count: line.retries,
          last_error: line.lastError ?? null,
        }));
      },
    }),
    defineService({
      subject: "rosey.db.messages.outbound.mark_sent",
      summary: "A line was said by somebody else",
      policy: "open",
      request: z.object({ message_id: messageId, id: requestId }),
      answer: DONE,
      errors: ["NOT_FOUND"],
      handle: async ({ message_id, id }, context) => {
        await known(message_id);
        return await change(desk, context, id, outbound.sent({ id: message_id, atMs: desk.clock.now() }));
      },
    }),
    defineService({
      subject: "rosey.db.messages.outbound.mark_failed",
      summary:
        "A line could not be said by somebody else: it is due again after 2, 4, 8 minutes, or is given up",
      policy: "open",
      request: z.object({
        message_id: messageId,
        error: z.string().min(1).max(ERROR_MAX),
        is_permanent: z.boolean().default(false).describe("true: nobody tries again"),
        id: requestId,
      }),
      answer: DONE,
      errors: ["NOT_FOUND"],
      handle: async ({ message_id, error, is_permanent, id }, context) => {
        await known(message_id);
        return await change(
          desk,
          context,
          id,
          outbound.failed({ id: message_id, error, atMs: desk.clock.now(), forGood: is_permanent }),
        );
      },
    }),
  ];
}

/** Why something cannot be said, for whoever wanted it. */
function tellWhy(error: unknown): never {
  if (!(error instanceof RoseyError) || !error.code.startsWith("say.")) throw error;
  if (error.code === "say.queue_full") throw new ServiceRefusal("LIMIT_REACHED", error.message);
  throw new ServiceRefusal("VALIDATION_ERROR", `message: ${error.message}`);
}
