/** A declaration that was changed: the migration drafted for it goes there and back on both databases, with all rows. */
import assert from "node:assert/strict";
import { compareShapes } from "../../../db/drivers/compare_shapes.ts";
import { type Declarations, declaredShapes, readShapes } from "../../../db/drivers/declared_shapes.ts";
import { declarationAhead } from "../../../db/migrate/draft.ts";
import { Migrator } from "../../../db/migrate/migrator.ts";
import { openForMigration } from "../../../db/open_database.ts";
import { type TableDeclaration, TABLES } from "../../../db/schema.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { startPostgres } from "../../services/postgres.ts";
import { fill } from "./rows.ts";

const clock = new ManualClock();
const facts = { clock, appVersion: "1", host: "test" };

/** What a developer may do to `db/schema.ts`, and how many rows of `user_actions` are there after it. */
const CHANGES: Readonly<Record<string, (tables: Declarations) => Declarations>> = {
  "a new table": (tables) => ({
    ...tables,
    quotes: {
      columns: {
        id: { type: "integer64", key: "autoincrement" },
        text: { type: "text" },
        by: { type: "text", nullable: true },
        loved: { type: "boolean01", default: 0 },
      },
      checks: { quotes_not_empty: "length(text) > 0" },
      indexes: { idx_quotes_by: { on: "lower(by), id" } },
    },
  }),
  "a table that is gone": ({ chat_gaps: _, ...tables }) => tables,
  "a new column that may be empty": (tables) => changed(tables, { note: { type: "text", nullable: true } }),
  "a new column with a default": (tables) => changed(tables, { weight: { type: "real", default: 1.5 } }),
  "a new column that must be filled": (tables) => changed(tables, { source: { type: "text" } }),
  "a column that is gone": (tables) => {
    const { details: _, ...columns } = tables["user_actions"]?.columns ?? {};
    return { ...tables, user_actions: { ...tables["user_actions"], columns } };
  },
  "another type": (tables) => changed(tables, { timestamp: { type: "real" } }),
  "a column that may be empty now": (tables) =>
    changed(tables, { action_type: { type: "text", nullable: true } }),
  "another default": (tables) => changed(tables, { action_type: { type: "text", default: "it's" } }),
  "a new condition": (tables) => changed(tables, {}, { checks: { action_is_late: "timestamp >= 0" } }),
  "other indexes": (tables) =>
    changed(tables, {}, {
      indexes: {
        idx_user_actions_timestamp: { on: "timestamp DESC" },
        idx_user_actions_kind: { on: "action_type", where: "details IS NOT NULL" },
      },
    }),
};

function changed(
  tables: Declarations,
  columns: TableDeclaration["columns"],
  rest: Partial<TableDeclaration> = {},
): Declarations {
  const table = tables["user_actions"];
  return {
    ...tables,
    user_actions: { ...table, ...rest, columns: { ...table?.columns, ...columns } },
  };
}

async function thereAndBack(
  target: DatabaseTarget,
  change: (tables: Declarations) => Declarations,
): Promise<void> {
  const declared = change(TABLES);
  const draft = await declarationAhead({ declared, made: TABLES }, undefined, clock);
  const ahead = { id: "20990101000000", name: "ahead", ...draft };
  const lines = [{ name: "core", migrations: [...coreLine.migrations, ahead] }];
  const access = openForMigration({ ...facts, lines: [coreLine], target, mayCreate: true });
  const { driver } = access;
  try {
    await access.migrator.up();
    await driver.transaction((session) => fill(driver, session, TABLES), 0);
    const before = await readShapes(driver.dialect, driver);
    const migrator = new Migrator({ ...facts, driver, lines });
    await migrator.up();
    const expected = await declaredShapes(driver, declared, clock);
    assert.deepEqual(compareShapes(expected, await readShapes(driver.dialect, driver), expected), []);
    const rows = await driver.read({ sql: "select id, username from user_actions", parameters: [] });
    assert.equal(rows.length, 2);
    await migrator.down({ steps: 1 });
    assert.deepEqual(compareShapes(before, await readShapes(driver.dialect, driver), before), []);
    await migrator.up();
    assert.deepEqual(compareShapes(expected, await readShapes(driver.dialect, driver), expected), []);
  } finally {
    await access.close();
  }
}

for (const [what, change] of Object.entries(CHANGES)) {
  Deno.test(`drift: ${what} in the declaration goes there and back on SQLite`, () =>
    thereAndBack({ kind: "sqlite", path: ":memory:" }, change));

  Deno.test(`drift: ${what} in the declaration goes there and back on PostgreSQL`, async () => {
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    await thereAndBack(parseDatabaseTarget(database.url), change);
  });
}

Deno.test("drift: a draft for what is as declared is empty", async () => {
  const draft = await declarationAhead({ declared: TABLES, made: TABLES }, undefined, clock);
  assert.deepEqual([draft.up.sqlite, draft.up.postgres, draft.notes], [[], [], []]);
});
