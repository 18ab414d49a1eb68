/**
 * Lines of chat. Order is by time and, within one second, by the order of recording.
 *
 * @module
 */

import { type Expression, expressionBuilder, type Kysely, sql, type SqlBool } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { foldedName } from "./folded_name.ts";
import { limited } from "./paging.ts";
import { sinceSeconds, toMs, toSeconds } from "./times.ts";

/** A line to be stored. */
export interface NewChatLine {
  /** Rosey's clock; only used for a line that was not replayed. */
  readonly atMs: number;
  /** The server's clock. */
  readonly serverTimeMs: number;
  readonly user: string;
  readonly html: string;
  readonly text: string;
  readonly style: string;
  readonly replayed: boolean;
  readonly shadow: boolean;
  readonly eventId: string;
}

/** A stored line. Lines of v0.5.0 have neither the server's time nor plain text. */
export interface ChatLine {
  readonly id: number;
  /** When it was said, to the second. */
  readonly atMs: number;
  readonly serverTimeMs: number | undefined;
  readonly user: string;
  readonly html: string;
  readonly text: string | undefined;
  readonly style: string | undefined;
  readonly replayed: boolean;
}

/** Which lines {@link RecentChatRepository.page} gives. */
export interface ChatPage {
  readonly limit?: number;
  /** Skips as many lines: slow far back in a long history. */
  readonly offset?: number;
  /** The last line of the page before: gives those after it, at once wherever they are. */
  readonly after?: PlaceInChat;
}

/** What {@link RecentChatRepository.search} looks for; what is left out does not narrow. */
export interface ChatSearch {
  /** Without regard to case. */
  readonly user?: string | undefined;
  /** Words as they stand in a line, without regard to case; in lines of v0.5.0, in their HTML. */
  readonly text?: string | undefined;
  /** No line from before this moment. */
  readonly fromMs?: number | undefined;
  /** Where the search before came to: goes on behind it. */
  readonly after?: PlaceInChat | undefined;
  readonly limit: number;
  /** Looks at so many lines at most. */
  readonly scan: number;
}

/** A line, as a place in the history. */
export type PlaceInChat = Pick<ChatLine, "id" | "atMs">;

/** What was found, newest first. */
export interface FoundLines {
  readonly lines: readonly ChatLine[];
  /** The last line that was looked at; `undefined` when there is nothing older. */
  readonly searchedTo: PlaceInChat | undefined;
}

const added = defineWrite(
  "recent_chat.added",
  {
    timestamp: "integer64",
    username: "text",
    message: "text",
    server_time_ms: "integer64?",
    text: "text?",
    style: "text?",
    replayed: "boolean01",
    shadow: "boolean01",
    event_id: "text?",
  },
  ({ db, parameter }) => db.insertInto("recent_chat").values(parameter),
  { kind: "append", table: "recent_chat" },
);

const purged = defineWrite(
  "recent_chat.purged",
  { before: "integer64", limit: "integer64" },
  ({ db, parameter }) =>
    db.deleteFrom("recent_chat").where(
      "id",
      "in",
      (eb) =>
        eb.selectFrom("recent_chat").select("id").where("timestamp", "<", parameter.before)
          .orderBy("timestamp").limit(parameter.limit),
    ),
);

/** The statements of this repository. */
export const recentChatWrites = [added, purged];

/** See the top of this file. */
export class RecentChatRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Stores a line. A shadow-muted user's line is stored with its mark, and no list below shows it. */
  added(line: NewChatLine): Write[] {
    return [added({
      timestamp: toSeconds(line.replayed ? line.serverTimeMs : line.atMs),
      username: line.user,
      message: line.html,
      server_time_ms: line.serverTimeMs,
      text: line.text,
      style: line.style,
      replayed: line.replayed,
      shadow: line.shadow,
      event_id: line.eventId,
    })];
  }

  /** Stores a line of which only this is known, as v0.5.0 did. */
  addedPlain(line: { readonly atMs: number; readonly user: string; readonly html: string }): Write[] {
    return [added({
      timestamp: toSeconds(line.atMs),
      username: line.user,
      message: line.html,
      server_time_ms: undefined,
      text: undefined,
      style: undefined,
      replayed: false,
      shadow: false,
      event_id: undefined,
    })];
  }

  /** Removes the oldest `limit` lines that are older than `beforeMs`: one slice of a purge. */
  purged({ beforeMs, limit }: { readonly beforeMs: number; readonly limit: number }): Write[] {
    return [purged({ before: sinceSeconds(beforeMs), limit })];
  }

  /** How many lines are older than `beforeMs`. */
  async countBefore(beforeMs: number): Promise<number> {
    const { lines } = await this.#reads.selectFrom("recent_chat")
      .select((eb) => eb.fn.countAll<number>().as("lines"))
      .where("timestamp", "<", sinceSeconds(beforeMs))
      .executeTakeFirstOrThrow();
    return Number(lines);
  }

  /** The newest `limit` lines, oldest of them first. */
  async recent(limit = 20): Promise<ChatLine[]> {
    return (await limited(this.#newestFirst(), limit).execute()).map(fromRow).reverse();
  }

  /** The lines since a moment, oldest first; the newest are kept when `limit` cuts. */
  async since(fromMs: number, limit = 1000): Promise<ChatLine[]> {
    const query = this.#newestFirst().where("timestamp", ">=", sinceSeconds(fromMs));
    return (await limited(query, limit).execute()).map(fromRow).reverse();
  }

  /** A page of the whole history, newest first. */
  async page({ limit = 100, offset = 0, after }: ChatPage = {}): Promise<ChatLine[]> {
    let query = this.#newestFirst();
    if (after !== undefined) query = query.where(olderThan(after));
    if (offset > 0) query = query.offset(offset);
    return (await limited(query, limit).execute()).map(fromRow);
  }

  /**
   * Looks for lines from the newest back, and no further than `scan` lines: a search of the whole history in steps, of
   * which none holds others up.
   */
  async search({ user, text, fromMs, after, limit, scan }: ChatSearch): Promise<FoundLines> {
    const until = await this.#scannedTo(after, scan);
    let query = this.#newestFirst();
    if (after !== undefined) query = query.where(olderThan(after));
    const isOver = fromMs !== undefined && (until === undefined || until.atMs < fromMs);
    // One bound, the nearer one: of two, SQLite begins at either.
    if (isOver) query = query.where("timestamp", ">=", sinceSeconds(fromMs));
    else if (until !== undefined) query = query.where(notOlderThan(until));
    if (user !== undefined) {
      query = query.where((eb) => eb(eb.fn<string>("lower", ["username"]), "=", foldedName(user)));
    }
    if (text !== undefined) {
      const pattern = `%${foldedName(text).replace(/[\\%_]/g, "\\$&")}%`;
      query = query.where(sql<boolean>`lower(coalesce("text", "message")) like ${pattern} escape '\\'`);
    }
    const found = (await limited(query, limit + 1).execute()).map(fromRow);
    const lines = found.slice(0, limit);
    // A page that is full ends at its last line, whatever was looked at behind it.
    if (found.length > limit) return { lines, searchedTo: lines.at(-1) };
    return { lines, searchedTo: isOver ? undefined : until };
  }

  /** The last of the next `scan` lines; `undefined` when none is behind it. Reads the index alone. */
  async #scannedTo(after: PlaceInChat | undefined, scan: number): Promise<PlaceInChat | undefined> {
    let query = this.#reads.selectFrom("recent_chat").select(["id", "timestamp"])
      .orderBy("timestamp", "desc").orderBy("id", "desc").offset(scan - 1).limit(2);
    if (after !== undefined) query = query.where(olderThan(after));
    const [last, next] = await query.execute();
    return last === undefined || next === undefined ? undefined : { id: last.id, atMs: toMs(last.timestamp) };
  }

  /**
   * Every line, shadowed ones too, that was said between two server times, both included; where only Rosey's second is
   * known, by that. In the order of recording.
   */
  async storedBetween(fromServerMs: number, toServerMs: number): Promise<ChatLine[]> {
    const rows = await this.#reads.selectFrom("recent_chat")
      .selectAll()
      .where((eb) =>
        eb.or([
          eb.between("server_time_ms", fromServerMs, toServerMs),
          eb("server_time_ms", "is", null)
            .and(eb.between("timestamp", toSeconds(fromServerMs), sinceSeconds(toServerMs))),
        ])
      )
      .orderBy("id")
      .execute();
    return rows.map(fromRow);
  }

  #newestFirst() {
    return this.#reads.selectFrom("recent_chat")
      .selectAll()
      .where("shadow", "=", 0)
      .orderBy("timestamp", "desc")
      .orderBy("id", "desc");
  }
}

/** Stands behind a line in the order of the newest first. */
function olderThan({ id, atMs }: PlaceInChat): Expression<SqlBool> {
  const { eb, or, and } = expressionBuilder<Database, "recent_chat">();
  const seconds = toSeconds(atMs);
  return and([eb("timestamp", "<=", seconds), or([eb("timestamp", "<", seconds), eb("id", "<", id)])]);
}

/** The line itself, and all before it in that order. */
function notOlderThan({ id, atMs }: PlaceInChat): Expression<SqlBool> {
  const { eb, or, and } = expressionBuilder<Database, "recent_chat">();
  const seconds = toSeconds(atMs);
  return and([eb("timestamp", ">=", seconds), or([eb("timestamp", ">", seconds), eb("id", ">=", id)])]);
}

function fromRow(row: {
  id: number;
  timestamp: number;
  username: string;
  message: string;
  server_time_ms: number | null;
  text: string | null;
  style: string | null;
  replayed: number;
}): ChatLine {
  return {
    id: row.id,
    atMs: toMs(row.timestamp),
    serverTimeMs: row.server_time_ms ?? undefined,
    user: row.username,
    html: row.message,
    text: row.text ?? undefined,
    style: row.style ?? undefined,
    replayed: row.replayed === 1,
  };
}
