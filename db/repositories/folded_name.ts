/**
 * How people are found by name in the memory: as CyTube compares names, without regard to case.
 *
 * @module
 */

import { type Expression, sql } from "kysely";
import type { WriteScope } from "../write_statements.ts";

/**
 * The form of a name that `lower(username)` of both databases gives: CyTube's names are ASCII. Throws a TypeError for
 * what is no text: it may come from outside of the program.
 */
export function foldedName(name: string): string {
  if (typeof name !== "string") throw new TypeError(`A name must be a text, not ${String(name)}`);
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The parameters of {@link personNamed}, from a name. */
export function personKey(name: string): { name: string; folded: string } {
  return { name, folded: foldedName(name) };
}

/** The spelling under which somebody is known: exactly this one, else the one seen last; NULL for a stranger. */
export function personNamed(
  { db, parameter }: Pick<WriteScope<{ name: "text"; folded: "text" }>, "db" | "parameter">,
): Expression<string | null> {
  const exactly = db.selectFrom("user_stats as exact")
    .select("exact.username")
    .where("exact.username", "=", parameter.name);
  const seenLast = db.selectFrom("user_stats as known")
    .select("known.username")
    .where((eb) => eb(eb.fn<string>("lower", ["known.username"]), "=", parameter.folded))
    .orderBy("known.last_seen", "desc")
    .limit(sql.lit(1));
  return sql<string | null>`coalesce((${exactly}), (${seenLast}))`;
}
