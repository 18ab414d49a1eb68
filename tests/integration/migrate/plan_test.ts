/** The plan is what is executed, byte for byte. */
import assert from "node:assert/strict";
import { openForMigration } from "../../../db/open_database.ts";
import type { Migration } from "../../../db/migrate/migration.ts";
import { Migrator } from "../../../db/migrate/migrator.ts";
import { type PlannedAction, planText, planUp } from "../../../db/migrate/plan.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { watched } from "../../faults/watched_driver.ts";
import { startPostgres } from "../../services/postgres.ts";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";

const facts = { lines: [coreLine], clock: new ManualClock(), appVersion: "1", host: "test", backup: false };

/** Plans, then runs and writes down what is really sent. */
async function planAndRun(target: DatabaseTarget, lines = facts.lines) {
  const { driver, migrator, close } = openForMigration({ ...facts, lines, target, mayCreate: true });
  try {
    const plan = await planUp(migrator, driver);
    const executed: string[] = [];
    const running = new Migrator({
      ...facts,
      lines,
      driver: watched(driver, (sql) => {
        if (sql !== undefined) executed.push(sql);
      }),
    });
    await running.up();
    const planned = [...plan.before, ...plan.steps.flatMap(({ actions }) => actions), ...plan.after];
    return { plan, planned, executed };
  } finally {
    await close();
  }
}

/** Between a step in code and the next statement of the plan, the code may send what it likes. */
function assertExecuted(planned: readonly PlannedAction[], executed: readonly string[]): void {
  let at = 0;
  let inCode = false;
  for (const action of planned) {
    if (action.kind === "code") inCode = true;
    else {
      if (inCode) { while (at < executed.length && executed[at] !== action.sql) at++; }
      assert.equal(executed[at++], action.sql);
      inCode = false;
    }
  }
  assert.deepEqual(executed.slice(at), []);
}

Deno.test("plan: on a new SQLite file it is what is executed", () =>
  withFile(async (path) => {
    const { planned, executed } = await planAndRun({ kind: "sqlite", path });
    assert.ok(planned.length > 50);
    assertExecuted(planned, executed);
  }));

Deno.test("plan: on a v0.5.0 file it is what is executed, and steps in code name their rows", () =>
  withFile(async (path) => {
    const { plan, planned, executed } = await planAndRun({ kind: "sqlite", path });
    assertExecuted(planned, executed);
    assert.deepEqual(
      planned.filter((action) => action.kind === "code").map(({ name, rows }) => [name, rows]),
      [
        ["put aside what does not fit, version 1", 1017],
        ["hash the tokens, version 1", 3],
      ],
    );
    assert.match(
      planText(plan),
      /^-- in code: hash the tokens, version 1\n-- {3}input: SELECT .*\n-- {3}3 rows now$/m,
    );
  }, SMALL_V050));

Deno.test("plan: on PostgreSQL it is what is executed", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const { planned, executed } = await planAndRun(parseDatabaseTarget(database.url));
  assert.ok(planned.length > 50);
  assertExecuted(planned, executed);
});

Deno.test("plan: its text without comments is the SQL, each statement with a semicolon", () =>
  withFile(async (path) => {
    const statements = ["CREATE TABLE one (\n  a TEXT DEFAULT ';'\n)", "INSERT INTO one VALUES ('--')"];
    const one: Migration = {
      id: "20250101000001",
      name: "one",
      up: { sqlite: statements, postgres: statements },
      down: { sqlite: [], postgres: [] },
    };
    const lines = [{ name: "core", migrations: [one] }];
    const { plan, executed } = await planAndRun({ kind: "sqlite", path }, lines);
    const [createLedger, before, ...rest] = executed;
    assert.equal(
      planText(plan),
      [`${createLedger};`, "-- core 20250101000001_one", `${before};`, ...rest.map((sql) => `${sql};`), ""]
        .join("\n"),
    );
    assert.deepEqual(rest.slice(0, 2), statements);
  }));

Deno.test("plan: with nothing to do it is empty", () =>
  withFile(async (path) => {
    await planAndRun({ kind: "sqlite", path });
    const { plan } = await planAndRun({ kind: "sqlite", path });
    assert.deepEqual(plan, { before: [], steps: [], after: [] });
    assert.equal(planText(plan), "");
  }));
