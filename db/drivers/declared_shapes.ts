/**
 * What declared tables look like once a database has made them: each database words types, defaults and conditions in
 * its own way, so it is asked.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import type { TableDeclaration } from "../schema.ts";
import { createIndexes, createTable } from "./ddl.ts";
import type { Dialect } from "./dialect.ts";
import type { Driver, Session } from "./driver.ts";
import { readPostgresShapes } from "./postgres_shapes.ts";
import { openSqlite } from "./sqlite.ts";
import { readSqliteShapes } from "./sqlite_shapes.ts";
import type { TableShapes } from "./table_shape.ts";

/** Tables by name. */
export type Declarations = Readonly<Record<string, TableDeclaration>>;

/** How long the asking waits for whoever changes the tables right now. */
const LOCK_WAIT_MS = 30_000;

/** Reads the tables that are there. */
export function readShapes(dialect: Dialect, session: Pick<Session, "read">): Promise<TableShapes> {
  return dialect === "sqlite" ? readSqliteShapes(session) : readPostgresShapes(session);
}

/** What these tables would be on the database of `driver`, where they are made for a moment and by nobody seen. */
export async function declaredShapes(
  driver: Driver,
  tables: Declarations,
  clock: Clock,
): Promise<TableShapes> {
  if (driver.dialect === "sqlite") {
    const scratch = openSqlite({ path: ":memory:", clock, writes: new Map() });
    try {
      return await scratch.transaction(async (session) => {
        await make("sqlite", session, tables);
        return await readSqliteShapes(session);
      }, 0);
    } finally {
      await scratch.close();
    }
  }
  return await driver.transaction(async (session) => {
    await session.execute("set local search_path = pg_temp");
    await make("postgres", session, tables);
    const shapes = await readPostgresShapes(session);
    for (const name of Object.keys(tables)) await session.execute(`drop table pg_temp.${name}`);
    return shapes;
  }, LOCK_WAIT_MS);
}

async function make(dialect: Dialect, session: Session, tables: Declarations): Promise<void> {
  for (const [name, table] of Object.entries(tables)) {
    await session.execute(createTable(dialect, name, table));
    for (const index of createIndexes(name, table)) await session.execute(index);
  }
}
