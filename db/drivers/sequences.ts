/**
 * The numbers that tables give to new rows, and how far they have got: a number that was given is not given again, also
 * when its row is gone.
 *
 * @module
 */

import type { Dialect } from "./dialect.ts";
import type { Session } from "./driver.ts";
import { quoted } from "./table_rows.ts";

/** The highest number that a table has given, as decimal text; `undefined` where it gives none or keeps no account. */
export async function readSequence(
  dialect: Dialect,
  session: Pick<Session, "read">,
  { table, column }: { readonly table: string; readonly column: string },
): Promise<string | undefined> {
  if (dialect === "sqlite") {
    if (!await hasSqliteSequences(session)) return undefined;
    const [row] = await session.read<{ last: string | null }>({
      sql: "select cast(seq as text) as last from sqlite_sequence where name = ?",
      parameters: [table],
    });
    return row?.last ?? undefined;
  }
  const [row] = await session.read<{ last: string | null }>({
    sql:
      `select cast(pg_sequence_last_value(cast(pg_get_serial_sequence($1, $2) as regclass)) as text) as last`,
    parameters: [quoted(table), column],
  });
  return row?.last ?? undefined;
}

/** Makes the next number higher than `last` and than every one that is there. Does nothing where none are given. */
export async function advanceSequence(
  dialect: Dialect,
  session: Session,
  { table, column, last }: { readonly table: string; readonly column: string; readonly last: string },
): Promise<void> {
  if (dialect === "sqlite") {
    // The table is in SQLite's account since a row was added; one that was always empty is not.
    if (!await hasSqliteSequences(session) || !await isAutoincrement(session, table)) return;
    await session.execute(
      "insert into sqlite_sequence (name, seq) select ?1, 0 where not exists (select 1 from sqlite_sequence where name = ?1)",
      [table],
    );
    await session.execute("update sqlite_sequence set seq = max(seq, cast(?2 as integer)) where name = ?1", [
      table,
      last,
    ]);
    return;
  }
  await session.read({
    sql: `select setval(cast(sequence as regclass),
        greatest(cast($3 as bigint), (select coalesce(max(${quoted(column)}), 0) from ${quoted(table)})))
      from (select pg_get_serial_sequence($1, $2) as sequence) as found
      where sequence is not null and greatest(cast($3 as bigint),
        (select coalesce(max(${quoted(column)}), 0) from ${quoted(table)})) > 0`,
    parameters: [quoted(table), column, last],
  });
}

async function hasSqliteSequences(session: Pick<Session, "read">): Promise<boolean> {
  const found = await session.read({
    sql: "select 1 from sqlite_master where name = 'sqlite_sequence'",
    parameters: [],
  });
  return found.length > 0;
}

async function isAutoincrement(session: Pick<Session, "read">, table: string): Promise<boolean> {
  const [row] = await session.read<{ sql: string }>({
    sql: "select sql from sqlite_master where type = 'table' and name = ?",
    parameters: [table],
  });
  return /\bautoincrement\b/i.test(row?.sql ?? "");
}
