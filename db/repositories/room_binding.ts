/**
 * Which channel this memory belongs to. One database is the memory of one channel on one server.
 *
 * @module
 */

import type { Kysely } from "kysely";
import { RoseyError } from "../../src/domain/errors.ts";
import type { UnitSink, Write } from "../../src/domain/memory.ts";
import { nameKey } from "../../src/domain/names.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toSeconds } from "./times.ts";

/** A channel on a server. */
export interface RoomAddress {
  /** The server's address, such as `https://cytu.be`. */
  readonly domain: string;
  readonly channel: string;
}

const bound = defineWrite(
  "room_binding.bound",
  { domain: "text", channel: "text", bound_at: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("room_binding").values({ id: 1, ...parameter }).onConflict((conflict) =>
      conflict.doNothing()
    ),
);

/** Lets go of a binding, unless somebody has changed it since it was read. */
const released = defineWrite(
  "room_binding.released",
  { domain: "text", channel: "text", bound_at: "integer64" },
  ({ db, parameter }) =>
    db.deleteFrom("room_binding").where("domain", "=", parameter.domain).where(
      "channel",
      "=",
      parameter.channel,
    )
      .where("bound_at", "=", parameter.bound_at),
);

/** The statements of this repository. */
export const roomBindingWrites = [bound, released];

/** See the top of this file. */
export class RoomBindingRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Binds a memory that is not bound yet. */
  bound(room: RoomAddress, atMs: number): Write[] {
    return [bound({ domain: room.domain, channel: room.channel, bound_at: toSeconds(atMs) })];
  }

  /** The room of this memory; `undefined` before the first. */
  async get(): Promise<RoomAddress | undefined> {
    const binding = await this.#binding();
    return binding?.room;
  }

  /**
   * Makes sure that this memory is this room's, binding it if it is nobody's. A binding to a room of which nothing was
   * remembered is nobody's: a slip in the channel's name must not cost the database. Throws a {@link RoseyError} that
   * ends with `databaseRefused` when it is another room's. `location` is the database, for the message.
   */
  async claim(room: RoomAddress, options: { sink: UnitSink; atMs: number; location: string }): Promise<void> {
    const binding = await this.#binding();
    if (binding !== undefined && isSameRoom(binding.room, room)) return;
    if (binding === undefined || await this.#remembersNothingSince(binding.boundAt)) {
      const id = `room_binding ${room.domain} ${room.channel} ${options.atMs}`;
      const free = binding === undefined ? [] : [released({ ...binding.room, bound_at: binding.boundAt })];
      await options.sink.commit({ id, writes: [...free, ...this.bound(room, options.atMs)] });
    }
    // Another process may have been quicker: what stands there now decides.
    const owner = await this.get();
    if (owner !== undefined && isSameRoom(owner, room)) return;
    throw new RoseyError(
      `Cannot use the database ${options.location} for channel ${room.channel} of ${room.domain}: ` +
        `it is the memory of channel ${owner?.channel} of ${owner?.domain}`,
      {
        code: "database.other_room",
        hint: "Give each channel its own database with --database.",
        exit: "databaseRefused",
      },
    );
  }

  async #binding(): Promise<{ room: RoomAddress; boundAt: number } | undefined> {
    const row = await this.#reads.selectFrom("room_binding").selectAll().where("id", "=", 1)
      .executeTakeFirst();
    return row && { room: { domain: row.domain, channel: row.channel }, boundAt: row.bound_at };
  }

  async #remembersNothingSince(boundAt: number): Promise<boolean> {
    const line = await this.#reads.selectFrom("chat_watermark").select("id").executeTakeFirst();
    if (line !== undefined) return false;
    const person = await this.#reads.selectFrom("user_stats").select("username")
      .where("last_seen", ">=", boundAt).limit(1).executeTakeFirst();
    return person === undefined;
  }
}

/** Whether two addresses mean one room: the case of names and the scheme of the server do not matter. */
export function isSameRoom(left: RoomAddress, right: RoomAddress): boolean {
  return nameKey(left.channel) === nameKey(right.channel) && serverOf(left.domain) === serverOf(right.domain);
}

/** `https://CyTu.be/` and `cytu.be` are one server. */
function serverOf(domain: string): string {
  return domain.toLowerCase().replace(/^[a-z]+:\/\//, "").replace(/\/+$/, "");
}
