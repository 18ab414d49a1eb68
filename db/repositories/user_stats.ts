/**
 * People: when they were first and last seen, how long they were connected, how many lines they said.
 *
 * A session is open from a join to the matching leave. A name that differs from a known one only in case is the known
 * person, as CyTube sees it; the stored spelling stays.
 *
 * @module
 */

import { type Expression, type Kysely, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import type { Batching, FoldRule } from "../batching.ts";
import { defineWrite, type WriteScope } from "../write_statements.ts";
import { foldedName, personKey, personNamed } from "./folded_name.ts";
import { limited } from "./paging.ts";
import { toMs, toSeconds } from "./times.ts";

/** What is known of somebody. Times are milliseconds since 1970, on Rosey's clock, to the second. */
export interface UserStats {
  readonly name: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly chatLines: number;
  /** In all closed sessions together. */
  readonly connectedSeconds: number;
  /** `undefined` when no session is open. */
  readonly sessionStartMs: number | undefined;
}

/** How people are listed: those with the most lines, the longest time or seen last first, or names by the alphabet. */
export type PeopleOrder = "lines" | "time" | "seen" | "name";

/** Where somebody stands in every order. */
export type PlaceAmongPeople = Pick<UserStats, "name" | "chatLines" | "connectedSeconds" | "lastSeenMs">;

/** Which people {@link UserStatsRepository.page} gives. */
export interface PeoplePage {
  /** Only those in whose name this is, without regard to case. */
  readonly search?: string | undefined;
  readonly order: PeopleOrder;
  readonly limit: number;
  /** Open sessions count up to this moment in the order by time; up to the last sight of their owners when left out. */
  readonly untilMs?: number | undefined;
  /** The last one of the page before, with the time that they were listed with: gives those after them. */
  readonly after?: PlaceAmongPeople | undefined;
}

type Person = { readonly name: string; readonly atMs: number };

/** A person's changes follow each other, those of different people can be made together. */
function onePerson(foldedParameter: number, fold?: readonly FoldRule[]): Batching {
  return { kind: "row", table: "user_stats", row: foldedParameter, many: true, fold };
}

type NameAndTime = { name: "text"; folded: "text"; at: "integer64" };
const NAME_AND_TIME = { name: "text", folded: "text", at: "integer64" } as const;

/** A session is open: v0.5.0 took 0 for none, as it did NULL. */
const isOpen = sql<boolean>`user_stats.current_session_start > 0`;

/** The total when the open session ends at `end`; a clock that stepped back takes nothing away. */
function totalUntil(end: Expression<number>): Expression<number> {
  return sql<number>`coalesce(user_stats.total_time_connected, 0) + case
    when user_stats.current_session_start > 0 and ${end} > user_stats.current_session_start
    then ${end} - user_stats.current_session_start else 0 end`;
}

/** `last_seen` never goes back. */
function seen(at: Expression<number>): Expression<number> {
  return sql<number>`case when ${at} > user_stats.last_seen then ${at} else user_stats.last_seen end`;
}

const lastSeen = sql<number>`user_stats.last_seen`;

/** A row for somebody whose session opens now; the caller says what happens when there is one. */
function insertPerson({ db, parameter }: Pick<WriteScope<NameAndTime>, "db" | "parameter">) {
  const { name, at } = parameter;
  return db.insertInto("user_stats")
    .columns([
      "username",
      "first_seen",
      "last_seen",
      "total_chat_lines",
      "total_time_connected",
      "current_session_start",
    ])
    .expression((eb) =>
      db.selectNoFrom([
        eb.fn.coalesce(personNamed({ db, parameter }), name).as("username"),
        sql<number>`${at}`.as("first_seen"),
        sql<number>`${at}`.as("last_seen"),
        eb.lit(0).as("total_chat_lines"),
        eb.lit(0).as("total_time_connected"),
        sql<number>`${at}`.as("current_session_start"),
      ]).where(sql<boolean>`1 = 1`)
    );
}

/** The time of the insert that met a row. */
const now = sql<number>`excluded.last_seen`;

const joined = defineWrite(
  "user_stats.joined",
  NAME_AND_TIME,
  ({ db, parameter }) =>
    insertPerson({ db, parameter }).onConflict((conflict) =>
      conflict.column("username").doUpdateSet({
        total_time_connected: totalUntil(now),
        current_session_start: now,
        last_seen: seen(now),
      })
    ),
  onePerson(1),
);

const present = defineWrite(
  "user_stats.present",
  NAME_AND_TIME,
  ({ db, parameter }) =>
    insertPerson({ db, parameter }).onConflict((conflict) =>
      conflict.column("username").doUpdateSet({
        current_session_start: sql<number>`case when ${isOpen} then user_stats.current_session_start
          else ${now} end`,
        last_seen: seen(now),
      })
    ),
  onePerson(1),
);

const left = defineWrite(
  "user_stats.left",
  { folded: "text", at: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("user_stats")
      .set({
        total_time_connected: totalUntil(parameter.at),
        current_session_start: sql<null>`null`,
        last_seen: seen(parameter.at),
      })
      .where((eb) => eb(eb.fn<string>("lower", ["username"]), "=", parameter.folded))
      .where(isOpen),
  onePerson(0),
);

const said = defineWrite(
  "user_stats.said",
  { ...NAME_AND_TIME, lines: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("user_stats")
      .set({
        total_chat_lines: sql<number>`coalesce(user_stats.total_chat_lines, 0) + ${parameter.lines}`,
        last_seen: seen(parameter.at),
      })
      .where("username", "=", personNamed({ db, parameter })),
  onePerson(1, ["same", "same", "greatest", "sum"]),
);

const stillThere = defineWrite(
  "user_stats.still_there",
  { folded_names: "text", at: "integer64" },
  ({ db, parameter, words }) =>
    db.updateTable("user_stats")
      .set({ last_seen: seen(parameter.at) })
      .where(isOpen)
      .where(sql<boolean>`lower(username) in ${words.textsOf(parameter.folded_names)}`),
);

const closeSessionsExcept = defineWrite(
  "user_stats.close_sessions_except",
  { folded_names: "text" },
  ({ db, parameter, words }) =>
    db.updateTable("user_stats")
      .set({ total_time_connected: totalUntil(lastSeen), current_session_start: null })
      .where(isOpen)
      .where(sql<boolean>`lower(username) not in ${words.textsOf(parameter.folded_names)}`),
);

const endOpenSessions = defineWrite(
  "user_stats.end_open_sessions",
  { at: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("user_stats")
      .set({
        total_time_connected: totalUntil(parameter.at),
        current_session_start: null,
        last_seen: seen(parameter.at),
      })
      .where(isOpen),
);

interface OrderFigure {
  column(untilMs: number | undefined): Expression<number>;
  of(user: PlaceAmongPeople): number;
}

/** What people are ordered by, greatest first; names alone when there is none. */
const ORDER_FIGURES: Readonly<Record<PeopleOrder, OrderFigure | undefined>> = {
  lines: {
    column: () => sql<number>`coalesce(total_chat_lines, 0)`,
    of: (user: PlaceAmongPeople) => user.chatLines,
  },
  time: {
    column: (untilMs) =>
      totalUntil(untilMs === undefined ? lastSeen : sql<number>`cast(${toSeconds(untilMs)} as bigint)`),
    of: (user: PlaceAmongPeople) => user.connectedSeconds,
  },
  seen: { column: () => sql<number>`last_seen`, of: (user: PlaceAmongPeople) => toSeconds(user.lastSeenMs) },
  name: undefined,
};

/** The statements of this repository. */
export const userStatsWrites = [
  joined,
  present,
  left,
  said,
  stillThere,
  closeSessionsExcept,
  endOpenSessions,
];

/** See the top of this file. */
export class UserStatsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** A session opens. One that was open already is counted up to now first. */
  joined({ name, atMs }: Person): Write[] {
    return [joined({ ...personKey(name), at: toSeconds(atMs) })];
  }

  /** Somebody is seen in the room: an open session goes on, else one opens now. For the list told on every join. */
  present({ name, atMs }: Person): Write[] {
    return [present({ ...personKey(name), at: toSeconds(atMs) })];
  }

  /** The session ends. Nothing happens to somebody who has none. */
  left({ name, atMs }: Person): Write[] {
    return [left({ folded: foldedName(name), at: toSeconds(atMs) })];
  }

  /** One more line of chat. Makes no row for a stranger. Not for shadow-muted lines, nor for the server's own. */
  said({ name, atMs }: Person): Write[] {
    return [said({ ...personKey(name), at: toSeconds(atMs), lines: 1 })];
  }

  /** All these people are there now: written with each count sample, so that a crash costs little. */
  stillThere({ names, atMs }: { readonly names: readonly string[]; readonly atMs: number }): Write[] {
    return [stillThere({ folded_names: JSON.stringify(names.map(foldedName)), at: toSeconds(atMs) })];
  }

  /** Whoever is not in this list has gone while Rosey did not look: ended at the moment they were last seen. */
  closeSessionsExcept(names: readonly string[]): Write[] {
    return [closeSessionsExcept({ folded_names: JSON.stringify(names.map(foldedName)) })];
  }

  /** After a crash: every open session ends at the moment its owner was last seen. */
  closeOpenSessions(): Write[] {
    return this.closeSessionsExcept([]);
  }

  /** At a clean stop: every open session ends now. */
  endOpenSessions(atMs: number): Write[] {
    return [endOpenSessions({ at: toSeconds(atMs) })];
  }

  /** The row of exactly this spelling, for programs; people ask with {@link find}. */
  async spelled(name: string): Promise<UserStats | undefined> {
    const row = await this.#rows().where("username", "=", name).executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /** Somebody by exact name, else by name without regard to case (the spelling seen last). */
  async find(name: string): Promise<UserStats | undefined> {
    const row = await this.#rows()
      .where((eb) => eb(eb.fn<string>("lower", ["username"]), "=", foldedName(name)))
      .orderBy((eb) => eb("username", "=", name), "desc")
      .orderBy("last_seen", "desc")
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /** Those with the most lines, most first, ties by name; nobody without a line. */
  async topChatters(limit = 10): Promise<{ name: string; chatLines: number }[]> {
    const rows = await limited(
      this.#reads.selectFrom("user_stats")
        .select(["username", "total_chat_lines"])
        .where("total_chat_lines", ">", 0)
        .where("username", "is not", null)
        .orderBy("total_chat_lines", "desc")
        .orderBy("username"),
      limit,
    ).execute();
    return rows.map((row) => ({ name: row.username, chatLines: row.total_chat_lines ?? 0 }));
  }

  /** People in an order, page by page; within equal figures by name. */
  async page({ search, order, limit, untilMs, after }: PeoplePage): Promise<UserStats[]> {
    const figure = ORDER_FIGURES[order];
    const column = figure?.column(untilMs);
    let query = this.#rows();
    if (search !== undefined) {
      const pattern = `%${foldedName(search).replace(/[\\%_]/g, "\\$&")}%`;
      query = query.where(sql<boolean>`lower(username) like ${pattern} escape '\\'`);
    }
    if (after !== undefined) {
      const last = figure?.of(after);
      query = query.where((eb) =>
        column === undefined || last === undefined ? eb("username", ">", after.name) : eb.or([
          eb(column, "<", last),
          eb.and([eb(column, "=", last), eb("username", ">", after.name)]),
        ])
      );
    }
    const ordered = column === undefined ? query : query.orderBy(column, "desc");
    return (await limited(ordered.orderBy("username"), limit).execute()).map(fromRow);
  }

  /** Those with an open session, by name. */
  async inSession(): Promise<UserStats[]> {
    return (await this.#rows().where(isOpen).orderBy("username").execute()).map(fromRow);
  }

  /** How many people were ever seen. */
  async count(): Promise<number> {
    const { people } = await this.#reads.selectFrom("user_stats")
      .select((eb) => eb.fn.count<number>("username").as("people"))
      .executeTakeFirstOrThrow();
    return Number(people);
  }

  #rows() {
    return this.#reads.selectFrom("user_stats").selectAll().where("username", "is not", null);
  }
}

function fromRow(row: {
  username: string;
  first_seen: number;
  last_seen: number;
  total_chat_lines: number | null;
  total_time_connected: number | null;
  current_session_start: number | null;
}): UserStats {
  return {
    name: row.username,
    firstSeenMs: toMs(row.first_seen),
    lastSeenMs: toMs(row.last_seen),
    chatLines: row.total_chat_lines ?? 0,
    connectedSeconds: row.total_time_connected ?? 0,
    // 0 is none, as in the changes above.
    sessionStartMs: toMs(row.current_session_start || null),
  };
}
