/**
 * A table read whole, page by page, and the fingerprint of what it holds.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Dialect } from "../drivers/dialect.ts";
import type { Session } from "../drivers/driver.ts";
import { type CarriedRow, carriedRow, keyOf, pageQuery, type RowLayout } from "../drivers/table_rows.ts";

/** Rows that are in memory at a time. */
export const ROWS_PER_PAGE = 2_000;

/** What a table holds: equal on two databases when, and only when, every row is. */
export interface TableFingerprint {
  readonly rows: number;
  /** SHA-256 over all rows in the order of their keys, in hexadecimal. */
  readonly sha256: string;
}

/** The rows behind a key, in pages; at the end one page that is not full, or none. */
export async function* pagesOf(
  dialect: Dialect,
  session: Pick<Session, "read">,
  layout: RowLayout,
  after?: CarriedRow,
): AsyncGenerator<CarriedRow[]> {
  for (let last = after;;) {
    const answers = await session.read(pageQuery(dialect, layout, { after: last, limit: ROWS_PER_PAGE }));
    const rows = answers.map((row) => carriedRow(layout, row));
    const newest = rows.at(-1);
    if (newest === undefined) return;
    yield rows;
    if (rows.length < ROWS_PER_PAGE) return;
    last = keyOf(layout, newest);
  }
}

/** Reads a whole table. `onRows` hears how many rows more have been read. */
export async function fingerprintOf(
  dialect: Dialect,
  session: Pick<Session, "read">,
  layout: RowLayout,
  onRows: (count: number) => void = () => {},
): Promise<TableFingerprint> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(layout.columns.map(({ name, kind }) => [name, kind])));
  let rows = 0;
  for await (const page of pagesOf(dialect, session, layout)) {
    hash.update(page.map((row) => `\n${JSON.stringify(row)}`).join(""));
    rows += page.length;
    onRows(page.length);
  }
  return { rows, sha256: hash.digest("hex") };
}
