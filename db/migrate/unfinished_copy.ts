/**
 * The mark of a database that a copy was begun to and not finished: as long as it is there, the database is no memory.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Catalogue } from "../drivers/catalogue.ts";

/** The table in which the target of a copy remembers how far it has got. */
export const UNFINISHED_COPY = "unfinished_copy";

/** Throws a {@link RoseyError} for the target of a copy that was interrupted. */
export function refuseUnfinishedCopy(location: string, catalogue: Catalogue): void {
  if (!catalogue.has(UNFINISHED_COPY)) return;
  throw new RoseyError(`Cannot use the database ${location}: a copy to it was begun and not finished`, {
    code: "database.unfinished_copy",
    hint: "Run the same `rosey db copy` again: it goes on where it stopped.",
    exit: "databaseRefused",
  });
}
