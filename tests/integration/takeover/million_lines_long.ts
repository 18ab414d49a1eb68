/** A million lines go up, to PostgreSQL, back and down: every row is as it was. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeV050File } from "../../../bench/v050_file.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { startPostgres } from "../../services/postgres.ts";
import { withFile } from "../../unit/db/temporary_file.ts";
import { copy } from "./copied.ts";
import { giveBack, schemaOf, takeOver, V050_DDL } from "./old_file.ts";

const LINES = 1_000_000;

/** How many rows of a table are in one file and not in the other, either way. */
function differences(left: string, right: string, table: string): number {
  const file = new DatabaseSync(left);
  try {
    file.prepare("ATTACH ? AS other").run(right);
    const only = (one: string, two: string) =>
      file.prepare(
        `SELECT count(*) AS rows FROM (SELECT * FROM ${one}.${table} EXCEPT SELECT * FROM ${two}.${table})`,
      )
        .get()?.["rows"];
    const count = (name: string) =>
      file.prepare(`SELECT count(*) AS rows FROM ${name}.${table}`).get()?.["rows"];
    assert.equal(count("main"), count("other"), table);
    return Number(only("main", "other")) + Number(only("other", "main"));
  } finally {
    file.close();
  }
}

Deno.test("takeover: a million lines go up, to PostgreSQL, back and down, and every row is as it was", () =>
  withFile(async (path) => {
    const [taken, back] = ["taken.db", "back.db"].map((name) => join(dirname(path), name));
    assert.ok(taken !== undefined && back !== undefined);
    makeV050File(path, LINES);
    await Deno.copyFile(path, taken);
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    const postgres = parseDatabaseTarget(database.url);
    const { report, progress } = await takeOver(taken);
    assert.equal(report?.rows["recent_chat"], LINES);
    assert.ok(progress.length > 100);
    await copy({ kind: "sqlite", path: taken }, postgres);
    await copy(postgres, { kind: "sqlite", path: back });
    await giveBack(back);
    for (const table of Object.keys(V050_DDL)) assert.equal(differences(path, back, table), 0, table);
    assert.deepEqual(schemaOf(back), schemaOf(path));
  }));
