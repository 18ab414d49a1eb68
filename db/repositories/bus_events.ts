/**
 * Events on their way to NATS: kept in the unit of what they tell of, and gone when NATS has them.
 *
 * @module
 */

import type { Kysely } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { limited } from "./paging.ts";

/** An event as it is published. */
interface KeptEvent {
  /** Unique for ever. */
  readonly eventId: string;
  readonly subject: string;
  readonly payload: string;
}

/** An event that waits, with its place in the order. */
interface WaitingBusEvent extends KeptEvent {
  readonly id: number;
}

const kept = defineWrite(
  "bus_events.kept",
  { event_id: "text", subject: "text", payload: "text" },
  ({ db, parameter }) => db.insertInto("bus_events").values(parameter),
  { kind: "append", table: "bus_events" },
);

const left = defineWrite(
  "bus_events.left",
  { from_id: "integer64", to_id: "integer64" },
  ({ db, parameter }) =>
    db.deleteFrom("bus_events").where("id", ">=", parameter.from_id).where("id", "<=", parameter.to_id),
);

/** The statements of this repository. */
export const busEventsWrites = [kept, left];

/** See the top of this file. */
export class BusEventsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** One event more. */
  kept({ eventId, subject, payload }: KeptEvent): Write[] {
    return [kept({ event_id: eventId, subject, payload })];
  }

  /** Those from one number to another, both included, wait no more. */
  left({ fromId, toId }: { readonly fromId: number; readonly toId: number }): Write[] {
    return [left({ from_id: fromId, to_id: toId })];
  }

  /** The oldest, in their order. */
  async oldest(limit: number): Promise<WaitingBusEvent[]> {
    const query = this.#reads.selectFrom("bus_events").selectAll().orderBy("id");
    const rows = await limited(query, limit).execute();
    return rows.map(({ id, event_id, subject, payload }) => ({ id, eventId: event_id, subject, payload }));
  }

  /** How many wait. */
  async count(): Promise<number> {
    const row = await this.#reads.selectFrom("bus_events")
      .select(({ fn }) => fn.countAll<number>().as("events")).executeTakeFirstOrThrow();
    return Number(row.events);
  }
}
