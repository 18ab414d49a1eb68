/**
 * The outbox: everything that is to be said or done, from the moment somebody wants it until it is known what became of
 * it. See `src/domain/outbox.ts` for the states.
 *
 * @module
 */

import type { Kysely } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import {
  LINE_CLASS_NAMES,
  LINE_CLASSES,
  type LineClass,
  OUTBOX_STATES,
  type OutboxState,
} from "../../src/domain/outbox.ts";
import { describeAction } from "../../src/domain/room_action.ts";
import type { Lane, Outgoing, SeenLine } from "../../src/domain/room_line.ts";
import type { Database } from "../schema.ts";
import * as change from "./outbox_changes.ts";
import { type OutboxKey, type OutboxLine, outboxLine } from "./outbox_rows.ts";
import { limited } from "./paging.ts";
import { toSeconds } from "./times.ts";

/** What is to be queued together. */
export interface OutboxRequest {
  /** A text that no other request has: the name of the rows until they have numbers. */
  readonly group: string;
  /** One line or act each, in the order in which they go. */
  readonly outgoing: readonly Outgoing[];
  readonly lane: Lane;
  readonly class: LineClass;
  readonly producer: string;
  readonly atMs: number;
  /** What its class allows when left out. */
  readonly waitLimitMs?: number | undefined;
  readonly collapseKey?: string | undefined;
  /** The same key again, of the same producer, queues nothing. */
  readonly key?: string | undefined;
}

/** When and why a row changes its state. */
export interface OutboxReason {
  readonly atMs: number;
  /** A stable name, such as `permission`. */
  readonly reason: string;
  /** In words. */
  readonly detail: string;
}

/** Rows of one queue that are counted: whoever wants to know how long it is, wants to know whether it is too long. */
const WAITING_COUNTED = 2_000;

/** One producer's queue of one class. */
export interface QueueName {
  readonly lane: Lane;
  readonly class: LineClass;
  readonly producer: string;
}

/** What waits of one producer in one class. */
export interface WaitingLines extends QueueName {
  /** 2,000 for any number beyond. */
  readonly lines: number;
  /** The number of the newest of them. */
  readonly newestId: number;
}

/** Which rows {@link OutboxRepository.list} gives. */
export interface OutboxFilter {
  readonly state?: OutboxState | undefined;
  readonly producer?: string | undefined;
  /** Queued at this moment or later. */
  readonly sinceMs?: number | undefined;
  /** Rows with smaller numbers alone. */
  readonly beforeId?: number | undefined;
  /** 50 when left out; a negative one means all. */
  readonly limit?: number;
}

/** How many rows are in a state. */
export interface OutboxCount {
  readonly state: OutboxState;
  readonly lines: number;
  /** When the oldest of them was queued, to the second. */
  readonly oldestMs: number;
}

/** The statements of this repository. */
export const outboxWrites = Object.values(change);

/** See the top of this file. */
export class OutboxRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** One request more; whatever it replaces expires. */
  queued(request: OutboxRequest): Write[] {
    const { group, outgoing, lane, class: className, producer, atMs, collapseKey, key } = request;
    const writes = collapseKey === undefined
      ? []
      : [change.replaced({ producer, collapse_key: collapseKey, ...times(atMs) })];
    const expires = atMs + (request.waitLimitMs ?? LINE_CLASSES[className].waitLimitMs);
    for (const [index, one] of outgoing.entries()) {
      const part = index + 1;
      writes.push(change.queued({
        group_key: group,
        part,
        parts: outgoing.length,
        lane,
        kind: one.kind,
        class: className,
        producer,
        recipient: one.kind === "pm" ? one.to : undefined,
        message: one.kind === "action" ? describeAction(one.action) : one.text,
        action: one.kind === "action" ? JSON.stringify(one.action) : undefined,
        enqueue_key: key === undefined ? undefined : JSON.stringify([producer, key, part]),
        collapse_key: collapseKey,
        timestamp: toSeconds(atMs),
        queued_at_ms: atMs,
        expires_at_ms: expires,
      }));
    }
    return writes;
  }

  /** It is about to be sent; `seen` is the newest line of chat by then. */
  sending(
    { group, part, parts, atMs, seen }: OutboxKey & {
      readonly parts: number;
      readonly atMs: number;
      readonly seen: SeenLine | undefined;
    },
  ): Write[] {
    const intent_seen = seen === undefined ? undefined : JSON.stringify(seen);
    const sending = change.sending({ group_key: group, part, intent_seen, ...times(atMs) });
    return parts === 1 ? [sending] : [sending, change.begun({ group_key: group })];
  }

  /** It was said or done; `reason` says how that is known where no answer told it. */
  sent(
    { group, part, atMs, serverTimeMs, truncated, shadowed, reason }: OutboxKey & {
      readonly atMs: number;
      readonly serverTimeMs: number | undefined;
      readonly truncated: boolean;
      readonly shadowed: boolean;
      readonly reason?: string | undefined;
    },
  ): Write[] {
    return [change.sent({
      group_key: group,
      part,
      server_time_ms: serverTimeMs,
      truncated,
      shadowed,
      reason,
      ...times(atMs),
    })];
  }

  /** It was about to be sent, and certainly was not: as if it had not been tried. */
  putBack({ group, part, atMs, reason, detail }: OutboxKey & OutboxReason): Write[] {
    return [change.putBack({ group_key: group, part, at_ms: atMs, reason, detail })];
  }

  /** Whatever is about to be sent was left behind by an earlier life: it is in doubt. */
  abandoned({ atMs, reason, detail }: OutboxReason): Write[] {
    return [change.abandoned({ at_ms: atMs, reason, detail })];
  }

  /** It was sent, and it is not known what became of it. */
  doubted(row: OutboxKey & OutboxReason): Write[] {
    return [change.doubted(moved(row))];
  }

  /** It was in doubt, and may go again. */
  requeued(row: OutboxKey & OutboxReason): Write[] {
    return [change.requeued(moved(row))];
  }

  /** It was in doubt or waits behind such a one, and must not go without a person. */
  parked(row: OutboxKey & OutboxReason): Write[] {
    return [change.parked(moved(row))];
  }

  /** The server said no, or would. */
  rejected(row: OutboxKey & OutboxReason): Write[] {
    return [change.rejected(moved(row))];
  }

  /** It waited too long. */
  expired(row: OutboxKey & OutboxReason): Write[] {
    return [change.expired(moved(row))];
  }

  /** Nothing can come of it. */
  dead(row: OutboxKey & OutboxReason): Write[] {
    return [change.dead(moved(row))];
  }

  /** It was echoed, and nobody else saw it. */
  shadowed({ group, part }: OutboxKey): Write[] {
    return [change.shadowed({ group_key: group, part })];
  }

  /** A person wants it said all the same: a parked row, or one that has ended without being said. */
  retried({ id, class: className }: Pick<OutboxLine, "id" | "class">, atMs: number): Write[] {
    const expires_at_ms = atMs + LINE_CLASSES[className].waitLimitMs;
    const why = { reason: "retried", detail: "queued again by a person" };
    return [change.retried({ id, at_ms: atMs, expires_at_ms, ...why })];
  }

  /** A person does not want it said: a row that waits, is parked or in doubt. */
  dropped(id: number, atMs: number): Write[] {
    return [change.dropped({ id, reason: "dropped", detail: "given up by a person", ...times(atMs) })];
  }

  /** What waits, by lane, class and producer. */
  async waiting(): Promise<WaitingLines[]> {
    const found: WaitingLines[] = [];
    const any = await this.#reads.selectFrom("outbound_messages").select("id")
      .where("state", "=", "queued").limit(1).executeTakeFirst();
    if (any === undefined) return found;
    for (const lane of ["chat", "room"] as const) {
      for (const className of LINE_CLASS_NAMES) {
        let producer = await this.#producerAfter(lane, className);
        while (producer !== undefined) {
          found.push(await this.#waitingOf({ lane, class: className, producer }));
          producer = await this.#producerAfter(lane, className, producer);
        }
      }
    }
    return found;
  }

  /** The first lines that wait of one producer in one class, in their order. */
  async firstWaiting(of: QueueName, limit: number): Promise<OutboxLine[]> {
    const query = this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "=", "queued")
      .where("lane", "=", of.lane)
      .where("class", "=", of.class)
      .where("producer", "=", of.producer)
      .orderBy("id");
    return (await limited(query, limit).execute()).map(outboxLine);
  }

  /** What was queued together, in its order. */
  async ofGroup(group: string): Promise<OutboxLine[]> {
    const rows = await this.#reads.selectFrom("outbound_messages").selectAll()
      .where("group_key", "=", group).orderBy("part").execute();
    return rows.map(outboxLine);
  }

  /** What was about to be sent and has not found its end, in the order in which it was queued. */
  async unsettled(): Promise<OutboxLine[]> {
    const rows = await this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "in", ["sending", "claimed", "in_doubt"]).orderBy("id").execute();
    return rows.map(outboxLine);
  }

  /** The last lines of chat that were echoed, newest first. */
  async lastConfirmed(limit: number): Promise<OutboxLine[]> {
    const query = this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "=", "sent")
      .where("kind", "=", "chat")
      .where("server_time_ms", "is not", null)
      .orderBy("timestamp", "desc")
      .orderBy("id", "desc");
    return (await limited(query, limit).execute()).map(outboxLine);
  }

  /** The lines for which the site threw Rosey out, since they link to where it lets nobody link to. */
  async bannedLinkLines(): Promise<OutboxLine[]> {
    const rows = await this.#reads.selectFrom("outbound_messages").selectAll()
      .where("state", "=", "dead").where("reason", "=", "banned_link").orderBy("id").execute();
    return rows.map(outboxLine);
  }

  /** Rows of the outbox, newest first. */
  async list({ state, producer, sinceMs, beforeId, limit = 50 }: OutboxFilter = {}): Promise<OutboxLine[]> {
    let query = this.#reads.selectFrom("outbound_messages").selectAll().orderBy("id", "desc");
    if (state !== undefined) query = query.where("state", "=", state);
    if (producer !== undefined) query = query.where("producer", "=", producer);
    if (sinceMs !== undefined) query = query.where("timestamp", ">=", toSeconds(sinceMs));
    if (beforeId !== undefined) query = query.where("id", "<", beforeId);
    return (await limited(query, limit).execute()).map(outboxLine);
  }

  /** A row by its number. */
  async find(id: number): Promise<OutboxLine | undefined> {
    const row = await this.#reads.selectFrom("outbound_messages").selectAll().where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? undefined : outboxLine(row);
  }

  /** How many rows are in each state that has any, and since when. */
  async counts(): Promise<OutboxCount[]> {
    const rows = await this.#reads.selectFrom("outbound_messages")
      .select(({ fn }) => ["state", fn.countAll<number>().as("lines"), fn.min("timestamp").as("oldest")])
      .groupBy("state").orderBy("state").execute();
    return rows.map(({ state, lines, oldest }) => ({
      state: OUTBOX_STATES.find((known) => known === state) ?? "in_doubt",
      lines: Number(lines),
      oldestMs: Number(oldest) * 1000,
    }));
  }

  /** Each is found by the index, however many rows the one before it has. */
  async #producerAfter(lane: Lane, className: LineClass, producer?: string): Promise<string | undefined> {
    let query = this.#reads.selectFrom("outbound_messages").select("producer")
      .where("state", "=", "queued").where("lane", "=", lane).where("class", "=", className);
    if (producer !== undefined) query = query.where("producer", ">", producer);
    return (await query.orderBy("producer").limit(1).executeTakeFirst())?.producer;
  }

  async #waitingOf(name: QueueName): Promise<WaitingLines> {
    const rows = this.#reads.selectFrom("outbound_messages")
      .where("state", "=", "queued")
      .where("lane", "=", name.lane)
      .where("class", "=", name.class)
      .where("producer", "=", name.producer);
    const { lines, newest } = await this.#reads.selectNoFrom((eb) => [
      eb.selectFrom(rows.select("id").limit(WAITING_COUNTED).as("counted"))
        .select(({ fn }) => fn.countAll<number>().as("lines")).as("lines"),
      rows.select(({ fn }) => fn.max("id").as("newest")).as("newest"),
    ]).executeTakeFirstOrThrow();
    return { ...name, lines: Number(lines), newestId: Number(newest) };
  }
}

function times(atMs: number): { readonly at: number; readonly at_ms: number } {
  return { at: toSeconds(atMs), at_ms: atMs };
}

function moved({ group, part, atMs, reason, detail }: OutboxKey & OutboxReason) {
  return { group_key: group, part, reason, detail, ...times(atMs) };
}
