/** An old file goes up, moves to PostgreSQL and back, and comes down: every row is as it was. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openForMigration } from "../../../db/open_database.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { startPostgres } from "../../services/postgres.ts";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";
import { clock, copy } from "./copied.ts";
import { rosey } from "../../unit/cli/fake_host.ts";
import { edit, giveBack, LINES, query, rowsOf, schemaOf, takeOver } from "./old_file.ts";

Deno.test("takeover: up, to PostgreSQL, back and down: every row is as it was", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const postgres = parseDatabaseTarget(database.url);
  await withFile(async (path) => {
    const before = { schema: schemaOf(path), rows: rowsOf(path) };
    const back = join(dirname(path), "back.db");
    await takeOver(path);
    await copy({ kind: "sqlite", path }, postgres);
    await copy(postgres, { kind: "sqlite", path: back });
    await giveBack(back);
    const { api_tokens: _tokens, ...rows } = rowsOf(back);
    const { api_tokens: _, ...rowsBefore } = before.rows;
    assert.deepEqual(rows, rowsBefore);
    assert.deepEqual(schemaOf(back), before.schema);
  }, SMALL_V050);
});

Deno.test("takeover: on PostgreSQL the way down loses nothing that is in quarantine, and the way up finds it", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const postgres = parseDatabaseTarget(database.url);
  await withFile(async (path) => {
    await takeOver(path);
    await copy({ kind: "sqlite", path }, postgres);
    const options = {
      target: postgres,
      lines: LINES,
      clock,
      appVersion: "1",
      host: "test",
      mayCreate: false,
    };
    const notes: string[] = [];
    const { migrator, driver, close } = openForMigration({ ...options, onNote: (text) => notes.push(text) });
    try {
      const count = async () =>
        await driver.read({
          sql: "select original, reason from quarantined_rows order by 1, 2",
          parameters: [],
        });
      const before = await count();
      assert.equal(before.length, 7);
      await migrator.down({ to: coreLine.migrations[0]?.id ?? "" });
      await migrator.up();
      assert.deepEqual(await count(), before);
      assert.deepEqual(notes, [
        "3 API tokens came back revoked and unusable: make new ones",
        "7 quarantined rows stay in quarantined_rows_kept: columns of PostgreSQL cannot hold them",
      ]);
    } finally {
      await close();
    }
  }, SMALL_V050);
});

Deno.test("takeover: rows of a plugin move along, go with the way down, and leave no trace in the old file", async () => {
  await withFile(async (path) => {
    const before = schemaOf(path);
    const moved = join(dirname(path), "moved.db");
    await takeOver(path);
    edit(
      path,
      "insert into pet_names (name) values ('Rex')",
      "insert into pet_names_votes values (1, 'Dave')",
    );
    await copy({ kind: "sqlite", path }, { kind: "sqlite", path: moved });
    assert.deepEqual(
      query(moved, "select pet, voter, name from pet_names_votes join pet_names on pet = id"),
      [
        { pet: 1, voter: "Dave", name: "Rex" },
      ],
    );
    await giveBack(moved);
    assert.deepEqual(schemaOf(moved), before);
  }, SMALL_V050);
});

Deno.test("takeover: tables of a plugin that is gone are in the way of the old file, which says so", async () => {
  await withFile(async (path) => {
    await takeOver(path);
    const before = schemaOf(path);
    const { code, err } = await rosey(["migrate", "down", "--to", "v0.5.0", "--database", path]);
    assert.equal(code, 11);
    assert.match(err, /as the old bot made it: it has tables of plugins .* does not have \(pet-names\)/);
    assert.deepEqual(schemaOf(path), before);
  }, SMALL_V050);
});
