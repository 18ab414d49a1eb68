import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { coreLine } from "../../../migrations/mod.ts";
import { programTables } from "../../../src/cli/program_tables.ts";
import { rosey } from "./fake_host.ts";

async function inFolder(use: (database: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(join(folder, "room.db"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const COUNT = coreLine.migrations.length;
const ALL = programTables().lines.flatMap(({ migrations }) => migrations).length;

Deno.test("migrate: up makes a new database, says each step, and has nothing to do the second time", async () => {
  await inFolder(async (database) => {
    const first = await rosey(["migrate", "up", "--database", database]);
    assert.equal(first.code, 0, first.err);
    assert.equal(first.out.match(/^ {2}up {3}core \d{14}_\w+$/gm)?.length, COUNT);
    const second = await rosey(["migrate", "up", "--database", database]);
    assert.deepEqual([second.code, second.out], [0, `${database}: nothing to do\n`]);
  });
});

Deno.test("migrate: down takes one back, or as many as are asked for", async () => {
  await inFolder(async (database) => {
    await rosey(["migrate", "up", "--database", database]);
    const one = await rosey(["migrate", "down", "--database", database]);
    assert.equal(one.code, 0, one.err);
    assert.equal(one.out.match(/^ {2}down /gm)?.length, 1);
    assert.match(one.err, /^backup: .*room/m);
    const all = await rosey(["migrate", "down", "--all", "--json", "--database", database]);
    const steps: unknown[] = JSON.parse(all.out).steps;
    assert.equal(steps.length, ALL - 1);
  });
});

Deno.test("migrate: status tells where each migration stands, as text and as JSON", async () => {
  await inFolder(async (database) => {
    const first = coreLine.migrations[0]?.id ?? "";
    await rosey(["migrate", "up", "--to", first, "--database", database]);
    const { out } = await rosey(["migrate", "status", "--database", database]);
    assert.match(out, /: Rosey's\n/);
    assert.match(out, new RegExp(`^ {2}applied {2}core ${first}_`, "m"));
    assert.equal(out.match(/^ {2}pending {2}core /gm)?.length, COUNT - 1);
    const { kind, migrations } = JSON.parse(
      (await rosey(["migrate", "status", "--json", "--database", database])).out,
    );
    assert.equal(kind, "ours");
    assert.equal(migrations.length, ALL);
  });
});

Deno.test("migrate: status makes no file", async () => {
  await inFolder(async (database) => {
    const { code, err } = await rosey(["migrate", "status", "--database", database]);
    assert.equal(code, 14, err);
    assert.equal(existsSync(database), false);
  });
});

for (const flags of [["--steps", "1", "--all"], ["--steps", "0"], ["-n", "many"], ["--to", "1", "-n", "2"]]) {
  Deno.test(`migrate: down ${flags.join(" ")} is refused before anything is opened`, async () => {
    await inFolder(async (database) => {
      const { code, err } = await rosey(["migrate", "down", ...flags, "--database", database]);
      assert.equal(code, 2, err);
      assert.match(err, /--steps/);
      assert.equal(existsSync(database), false);
    });
  });
}
