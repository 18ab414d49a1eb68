/**
 * How somebody's name is spelled in the memory.
 *
 * @module
 */

import type { DatabaseReads } from "../../src/domain/memory.ts";
import { readsOf } from "../drivers/kysely_reads.ts";
import { foldedName } from "../repositories/folded_name.ts";

/** A person's name, and every spelling of it. */
export interface Spellings {
  /** Exactly as asked, else as seen last; as asked for a stranger. */
  readonly name: string;
  /** As the people are listed, seen last first. Old files may have several; the server sees one person. */
  readonly spellings: readonly string[];
}

/** Finds the spellings of a name. */
export async function spellingsOf(reads: DatabaseReads, name: string): Promise<Spellings> {
  const rows = await readsOf(reads).selectFrom("user_stats").select("username")
    .where((eb) => eb(eb.fn<string>("lower", ["username"]), "=", foldedName(name)))
    .orderBy("last_seen", "desc").orderBy("username").execute();
  const spellings = rows.map(({ username }) => username);
  return { name: spellings.includes(name) ? name : spellings[0] ?? name, spellings };
}
