/**
 * What the memory keeps of a person, counted, and forgotten slice by slice. A slice is durable when it is done, and what a
 * stop leaves undone is found again by the next call.
 *
 * @module
 */

import { type RawBuilder, sql } from "kysely";
import type { SqlValue } from "../../src/domain/memory.ts";
import { statementBuilder } from "../drivers/dialect.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import { foldedName } from "../repositories/folded_name.ts";
import type { PeopleTable } from "./people_columns.ts";
import type { Row } from "./person_in_row.ts";
import { type NamingRow, rowsNaming } from "./person_rows.ts";

/** How long a slice waits for others who write. */
const LOCK_WAIT_MS = 30_000;

/** What becomes of the rows of one table. */
export interface ForgottenRows {
  readonly table: string;
  /** Rows that go; with those that belong to them. */
  readonly removed: number;
  /** Rows that stay, without the name. */
  readonly blanked: number;
  /** Rows that stay as they are, because they protect the person. */
  readonly kept: number;
  /** Rows that are still at work: they can be forgotten when they are done. */
  readonly waiting: number;
}

/** What {@link forgetPerson} would do now, for each table that names the person. Changes nothing. */
export function countOfPerson(
  driver: Driver,
  tables: readonly PeopleTable[],
  name: string,
): Promise<ForgottenRows[]> {
  return walk(driver, tables, name, undefined);
}

/** Forgets somebody, and tells what was done. `onRows` hears how many rows more are done. */
export function forgetPerson(
  driver: Driver,
  tables: readonly PeopleTable[],
  name: string,
  onRows: (count: number) => void = () => {},
): Promise<ForgottenRows[]> {
  return walk(driver, tables, name, onRows);
}

async function walk(
  driver: Driver,
  tables: readonly PeopleTable[],
  name: string,
  onRows: ((count: number) => void) | undefined,
): Promise<ForgottenRows[]> {
  const counts = new Map(
    tables.map((table) => [table.name, { removed: 0, blanked: 0, kept: 0, waiting: 0 }]),
  );
  const count = (table: string, what: "removed" | "blanked" | "kept" | "waiting", rows: number) => {
    const counted = counts.get(table);
    if (counted !== undefined) counted[what] += rows;
  };
  // What goes with other rows first: the person's own of them are counted once.
  const rank = ({ people }: PeopleTable) => people.goesWith === undefined ? 1 : 0;
  for (const table of tables.toSorted((one, other) => rank(one) - rank(other))) {
    const followers = tables.filter(({ people }) => people.goesWith?.table === table.name);
    for await (const page of rowsNaming(driver, table, name)) {
      const gone = page.filter(({ fate }) => fate.kind === "removed").map(({ row }) => row);
      for (const follower of gone.length === 0 ? [] : followers) {
        count(follower.name, "removed", await countFollowing(driver, follower, gone, name));
      }
      if (onRows !== undefined) {
        await driver.transaction(
          (session) => change(driver, session, { table, followers, page }),
          LOCK_WAIT_MS,
        );
      }
      for (const { fate } of page) count(table.name, fate.kind, 1);
      onRows?.(page.length);
    }
  }
  return [...counts].map(([table, counted]) => ({ table, ...counted }))
    .filter(({ removed, blanked, kept, waiting }) => removed + blanked + kept + waiting > 0);
}

interface Slice {
  readonly table: PeopleTable;
  readonly followers: readonly PeopleTable[];
  readonly page: readonly NamingRow[];
}

async function change(
  { dialect }: Driver,
  session: Session,
  { table, followers, page }: Slice,
): Promise<void> {
  const db = statementBuilder(dialect);
  const run = (statement: RawBuilder<unknown>) => {
    const { sql: text, parameters } = statement.compile(db);
    return session.execute(text, parameters.map(sqlValue));
  };
  const gone = page.filter(({ fate }) => fate.kind === "removed").map(({ row }) => row);
  if (gone.length > 0) {
    for (const follower of followers) {
      await run(sql`delete from ${sql.table(follower.name)} where ${isFollowing(follower, gone)}`);
    }
    await run(sql`delete from ${sql.table(table.name)} where ${isOneOf(table, gone)} ${andSettled(table)}`);
  }
  for (const { row, fate } of page) {
    if (fate.kind !== "blanked") continue;
    const columns = Object.entries(fate.values);
    const values = sql.join(columns.map(([column, value]) => sql`${sql.ref(column)} = ${value}`));
    // A row that somebody changed meanwhile is left for the next time.
    const unchanged = sql.join(
      columns.map(([column]) => sql`${sql.ref(column)} = ${row[column]}`),
      sql` and `,
    );
    await run(
      sql`update ${sql.table(table.name)} set ${values}
        where ${isOneOf(table, [row])} and ${unchanged} ${andSettled(table)}`,
    );
  }
}

/** How many rows go with others and do not name the person themselves. */
async function countFollowing(driver: Driver, follower: PeopleTable, gone: readonly Row[], name: string) {
  const own = Object.entries(follower.people.columns).filter(([, fate]) => fate === "remove");
  const others = own.map(([column]) => sql`and lower(${sql.ref(column)}) <> ${foldedName(name)}`);
  const [counted] = await driver.read<{ rows: number }>(
    sql<{ rows: number }>`select count(*) as rows from ${sql.table(follower.name)}
      where ${isFollowing(follower, gone)} ${sql.join(others, sql` `)}`.compile(
      statementBuilder(driver.dialect),
    ),
  );
  return Number(counted?.rows ?? 0);
}

function isFollowing({ people: { goesWith } }: PeopleTable, gone: readonly Row[]): RawBuilder<unknown> {
  if (goesWith === undefined) return sql`1 = 0`;
  return sql`${sql.ref(goesWith.column)} in (${sql.join(gone.map((row) => sql`${row[goesWith.key]}`))})`;
}

function isOneOf({ key }: PeopleTable, rows: readonly Row[]): RawBuilder<unknown> {
  const [column, ...more] = key;
  if (column !== undefined && more.length === 0) {
    return sql`${sql.ref(column)} in (${sql.join(rows.map((row) => sql`${row[column]}`))})`;
  }
  const each = rows.map((row) =>
    sql`(${sql.join(key.map((part) => sql`${sql.ref(part)} = ${row[part]}`), sql` and `)})`
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

function andSettled({ people: { settled } }: PeopleTable): RawBuilder<unknown> {
  return settled === undefined ? sql`` : sql`and ${sql.ref(settled.column)} = ${sql.lit(settled.value)}`;
}

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  throw new TypeError(`A person is forgotten by texts and numbers, not ${typeof value}`);
}
