/**
 * The audit log: who did what, and how it ended.
 *
 * @module
 */

import { type Kysely, sql } from "kysely";
import type { EventOf } from "../../src/domain/events.ts";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { foldedName } from "./folded_name.ts";
import { limited } from "./paging.ts";
import { sinceSeconds, toMs, toSeconds } from "./times.ts";

/** An entry of the log. */
export interface UserAction {
  readonly id: number;
  /** To the second. */
  readonly atMs: number;
  readonly user: string;
  readonly kind: string;
  readonly details: string | undefined;
}

/** Which entries to give; what is left out does not narrow. */
export interface UserActionFilter {
  /** Without regard to case. */
  readonly user?: string;
  readonly kind?: string;
  /**
   * How a command ended, by what the details say. Where those of an older version can be read in several ways, it is
   * found by each of them.
   */
  readonly outcome?: EventOf<"command.finished">["outcome"];
  /** What the details contain, as it stands; without regard to case. */
  readonly text?: string;
  readonly fromMs?: number;
  /** Not included. */
  readonly toMs?: number;
  /** The last entry of the page before: gives those after it. */
  readonly after?: Pick<UserAction, "id" | "atMs">;
  readonly limit?: number;
}

const logged = defineWrite(
  "user_actions.logged",
  { timestamp: "integer64", username: "text", action_type: "text", details: "text?" },
  ({ db, parameter }) => db.insertInto("user_actions").values(parameter),
  { kind: "append", table: "user_actions" },
);

/** The statements of this repository. */
export const userActionsWrites = [logged];

/** See the top of this file. */
export class UserActionsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** One more entry. `details` must hold no secrets. */
  logged(entry: {
    readonly atMs: number;
    readonly user: string;
    readonly kind: string;
    readonly details?: string | undefined;
  }): Write[] {
    return [logged({
      timestamp: toSeconds(entry.atMs),
      username: entry.user,
      action_type: entry.kind,
      details: entry.details,
    })];
  }

  /** The kinds that there are entries of, by name. */
  async kinds(): Promise<string[]> {
    const rows = await this.#reads.selectFrom("user_actions").select("action_type").distinct().execute();
    return rows.map(({ action_type: kind }) => kind).toSorted();
  }

  /** Entries, newest first. */
  async list(filter: UserActionFilter = {}): Promise<UserAction[]> {
    let query = this.#reads.selectFrom("user_actions").selectAll()
      .orderBy("timestamp", "desc").orderBy("id", "desc");
    const { user, kind, outcome, text, fromMs, toMs: untilMs, after, limit = 100 } = filter;
    if (user !== undefined) {
      query = query.where((eb) => eb(eb.fn<string>("lower", ["username"]), "=", foldedName(user)));
    }
    if (kind !== undefined) query = query.where("action_type", "=", kind);
    if (outcome !== undefined) {
      const result = `cmd=%, args: %, result: ${outcome}`;
      query = query.where((eb) =>
        eb.or([eb("details", "like", result), eb("details", "like", `${result}, error: %`)])
      );
    }
    if (text !== undefined) {
      const pattern = `%${foldedName(text).replace(/[\\%_]/g, "\\$&")}%`;
      query = query.where(sql<boolean>`lower("details") like ${pattern} escape '\\'`);
    }
    if (fromMs !== undefined) query = query.where("timestamp", ">=", sinceSeconds(fromMs));
    if (untilMs !== undefined) query = query.where("timestamp", "<", sinceSeconds(untilMs));
    if (after !== undefined) {
      const seconds = toSeconds(after.atMs);
      query = query.where((eb) =>
        eb.and([
          eb("timestamp", "<=", seconds),
          eb.or([eb("timestamp", "<", seconds), eb("id", "<", after.id)]),
        ])
      );
    }
    return (await limited(query, limit).execute()).map((row) => ({
      id: row.id,
      atMs: toMs(row.timestamp),
      user: row.username,
      kind: row.action_type,
      details: row.details ?? undefined,
    }));
  }
}
