/** What whoever types `rosey migrate up` and `down` reads. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { coreLine } from "../../../migrations/mod.ts";
import { rosey } from "../../unit/cli/fake_host.ts";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";
import { query } from "./old_file.ts";

const SECRET = "DxhMrjr0nsuli68dEpBt0ZUmLaTCGdEooaPaox9nLNY";

const jsonSchema = z.object({
  steps: z.array(z.object({ direction: z.string(), line: z.string(), id: z.string() })),
  backup: z.string().optional(),
  notes: z.array(z.string()),
  takeover: z.object({
    file: z.object({ description: z.string() }),
    quarantined: z.array(
      z.object({ table: z.string(), reason: z.string(), rows: z.number(), firstRowIds: z.array(z.number()) }),
    ),
    tokens: z.object({ working: z.number(), revoked: z.number() }),
    parkedMessages: z.number(),
  }).optional(),
});

Deno.test("takeover: up tells people what became of their file, and no secret", () =>
  withFile(async (path) => {
    const { code, out, err } = await rosey(["migrate", "up", "--database", `sqlite:${path}`]);
    assert.equal(code, 0, err);
    assert.match(err, /^backup: .*backups\/small_v050-\d{8}T\d{6}\.db\n$/);
    assert.match(out, /^taken over from Rosey-Robot v1\.0\.0 of 2025 to v0\.5\.0$/m);
    assert.match(out, /^ {4}user_stats: 2 rows taken out: username is NULL \(rowid 41, 42\)$/m);
    assert.match(out, /^ {2}11 messages were never sent: parked/m);
    assert.match(
      out,
      /^ {2}note: .* counted each line of chat twice .*: old lines and counts are as they were/m,
    );
    assert.match(out, /^ {2}tokens: 2 work as before, 1 are revoked as before$/m);
    assert.ok(!(out + err).includes(SECRET));
  }, SMALL_V050));

Deno.test("takeover: up and down tell programs the same as JSON, and nothing else", () =>
  withFile(async (path) => {
    const up = await rosey(["migrate", "up", "--json", "--database", `sqlite:${path}`]);
    assert.deepEqual([up.code, up.err], [0, ""]);
    const { takeover, backup } = jsonSchema.parse(JSON.parse(up.out));
    assert.equal(takeover?.file.description, "Rosey-Robot v1.0.0 of 2025 to v0.5.0");
    assert.equal(takeover?.quarantined.reduce((sum, { rows }) => sum + rows, 0), 7);
    assert.deepEqual([takeover?.tokens, takeover?.parkedMessages], [{ working: 2, revoked: 1 }, 11]);
    assert.deepEqual(query(backup ?? "", "select count(*) as rows from user_stats"), [{ rows: 42 }]);
    assert.ok(!up.out.includes(SECRET));

    const down = await rosey(["migrate", "down", "--to", "v0.5.0", "--json", "--database", `sqlite:${path}`]);
    assert.deepEqual([down.code, down.err], [0, ""]);
    const { steps, notes } = jsonSchema.parse(JSON.parse(down.out));
    assert.deepEqual(
      steps.filter(({ line }) => line === "core").map(({ direction, id }) => `${direction} ${id}`),
      coreLine.migrations.slice(1).toReversed().map(({ id }) => `down ${id}`),
    );
    assert.equal(notes.length, 2);
    assert.deepEqual(query(path, "select count(*) as rows from user_stats"), [{ rows: 42 }]);
  }, SMALL_V050));

Deno.test("takeover: an old file is taken over whole or not at all, so that the way back stays open", () =>
  withFile(async (path) => {
    const before = await Deno.readFile(path);
    const half = await rosey(["migrate", "up", "--to", "20251121000000", "--database", `sqlite:${path}`]);
    assert.equal(half.code, 2);
    assert.match(half.err, /to 20251121000000: an old bot's file is taken over whole/);
    assert.deepEqual(await Deno.readFile(path), before);
    const newest = coreLine.migrations.at(-1)?.id ?? "";
    assert.equal((await rosey(["migrate", "up", "--to", newest, "--database", `sqlite:${path}`])).code, 0);
    assert.equal((await rosey(["migrate", "down", "--all", "--database", `sqlite:${path}`])).code, 0);
    assert.deepEqual(query(path, "select count(*) as rows from user_stats"), [{ rows: 42 }]);
  }, SMALL_V050));

Deno.test("takeover: up again has nothing to do, and says nothing of a takeover", () =>
  withFile(async (path) => {
    await rosey(["migrate", "up", "--database", `sqlite:${path}`]);
    const again = await rosey(["migrate", "up", "--database", `sqlite:${path}`]);
    assert.deepEqual(again, { code: 0, out: `${path}: nothing to do\n`, err: "" });
  }, SMALL_V050));

Deno.test("takeover: no statements are shown that would mend a v0.5.0 file without taking it over", () =>
  withFile(async (path) => {
    const { code, out } = await rosey(["migrate", "check", "--database", `sqlite:${path}`]);
    assert.deepEqual([code, out], [10, ""]);
  }, SMALL_V050));

Deno.test("takeover: a damaged file ends with exit code 15 and the way to save the rest", () =>
  withFile(async (path) => {
    const bytes = (await Deno.readFile(path)).slice(0, 40_000);
    await Deno.writeFile(path, bytes);
    const { code, out, err } = await rosey(["migrate", "up", "--database", `sqlite:${path}`]);
    assert.deepEqual([code, out], [15, ""]);
    assert.match(err, /the file is damaged:/);
    assert.match(err, /sqlite3 .* "\.recover" \| sqlite3 salvaged\.db/);
    assert.deepEqual(await Deno.readFile(path), bytes);
  }, SMALL_V050));

Deno.test("takeover: a file that somebody writes to is refused with exit code 13", () =>
  withFile(async (path) => {
    const other = new DatabaseSync(path);
    try {
      other.exec("BEGIN IMMEDIATE");
      const { code } = await rosey(["migrate", "up", "--lock-timeout", "0", "--database", `sqlite:${path}`]);
      assert.equal(code, 13);
    } finally {
      other.close();
    }
  }, SMALL_V050));
